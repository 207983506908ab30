import type { Placer, Placing } from '../core/placing.js';
import type { FacilityStore } from '../core/store.js';
import { estimate, type Estimate } from './estimate.js';
import { KnownHouses } from './known-houses.js';
import { writtenAddress } from './question.js';
import { left } from './reasons.js';

/** Places by the house numbers that are known of the same street. Asks nobody. */
export function byStreet(store: FacilityStore): Placer {
  const houses = new KnownHouses(store);
  return {
    source: { id: 'geocode-street', name: '按门牌号估算 estimated from house numbers' },
    async place({ body }): Promise<Placing> {
      const { whole, street, number, city, district } = writtenAddress(body);
      if (whole.trim() === '') return left('address.missing');
      if (street === undefined || number === undefined) return left('address.no_number');
      if (city === undefined && district === undefined) return left('address.no_region');
      const found = estimate(number, await houses.of({ street, city, district }));
      return typeof found === 'string' ? left(found) : placed(found, street);
    },
  };
}

function placed({ position, within, from }: Estimate, street: string): Placing {
  const numbers = from.map((one) => one.number).toSorted((a, b) => a - b);
  const basis = {
    zh: `按${street} ${numbers.map((one) => `${one} 号`).join('、')}的位置估算，十之九在 ${within} 米内`,
    en: `from ${street} ${numbers.join(' and ')}; nine of ten are within ${within} m`,
  };
  const evidence = { street, within, from: from.map(({ id, number }) => ({ id, number })) };
  const rounded = { lon: round(position.lon), lat: round(position.lat) };
  return { position: rounded, precision: 'street', within, basis, evidence };
}

/** To a decimetre: the rest is arithmetic. */
function round(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6;
}
