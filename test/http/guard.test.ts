import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { world, type World } from './harness.js';

let here: World;
let editor: { readonly id: string; readonly Authorization: string };
const post = (headers: Record<string, string>, body: unknown = {}) =>
  here.post('/v1/facilities', body, headers);

beforeAll(async () => {
  here = await world([]);
  editor = await here.keyOf('editor');
});
afterAll(() => here.close());

describe('a route that needs a key', () => {
  it('says which scheme it wants where there is no key, before it looks at the body', async () => {
    const answer = await request(here.app).post('/v1/facilities').set('Content-Type', 'text/plain').send('x');
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="yizhan"');
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.body).toMatchObject({ type: '/problems/unauthorized', status: 401 });
  });

  it.each<[string, (key: string) => string, RegExp]>([
    ['Basic', () => 'Basic eW91OmNhbg==', /must say Bearer/],
    ['the key alone', (key) => key, /must say Bearer/],
    ['no key after the scheme', () => 'Bearer', /not a key/],
    ['a key in quotes', (key) => `Bearer "${key}"`, /not a key/],
    ['a key with a blank in it', (key) => `Bearer ${key.slice(0, 9)} ${key.slice(9)}`, /not a key/],
    ['two keys', (key) => `Bearer ${key} ${key}`, /not a key/],
    ['a key in capitals', (key) => `Bearer ${key.toUpperCase()}`, /not a key/],
    ['a wrong digit', (key) => `Bearer ${key.slice(0, -1)}${key.endsWith('0') ? '1' : '0'}`, /typing error/],
    ['ten thousand letters', () => `Bearer ${'x'.repeat(10_000)}`, /not a key/],
  ])('refuses %s and says what is wrong', async (_, header, detail) => {
    const key = editor.Authorization.split(' ')[1]!;
    const answer = await post({ Authorization: header(key) });
    expect(answer.status).toBe(401);
    expect(answer.body.detail).toMatch(detail);
    expect(answer.headers['www-authenticate']).toMatch(/^Bearer realm="yizhan"/);
    expect(answer.text).not.toContain(key.slice(14));
  });

  it('takes the scheme in any case, and more than one blank after it', async () => {
    const key = editor.Authorization.split(' ')[1]!;
    for (const scheme of ['bearer', 'BEARER', 'Bearer  '])
      expect((await post({ Authorization: `${scheme} ${key}` })).status).toBe(400);
  });

  it('refuses the other role and notes who tried', async () => {
    const operator = await here.keyOf('operator', 'feed');
    const answer = await post({ Authorization: operator.Authorization });
    expect(answer.status).toBe(403);
    expect(answer.headers['www-authenticate']).toContain('scope="editor"');
    const [entry] = await here.deps.stores.audit.list({ key: operator.id }, 0, 10);
    expect(entry).toMatchObject({ status: 403, method: 'POST', route: '/v1/facilities', ids: [] });
  });

  it('is closed to a key from the moment it is revoked', async () => {
    const { id, Authorization } = await here.keyOf('editor', 'leaving');
    expect((await post({ Authorization })).status).toBe(400);
    await here.deps.stores.keys.revoke(id, '2026-11-22T02:00:00Z');
    const answer = await post({ Authorization });
    expect(answer.status).toBe(401);
    expect(answer.body.detail).toContain('revoked');
    const entries = await here.deps.stores.audit.list({ key: id }, 0, 10);
    expect(entries).toHaveLength(1);
  });

  it('never writes a key or a body into the log', async () => {
    const key = editor.Authorization.split(' ')[1]!;
    await post({ Authorization: editor.Authorization }, { name: { zh: '13912345678' } });
    expect(JSON.stringify(here.lines)).not.toMatch(new RegExp(`${key.slice(14)}|13912345678`));
  });

  it('tells a browser that it may send key and tag', async () => {
    const answer = await request(here.app).options('/v1/facilities/abc');
    expect(answer.headers['access-control-allow-methods']).toBe('GET, HEAD, PUT, PATCH, DELETE, OPTIONS');
    expect(answer.headers['access-control-allow-headers']).toContain('Authorization, If-Match');
    expect(answer.headers['accept-patch']).toBe('application/merge-patch+json');
    const open = await request(here.app).options('/v1/facilities/nearest');
    expect(open.headers['access-control-allow-headers']).not.toContain('Authorization');
  });
});
