import type { Claim, Hours, ServiceOffer } from '../../src/core/facility.js';
import type { Position } from '../../src/core/position.js';
import { normal, picker, seeded, type Random } from './random.js';

/**
 * A made-up nation: facilities scattered like China's cities, with categories and services. The same size and seed
 * give the same nation. Rounded positions and populations (in 10,000) of big cities; the shape of the crowd matters,
 * not the census.
 */
const CITIES: readonly (readonly [lon: number, lat: number, weight: number])[] = [
  [121.47, 31.23, 2487],
  [116.41, 39.9, 2189],
  [113.26, 23.13, 1874],
  [114.06, 22.54, 1768],
  [104.07, 30.67, 2120],
  [106.55, 29.56, 1634],
  [117.2, 39.13, 1387],
  [114.31, 30.59, 1374],
  [120.15, 30.27, 1237],
  [108.94, 34.34, 1316],
  [113.62, 34.75, 1283],
  [118.8, 32.06, 949],
  [120.58, 31.3, 1291],
  [117.0, 36.65, 941],
  [120.38, 36.07, 1026],
  [126.64, 45.75, 988],
  [123.43, 41.8, 920],
  [121.61, 38.91, 748],
  [125.32, 43.82, 909],
  [112.94, 28.23, 1042],
  [117.23, 31.82, 985],
  [119.3, 26.08, 845],
  [118.09, 24.48, 531],
  [102.71, 25.04, 860],
  [108.37, 22.82, 891],
  [106.63, 26.65, 622],
  [110.2, 20.04, 293],
  [109.51, 18.25, 108],
  [115.86, 28.68, 657],
  [112.55, 37.87, 540],
  [114.51, 38.04, 1123],
  [111.75, 40.84, 350],
  [103.83, 36.06, 442],
  [101.78, 36.62, 248],
  [106.23, 38.49, 289],
  [87.62, 43.83, 409],
  [91.11, 29.65, 87],
  [75.99, 39.47, 71],
  [113.75, 23.05, 1054],
  [113.12, 23.02, 962],
  [120.3, 31.57, 748],
  [121.55, 29.88, 962],
  [120.7, 28.0, 968],
  [118.68, 24.87, 885],
  [117.18, 34.26, 903],
  [119.41, 32.39, 456],
  [120.86, 32.01, 774],
  [119.97, 31.77, 535],
  [112.42, 34.66, 707],
  [118.36, 35.1, 1101],
  [116.99, 23.36, 555],
  [113.58, 22.27, 247],
  [111.28, 30.7, 393],
  [110.29, 25.27, 495],
  [103.98, 25.5, 577],
  [124.35, 43.17, 182],
  [129.63, 44.55, 229],
  [122.12, 37.51, 291],
  [119.16, 34.6, 460],
  [115.03, 35.76, 377],
];

const CATEGORIES: readonly (readonly [code: string, weight: number])[] = [
  ['relay_station', 9],
  ['party_service_centre', 3],
  ['hospital', 2],
  ['community_health_centre', 2],
  ['community_health_station', 4],
  ['clinic', 14],
  ['pharmacy', 20],
  ['mental_health_service', 0.3],
  ['swap_cabinet', 6],
  ['ebike_charging_point', 8],
  ['ebike_repair_point', 4],
  ['caring_merchant', 10],
  ['community_canteen', 2],
  ['public_toilet', 10],
  ['drinking_water_point', 2],
  ['parking_bay', 3],
  ['shelter', 0.5],
];

/** Services every place may have, each by itself: what the filters of the benches are about. */
const CHANCES: readonly (readonly [code: string, chance: number])[] = [
  ['toilet', 0.35],
  ['drinking_water', 0.3],
  ['seating', 0.25],
  ['air_conditioning', 0.2],
  ['heating', 0.15],
  ['phone_charging', 0.2],
  ['wifi', 0.15],
  ['microwave', 0.1],
  ['hot_water', 0.12],
  ['aed', 0.05],
  ['nursing_room', 0.01],
  ['shower', 0.01],
  ['counselling', 0.002],
  ['rider_meal', 0.04],
  ['tire_pump', 0.03],
];

/** Hours as publishers write them, and how often: one place in twenty-five is open at three at night. */
const HOURS: readonly (readonly [hours: Hours | undefined, weight: number])[] = [
  [{ text: '周一至周日 8:00-20:00', osm: 'Mo-Su 08:00-20:00', coverage: 'full' }, 28],
  [{ text: '周一至周五 9:00-17:00', osm: 'Mo-Fr 09:00-17:00', coverage: 'full' }, 24],
  [{ text: '9:00-21:30', osm: '09:00-21:30', coverage: 'daily' }, 14],
  [{ text: '10:00-22:00', osm: '10:00-22:00', coverage: 'daily' }, 8],
  [
    {
      text: '工作日 8:30-11:30,13:30-17:00',
      osm: 'Mo-Fr 08:30-11:30,13:30-17:00',
      coverage: 'full',
      workdays: true,
    },
    8,
  ],
  [{ text: '每天 6:30-23:00', osm: 'Mo-Su 06:30-23:00', coverage: 'full' }, 4],
  [{ text: '24小时', osm: '24/7', coverage: 'full' }, 3],
  [{ text: '每天 18:00-次日4:00', osm: 'Mo-Su 18:00-04:00', coverage: 'full' }, 1],
  [{ text: '以现场公告为准', coverage: 'none' }, 4],
  [undefined, 6],
];

/** A service one place in ten has, one that one in a hundred has, and another such. */
export const ONE_IN_TEN = 'microwave';
export const ONE_IN_HUNDRED = 'shower';
export const ANOTHER_IN_HUNDRED = 'nursing_room';

export interface Place extends Position {
  readonly category: string;
  readonly services: readonly string[];
  readonly hours: Hours | undefined;
}

/** The nation's places, one by one. */
export function* nation(count: number, seed = 20261123): Generator<Place> {
  const random = seeded(seed);
  const pickCategory = picker(CATEGORIES.map(([, weight]) => weight));
  const locate = scatter(random);
  const pickHours = picker(HOURS.map(([, weight]) => weight));
  const hoursRandom = seeded(seed + 1);
  for (let i = 0; i < count; i++) {
    const services = CHANCES.filter(([, chance]) => random() < chance).map(([code]) => code);
    const hours = HOURS[pickHours(hoursRandom)]![0];
    yield { ...locate(), category: CATEGORIES[pickCategory(random)]![0], services, hours };
  }
}

/** Where riders ask from: scattered like the places themselves. */
export function* askers(count: number, seed = 7): Generator<Position> {
  const locate = scatter(seeded(seed));
  for (let i = 0; i < count; i++) yield locate();
}

/** The place as a publisher would describe it. */
export function claimOf(place: Place, number: number): Claim {
  const { lon, lat, category, services, hours } = place;
  const offers = Object.fromEntries(services.map((code) => [code, { state: 'yes' } satisfies ServiceOffer]));
  return {
    name: { zh: `示例驿站第${number}号`, en: `Example station ${number}` },
    category,
    position: { lon, lat, precision: 'building' },
    address: { text: { zh: `示例路${(number % 900) + 1}号` }, city: '示例市', district: '示例区' },
    ...(hours && { hours }),
    services: offers,
    contact: { phone: [`021-5${String(number % 10_000_000).padStart(7, '0')}`] },
  };
}

/** A city by its weight, a quarter of it, and a place around the quarter; one in ten lies in the country around. */
function scatter(random: Random): () => Position {
  const pickCity = picker(CITIES.map(([, , weight]) => weight));
  const quarters = CITIES.map(([lon, lat, weight]) => {
    const spread = 0.05 + Math.sqrt(weight) / 400;
    return Array.from({ length: 12 + Math.round(weight / 40) }, () => ({
      lon: lon + normal(random) * spread,
      lat: lat + normal(random) * spread * 0.85,
      spread: 0.004 + random() * 0.02,
    }));
  });
  return () => {
    const city = pickCity(random);
    const around = quarters[city]!;
    const quarter = around[Math.floor(random() * around.length)]!;
    const spread = random() < 0.1 ? 1.2 : quarter.spread;
    return {
      lon: round(quarter.lon + normal(random) * spread),
      lat: round(quarter.lat + normal(random) * spread),
    };
  };
}

/** Six decimals: a decimetre. */
function round(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6;
}
