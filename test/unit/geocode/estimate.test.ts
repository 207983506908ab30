import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { array, assert, integer, property, record, shuffledSubarray } from 'fast-check';
import { distance } from '../../../src/core/distance.js';
import { readStreetAddress } from '../../../src/core/street-address.js';
import { estimate, type Estimate, type KnownHouse } from '../../../src/geocode/estimate.js';
import { parseCsvTable } from '../../../src/importer/readers/csv-table.js';
import { realData } from '../../root.js';

/** Changshou Road, made straight: 4 m to a number, even ones 20 m to the north of odd ones. */
const METRE = 1 / 111_195;
const house = (number: number, metres = 4 * number): KnownHouse => ({
  number,
  id: `${number}`,
  position: { lon: 121.43 + metres * METRE, lat: 31.24 + (number % 2 === 0 ? 20 * METRE : 0) },
});
const placed = (found: ReturnType<typeof estimate>): Estimate => {
  expect(typeof found).toBe('object');
  return found as Estimate;
};

describe('a house number', () => {
  it('is where another of the same number is', () => {
    const found = placed(estimate(105, [house(101), house(105), house(109)]));
    expect(found).toMatchObject({ position: house(105).position, from: [{ number: 105 }] });
  });

  it('lies in proportion between the two nearest on its own side of the street', () => {
    const known = [house(101), house(104), house(108), house(113), house(151)];
    const found = placed(estimate(107, known));
    expect(found.from.map((one) => one.number)).toEqual([101, 113]);
    expect(distance(found.position, house(107).position)).toBeLessThan(0.1);
  });

  it('lies between those of the other side where its own has none', () => {
    const found = placed(estimate(107, [house(104), house(110)]));
    expect(distance(found.position, house(107).position)).toBeLessThan(21);
    expect(found.within).toBeGreaterThan(placed(estimate(107, [house(105), house(109)])).within);
  });

  it('lies a little beyond the last two, but not far', () => {
    const known = [house(11), house(31)];
    expect(distance(placed(estimate(41, known)).position, house(41).position)).toBeLessThan(0.1);
    expect(distance(placed(estimate(1, known)).position, house(1).position)).toBeLessThan(0.1);
    expect(estimate(61, known)).toBe('street.beyond');
    expect(estimate(901, known)).toBe('street.beyond');
  });

  it('is not told by one house, by none, or by those that lie far apart', () => {
    expect(estimate(1, [])).toBe('street.unknown');
    expect(estimate(1, [house(3)])).toBe('street.unknown');
    expect(estimate(301, [house(101), house(501)])).toBe('street.spread');
  });

  it('is not told where numbers do not run along the street', () => {
    expect(estimate(3, [house(1, 0), house(5, 700)])).toBe('street.spread');
    expect(estimate(501, [house(1, 0), house(2001, 300)])).toBe('street.spread');
    expect(estimate(5, [house(5, 0), house(5, 900)])).toBe('street.spread');
  });

  it('lies on the line between what it was made from, whatever the order of what is known', () => {
    const houses = array(
      record({ number: integer({ min: 1, max: 400 }), metres: integer({ min: 0, max: 3000 }) }),
      {
        maxLength: 12,
      },
    ).map((all) => all.map(({ number, metres }) => house(number, metres)));
    assert(
      property(
        houses.chain((all) =>
          shuffledSubarray(all, { minLength: all.length }).map((other) => ({ all, other })),
        ),
        integer({ min: 1, max: 400 }),
        ({ all, other }, number) => {
          const [found, again] = [estimate(number, all), estimate(number, other)];
          const spot = (one: typeof found) => (typeof one === 'string' ? one : [one.position, one.within]);
          expect(spot(again)).toEqual(spot(found));
          if (typeof found === 'string') return;
          const [a, b = a] = found.from as [KnownHouse, KnownHouse?];
          const slack = a.number < number && b.number > number ? 0.5 : 81;
          const roundabout = distance(a.position, found.position) + distance(found.position, b.position);
          expect(roundabout - distance(a.position, b.position)).toBeLessThan(2 * slack);
          expect(found.within).toBeGreaterThanOrEqual(100);
        },
      ),
    );
  });
});

type Streets = ReadonlyMap<string, readonly KnownHouse[]>;
type Stays = (one: KnownHouse, hidden: KnownHouse) => boolean;

/** The real houses of a list with addresses, street by street. */
function streetsOf(path: string): Streets {
  const streets = new Map<string, KnownHouse[]>();
  for (const [i, row] of parseCsvTable(readFileSync(path, 'utf8')).entries()) {
    const { street, number, nearby } = readStreetAddress(row['address'] ?? '');
    if (number === undefined || nearby) continue;
    const position = { lon: Number(row['lon']), lat: Number(row['lat']) };
    const key = `${row['adname']} ${street}`;
    streets.set(key, [...(streets.get(key) ?? []), { number, position, id: `${i}` }]);
  }
  return streets;
}

/** Metres each house of one list is off when it is estimated from those of another, and the bound it was told with. */
function offBy(houses: Streets, known: Streets, stays: Stays) {
  return [...houses].flatMap(([street, all]) =>
    all.flatMap((hidden) => {
      const neighbours = (known.get(street) ?? []).filter((one) => stays(one, hidden));
      const found = estimate(hidden.number, neighbours);
      if (typeof found === 'string') return [];
      return [{ metres: distance(found.position, hidden.position), within: found.within }];
    }),
  );
}

describe('the bound of an estimate', () => {
  const files = ['health/shanghai_hospital.csv', 'health/shanghai_food.csv'].map(realData);
  const [clinics = new Map(), food = new Map()] = files.map((file) =>
    file ? streetsOf(file) : new Map(),
  ) as Streets[];
  const oneHidden: Stays = (one, hidden) => one !== hidden;
  const numberHidden: Stays = (one, hidden) => one.number !== hidden.number;

  it.each<[string, Streets, Streets, Stays]>([
    ['clinics, one place hidden', clinics, clinics, oneHidden],
    ['clinics, its whole number hidden', clinics, clinics, numberHidden],
    ['clinics, from the restaurants', clinics, food, () => true],
    ['restaurants, one place hidden', food, food, oneHidden],
    ['restaurants, its whole number hidden', food, food, numberHidden],
    ['restaurants, from the clinics', food, clinics, () => true],
  ])('holds for nine of ten real houses: %s', (title, houses, known, stays) => {
    if (houses.size === 0) return;
    const off = offBy(houses, known, stays);
    const metres = off.map((one) => one.metres).toSorted((a, b) => a - b);
    const at = (part: number) => Math.round(metres[Math.floor(part * metres.length)]!);
    const held = off.filter((one) => one.metres <= one.within).length / off.length;
    console.info(
      `${title}: of ${[...houses.values()].flat().length} houses ${off.length} estimated; off by ${at(0.5)} m (median), ` +
        `${at(0.9)} m (90 %), ${at(0.95)} m (95 %); within the bound ${(100 * held).toFixed(1)} %`,
    );
    expect(off.length).toBeGreaterThan(1000);
    expect(held).toBeGreaterThan(0.9);
  });
});
