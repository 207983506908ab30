import { describe, expect, it } from '@jest/globals';
import { Spread } from '../../../src/importer/spread.js';

/** A city of so many places around a point, half a degree wide. */
function city(spread: Spread, places: number, [lon, lat]: readonly [number, number]): void {
  for (let i = 0; i < places; i++) {
    const position = { lon: lon + ((i * 7) % 50) / 100, lat: lat + ((i * 3) % 50) / 100 };
    spread.add(i + 1, position, `place ${i}`);
  }
}

describe('places far from the rest', () => {
  it('are found, one or a few together, with row and name', () => {
    const spread = new Spread();
    city(spread, 400, [121.2, 31]);
    spread.add(1001, { lon: 126.9, lat: 41.8 }, '临江');
    spread.add(1002, { lon: 114.2, lat: 22.5 }, '深圳');
    spread.add(1003, { lon: 114.2, lat: 22.5 }, '深圳');
    expect(spread.strays().map(({ row }) => row)).toEqual([1001, 1002, 1003]);
    expect(spread.strays()[0]!.value).toBe('临江 (126.90000, 41.80000)');
  });

  it('are not the villages of a large county, which lie near each other in a chain', () => {
    const spread = new Spread();
    city(spread, 400, [121.2, 31]);
    for (let i = 0; i < 10; i++) spread.add(500 + i, { lon: 121 - i * 0.4, lat: 31 - i * 0.2 }, 'village');
    expect(spread.strays()).toEqual([]);
  });

  it('are not looked for in a short list, nor in one of two cities', () => {
    const short = new Spread();
    city(short, 20, [121.2, 31]);
    short.add(99, { lon: 100, lat: 20 }, 'far');
    expect(short.strays()).toEqual([]);
    const two = new Spread();
    city(two, 100, [121.2, 31]);
    city(two, 100, [116.2, 39]);
    two.add(99, { lon: 100, lat: 20 }, 'far');
    expect(two.strays()).toEqual([]);
  });

  it('are not the other side of the antimeridian', () => {
    const spread = new Spread();
    city(spread, 200, [179.4, -17]);
    spread.add(999, { lon: -179.9, lat: -17 }, 'Fiji');
    expect(spread.strays()).toEqual([]);
  });

  it('no position of the globe breaks it', () => {
    const spread = new Spread();
    for (const lon of [-180, 0, 180]) for (const lat of [-90, 0, 90]) spread.add(1, { lon, lat }, '');
    expect(spread.strays()).toEqual([]);
  });
});
