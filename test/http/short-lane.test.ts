import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { listenerOf } from '../../src/http/app.js';
import { HERE, place, world, type World } from './harness.js';

const PATH = '/v1/facilities/nearest';
const AT = `lat=${HERE.lat}&lon=${HERE.lon}`;
let here: World;
const servers: Server[] = [];
let lane = '';
let router = '';

beforeAll(async () => {
  here = await world(Array.from({ length: 20 }, (_, i) => place(`p${i}`, 31.24 + i / 1000, 121.43)));
  const listen = async (server: Server) => {
    servers.push(server.listen(0, '127.0.0.1'));
    await new Promise((resolve) => server.once('listening', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  lane = await listen(createServer(listenerOf(here.app)));
  router = await listen(createServer(here.app));
});
afterAll(async () => {
  for (const server of servers) await new Promise((resolve) => server.close(resolve));
  await here.close();
});

async function told(base: string, path: string, init: RequestInit) {
  const answer = await fetch(base + path, init);
  const headers = Object.fromEntries(answer.headers);
  delete headers['date'];
  const text = (await answer.text()).replace(/"fault-\d+"/, '"fault"');
  return { status: answer.status, headers, text };
}

describe('the short lane', () => {
  it.each<[string, RequestInit]>([
    [`${PATH}?${AT}`, {}],
    [`${PATH}?${AT}&limit=3&crs=gcj02&lang=en&fields=name,distance`, {}],
    [`${PATH}?${AT}&services=wifi&openAt=now`, { headers: { 'Accept-Language': 'en' } }],
    [`${PATH}?${AT}`, { headers: { 'If-None-Match': '*' } }],
    [`${PATH}?${AT}`, { headers: { Accept: 'text/html' } }],
    [`${PATH}?lat=91&lon=1&lang=en`, {}],
    [`${PATH}?lat=31&lat=32&lon=1`, {}],
    [`${PATH}?`, {}],
    [PATH, {}],
    [`${PATH}/?${AT}`, {}],
    [`${PATH}?${AT}`, { method: 'HEAD' }],
    [`${PATH}?${AT}`, { method: 'POST' }],
    [`${PATH}?${AT}`, { method: 'DELETE' }],
    [`${PATH}?${AT}`, { method: 'OPTIONS' }],
    [`${PATH}?${AT}&q=%`, {}],
  ])('says what the router says: %s %j', async (path, init) => {
    expect(await told(lane, path, init)).toEqual(await told(router, path, init));
  });
});
