import { describe, expect, it } from '@jest/globals';
import { assert, constantFrom, double, property, record, type Arbitrary } from 'fast-check';
import gcoordModule from 'gcoord';
import { readFileSync } from 'node:fs';
import { CRS_NAMES, fromWgs84, toWgs84, type CrsName } from '../../../src/core/crs.js';
import { distance } from '../../../src/core/distance.js';
import { isShifted } from '../../../src/core/gcj02-area.js';
import type { Position } from '../../../src/core/position.js';
import { realData } from '../../root.js';

// Its types describe an ES module, but what arrives under Node is the CommonJS one.
const gcoord = gcoordModule as unknown as {
  transform(position: [number, number], from: string, to: string): [number, number];
};

const SHIFTED: readonly Exclude<CrsName, 'wgs84'>[] = ['gcj02', 'bd09'];
const at = (lon: number, lat: number): Position => ({ lon, lat });
const thereAndBack = (position: Position, crs: CrsName) =>
  distance(toWgs84(fromWgs84(position, crs), crs), position);

const inside: Record<string, Position> = {
  'Luohu station': at(114.1172, 22.5318),
  'Luohu port': at(114.1142, 22.5308),
  Futian: at(114.0545, 22.5431),
  'Futian port': at(114.066, 22.5172),
  'Huanggang port': at(114.069, 22.5215),
  'Futian free trade zone': at(114.052, 22.513),
  'Wenjindu port': at(114.1287, 22.539),
  Yantian: at(114.2366, 22.5567),
  Nanshan: at(113.9303, 22.5333),
  'Shenzhen Bay port': at(113.9445, 22.5035),
  'Nan’ao on Dapeng': at(114.487, 22.537),
  'Neilingding island': at(113.8, 22.413),
  Xiangzhou: at(113.5767, 22.2707),
  'Gongbei port': at(113.5497, 22.2174),
  Wanzai: at(113.525, 22.198),
  Hengqin: at(113.52, 22.13),
  'Guishan island': at(113.825, 22.137),
  Dandong: at(124.385, 40.125),
  Heihe: at(127.49, 50.245),
  Manzhouli: at(117.43, 49.597),
  Suifenhe: at(131.152, 44.398),
  Hunchun: at(130.366, 42.863),
  Tumen: at(129.846, 42.966),
  Changbai: at(128.2, 41.4195),
  Fuyuan: at(134.307, 48.365),
  Mohe: at(122.35, 53.48),
  Erenhot: at(111.977, 43.653),
  Khorgos: at(80.415, 44.213),
  Alashankou: at(82.567, 45.167),
  Kashgar: at(75.99, 39.47),
  Tashkurgan: at(75.23, 37.78),
  Yadong: at(88.91, 27.49),
  Ruili: at(97.852, 24.012),
  Jiegao: at(97.885, 23.975),
  Hekou: at(103.956, 22.509),
  Pingxiang: at(106.762, 22.098),
  'Dongxing port': at(107.9665, 21.5395),
  Dongxing: at(107.972, 21.547),
  Sanya: at(109.51, 18.25),
  Haikou: at(110.3, 20.03),
  Sansha: at(112.3338, 16.8335),
  Xiamen: at(118.089, 24.48),
  'Dadeng island': at(118.33, 24.565),
  Huangqi: at(119.88, 26.33),
  'Dachen island': at(121.88, 28.45),
  Shengsi: at(122.45, 30.72),
  Rongcheng: at(122.55, 37.2),
};

const outside: Record<string, Position> = {
  'Hong Kong Central': at(114.158, 22.28),
  'Sheung Shui': at(114.1277, 22.5013),
  'Lo Wu station': at(114.1133, 22.5281),
  'Tin Shui Wai': at(114, 22.457),
  'Lau Fau Shan': at(113.98, 22.467),
  'Tai O': at(113.862, 22.253),
  'Po Toi': at(114.26, 22.165),
  'Tung Ping Chau': at(114.435, 22.543),
  Taipei: at(121.56, 25.04),
  Kaohsiung: at(120.3, 22.63),
  Penghu: at(119.57, 23.57),
  Kinmen: at(118.318, 24.432),
  Lieyu: at(118.235, 24.43),
  'Nangan, Matsu': at(119.94, 26.155),
  'Dongyin, Matsu': at(120.49, 26.37),
  Seoul: at(126.98, 37.57),
  Pyongyang: at(125.75, 39.03),
  Sinuiju: at(124.398, 40.1),
  Hyesan: at(128.178, 41.4017),
  Vladivostok: at(131.89, 43.12),
  Khabarovsk: at(135.07, 48.48),
  Blagoveshchensk: at(127.535, 50.262),
  Zabaykalsk: at(117.326, 49.652),
  Ulaanbaatar: at(106.91, 47.92),
  'Zamyn-Uud': at(111.906, 43.715),
  Almaty: at(76.95, 43.24),
  Zharkent: at(80, 44.165),
  Bishkek: at(74.59, 42.87),
  Kathmandu: at(85.32, 27.71),
  Thimphu: at(89.64, 27.47),
  Gangtok: at(88.61, 27.33),
  Muse: at(97.905, 23.985),
  Boten: at(101.682, 21.175),
  Vientiane: at(102.63, 17.97),
  Hanoi: at(105.84, 21.03),
  'Lao Cai': at(103.971, 22.4856),
  'Mong Cai': at(107.968, 21.525),
  Manila: at(120.98, 14.6),
  Tokyo: at(139.7, 35.7),
  London: at(-0.13, 51.5),
  'the South Pole': at(0, -90),
  'the antimeridian': at(180, 0),
};

/** So close to the outline that in GCJ-02 or BD-09 a place inside has the same numbers. */
const justOutside: Record<string, Position> = {
  'Lok Ma Chau station': at(114.0657, 22.5144),
  'Portas do Cerco': at(113.549, 22.215),
  Macau: at(113.54, 22.195),
  Taipa: at(113.5577, 22.1555),
  'Coloane village': at(113.5515, 22.117),
};

interface City {
  readonly attrs: { readonly name: string };
  readonly coords: { readonly WGS84: Pair; readonly GCJ02: Pair; readonly BD09: Pair };
}
type Pair = [number, number];

const published = realData('vectors/coords/gcoord_china_cities.json');

describe('coordinates of China', () => {
  (published ? it : it.skip)(
    'of 664 cities are the published ones to a metre, and come back to 20 cm',
    () => {
      const cities = JSON.parse(readFileSync(published!, 'utf8')) as City[];
      expect(cities).toHaveLength(664);
      for (const { attrs, coords } of cities) {
        const wgs84 = at(...coords.WGS84);
        for (const crs of SHIFTED) {
          const expected = at(...coords[crs === 'gcj02' ? 'GCJ02' : 'BD09']);
          const errors = {
            there: distance(fromWgs84(wgs84, crs), expected) < 1,
            back: distance(toWgs84(expected, crs), wgs84) < 1,
            thereAndBack: thereAndBack(wgs84, crs) < 0.2,
          };
          expect({ city: attrs.name, crs, ...errors }).toEqual({
            city: attrs.name,
            crs,
            there: true,
            back: true,
            thereAndBack: true,
          });
        }
      }
    },
  );

  it('are those of an independent library inland', () => {
    const inland = record({ lon: inRange(100, 117), lat: inRange(25, 40) });
    assert(
      property(inland, constantFrom(...SHIFTED), (wgs84, crs) => {
        const oracle = at(
          ...gcoord.transform([wgs84.lon, wgs84.lat], 'WGS84', crs === 'gcj02' ? 'GCJ02' : 'BD09'),
        );
        return distance(fromWgs84(wgs84, crs), oracle) < 0.001;
      }),
      { numRuns: 1000 },
    );
  });

  it('come back to a millimetre from everywhere inside the area', () => {
    const china = record({ lon: inRange(73, 136), lat: inRange(16, 54) }).filter(isShifted);
    assert(
      property(china, constantFrom(...SHIFTED), (wgs84, crs) => thereAndBack(wgs84, crs) < 0.001),
      { numRuns: 2000 },
    );
  });

  it('come back along the outline too, but for places just outside that share their numbers with one inside', () => {
    const deltaOfThePearl = record({ lon: inRange(113.5, 114.5), lat: inRange(22.1, 22.6) });
    assert(
      property(deltaOfThePearl, constantFrom(...SHIFTED), (wgs84, crs) => {
        const back = toWgs84(fromWgs84(wgs84, crs), crs);
        if (distance(back, wgs84) < 0.001) return true;
        const sharedWithInside = isShifted(back) && distance(fromWgs84(back, crs), wgs84) < 0.001;
        return !isShifted(wgs84) && sharedWithInside && distance(back, wgs84) < 1500;
      }),
      { numRuns: 5000 },
    );
  });

  it('are never far from where they were sent', () => {
    const anywhere = record({ lon: inRange(-180, 180), lat: inRange(-90, 90) });
    assert(
      property(anywhere, constantFrom(...CRS_NAMES), (position, crs) => {
        return (
          distance(toWgs84(position, crs), position) < 2500 &&
          distance(fromWgs84(position, crs), position) < 2500
        );
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the area where maps are shifted', () => {
  it.each(Object.entries(inside))('has %s in it', (_, position) => {
    expect(isShifted(position)).toBe(true);
    for (const crs of SHIFTED) {
      const shift = distance(fromWgs84(position, crs), position);
      expect(shift).toBeGreaterThan(50);
      expect(thereAndBack(position, crs)).toBeLessThan(0.001);
    }
  });

  it.each(Object.entries(outside))('ends before %s', (_, position) => {
    expect(isShifted(position)).toBe(false);
    for (const crs of CRS_NAMES) {
      expect(fromWgs84(position, crs)).toEqual(position);
      expect(toWgs84(position, crs)).toEqual(position);
    }
  });

  it.each(Object.entries(justOutside))(
    'ends before %s, whose numbers mean a place inside too',
    (_, position) => {
      for (const crs of CRS_NAMES) expect(fromWgs84(position, crs)).toEqual(position);
      const ambiguous = SHIFTED.filter((crs) => isShifted(toWgs84(position, crs)));
      expect(ambiguous).not.toEqual([]);
      for (const crs of ambiguous) {
        expect(distance(fromWgs84(toWgs84(position, crs), crs), position)).toBeLessThan(0.001);
      }
    },
  );

  it('has no place for numbers that are none', () => {
    for (const lon of [Number.NaN, Infinity, -Infinity]) {
      expect(isShifted(at(lon, 31))).toBe(false);
      expect(isShifted(at(121, lon))).toBe(false);
    }
  });
});

function inRange(min: number, max: number): Arbitrary<number> {
  return double({ min, max, noNaN: true });
}
