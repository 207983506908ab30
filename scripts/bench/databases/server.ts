/**
 * Express in front of a database, as one would build it: a process of its own that takes a nation in, then prints its
 * port as a line; ends when its input does.   DRIVER WHERE SIZE
 */
import express from 'express';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { claimOf, nation } from '../nation.js';
import type { Found, PlacesDriver, StoredPlace } from './driver.js';
import { postgis } from './postgis.js';
import { redis } from './redis.js';
import { sqliteRtree } from './sqlite-rtree.js';

const DRIVERS: Readonly<Record<string, (where: string) => PlacesDriver>> = {
  'sqlite-rtree': sqliteRtree,
  postgis,
  redis,
};

const [name = '', where = '', size = ''] = process.argv.slice(2);
const driver = DRIVERS[name]!(where);
await driver.load(places(Number(size)));

const app = express();
app.get('/v1/facilities/nearest', async (request, response) => {
  const { lat, lon, limit, services } = request.query as Readonly<Record<string, string | undefined>>;
  const found = await driver.nearest({ lon: Number(lon), lat: Number(lat) }, Number(limit), services);
  response.json({ type: 'FeatureCollection', features: found.map(featureOf) });
});
const server = createServer(app);
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
process.stdin.resume().once('end', () => process.exit(0));

function featureOf({ number, lon, lat, document, distance }: Found) {
  const properties = { ...(JSON.parse(document) as object), distance };
  return { type: 'Feature', id: number, geometry: { type: 'Point', coordinates: [lon, lat] }, properties };
}

function* places(count: number): Generator<StoredPlace> {
  let number = 0;
  for (const place of nation(count)) {
    const { position: _, ...claim } = claimOf(place, ++number);
    yield { ...place, number, document: JSON.stringify(claim) };
  }
}
