import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HERE, place, world, type World } from './harness.js';

const NEAREST = `/v1/facilities/nearest?lat=${HERE.lat}&lon=${HERE.lon}`;
let here: World;
beforeAll(async () => {
  here = await world([place('near', 31.2411, 121.4266)], {
    limits: { read: 4, search: 2, write: 3, report: 2 },
    settings: { proxies: 1 },
  });
});
afterAll(() => here.close());
const from = (address: string, more: Record<string, string> = {}) => ({
  'X-Forwarded-For': address,
  ...more,
});

describe('a server that limits requests', () => {
  it('says in every answer what is left, and refuses what is too much until it has filled again', async () => {
    const first = await here.get(NEAREST, from('203.0.113.1'));
    expect(first.headers).toMatchObject({
      ratelimit: '"read";r=3;t=15',
      'ratelimit-policy': '"read";q=4;w=60',
    });
    const wrong = await here.get('/v1/facilities/nearest?lat=91', from('203.0.113.1'));
    expect(wrong.status).toBe(400);
    expect(wrong.headers['ratelimit']).toBe('"read";r=2;t=30');
    const etag = first.headers['etag'] as string;
    const same = await here.get(NEAREST, from('203.0.113.1', { 'If-None-Match': etag }));
    expect([same.status, same.headers['ratelimit']]).toEqual([304, '"read";r=1;t=45']);
    await here.get('/v1/categories', from('203.0.113.1'));
    const refused = await here.get(NEAREST, from('203.0.113.1'));
    expect(refused.status).toBe(429);
    expect(refused.type).toBe('application/problem+json');
    expect(refused.body).toMatchObject({ type: '/problems/too-many-requests', status: 429 });
    expect(refused.headers).toMatchObject({ 'retry-after': '15', ratelimit: '"read";r=0;t=60' });
    expect((await here.get(NEAREST, from('203.0.113.2'))).status).toBe(200);
    here.clock.now += 15_000;
    expect((await here.get(NEAREST, from('203.0.113.1'))).status).toBe(200);
  });

  it('counts many questions in one apart', async () => {
    const batch = { queries: [{ ...HERE }] };
    const ask = () => here.post('/v1/facilities/nearest/batch', batch, from('203.0.113.3'));
    expect((await ask()).headers['ratelimit-policy']).toBe('"search";q=2;w=60');
    expect([(await ask()).status, (await ask()).status]).toEqual([200, 429]);
    expect((await here.get(NEAREST, from('203.0.113.3'))).status).toBe(200);
  });

  it('never limits what a watchdog asks', async () => {
    for (let i = 0; i < 10; i++) {
      const answer = await here.get('/healthz', from('203.0.113.4'));
      expect([answer.status, answer.headers['ratelimit']]).toEqual([200, undefined]);
    }
  });

  it('counts writes by key, wherever they come from, before the body is read', async () => {
    const editor = await here.keyOf('editor');
    const other = await here.keyOf('editor');
    const write = (key: { Authorization: string }, address: string) =>
      here.post('/v1/facilities', {}, from(address, { Authorization: key.Authorization }));
    for (const address of ['198.51.100.1', '198.51.100.2', '198.51.100.3'])
      expect((await write(editor, address)).status).toBe(400);
    expect((await write(editor, '198.51.100.4')).status).toBe(429);
    expect((await write(other, '198.51.100.4')).status).toBe(400);
  });

  it('stops who tries keys, and nobody who has one', async () => {
    const editor = await here.keyOf('editor');
    const attempt = (Authorization: string) =>
      here.post('/v1/facilities', {}, from('198.51.100.9', { Authorization }));
    const statuses: number[] = [];
    for (let i = 0; i < 5; i++) statuses.push((await attempt('Bearer nonsense')).status);
    expect(statuses).toEqual([401, 401, 401, 429, 429]);
    expect((await attempt(editor.Authorization)).status).toBe(400);
  });

  it('writes no address into its log', () => {
    expect(JSON.stringify(here.lines)).not.toMatch(/203\.0\.113|198\.51\.100|127\.0\.0\.1/);
  });
});
