import { ONE_IN_HUNDRED } from '../nation.js';
import { radii, type PlacesDriver, type StoredPlace } from './driver.js';
import { Resp, type Reply } from './resp.js';

const BATCH = 2_000;
const ALL = 'places';

/**
 * Redis GEOSEARCH in ever wider circles, the documents beside it as strings. It has no filters: a service that is asked
 * for has a set of its own.
 */
export function redis(socket: string): PlacesDriver {
  const client = new Resp(socket);
  return {
    async load(places) {
      let batch: StoredPlace[] = [];
      for (const place of places) {
        batch.push(place);
        if (batch.length < BATCH) continue;
        await store(client, batch);
        batch = [];
      }
      await store(client, batch);
    },
    async nearest({ lon, lat }, count, service) {
      const key = service === undefined ? ALL : `${ALL}:${service}`;
      let found: Reply = [];
      for (const radius of radii()) {
        const circle = ['FROMLONLAT', lon, lat, 'BYRADIUS', radius, 'm', 'ASC', 'COUNT', count];
        found = await client.send('GEOSEARCH', key, ...circle, 'WITHDIST', 'WITHCOORD');
        if ((found as Reply[]).length >= count) break;
      }
      const members = found as readonly (readonly [number: string, metres: string, at: readonly string[]])[];
      const documents = await client.send('MGET', ...members.map(([number]) => `place:${number}`));
      return members.map(([number, metres, at], i) => ({
        number: Number(number),
        lon: Number(at[0]),
        lat: Number(at[1]),
        distance: Number(metres),
        document: (documents as readonly string[])[i]!,
      }));
    },
  };
}

async function store(client: Resp, places: readonly StoredPlace[]): Promise<void> {
  if (places.length === 0) return;
  const at = (some: readonly StoredPlace[]) => some.flatMap(({ lon, lat, number }) => [lon, lat, number]);
  const rare = places.filter(({ services }) => services.includes(ONE_IN_HUNDRED));
  await Promise.all([
    client.send('GEOADD', ALL, ...at(places)),
    client.send('MSET', ...places.flatMap(({ number, document }) => [`place:${number}`, document])),
    ...(rare.length > 0 ? [client.send('GEOADD', `${ALL}:${ONE_IN_HUNDRED}`, ...at(rare))] : []),
  ]);
}
