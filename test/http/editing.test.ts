import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { toWgs84 } from '../../src/core/crs.js';
import { importFile } from '../../src/importer/importer.js';
import { place, vocabulary, world, type World } from './harness.js';

let here: World;
let editor: { readonly id: string; readonly Authorization: string };
let operator: { readonly id: string; readonly Authorization: string };
let id = '';
let path = '';
let tag = '';

const agent = () => request(here.app);
const MERGE = 'application/merge-patch+json';
const read = (headers: Record<string, string> = editor) =>
  here.get(path, { Authorization: headers['Authorization']! });
const asEditor = (more: Record<string, string> = {}) => ({ Authorization: editor.Authorization, ...more });
const patch = async (body: unknown, headers: Record<string, string> = {}) => {
  const etag = (await read()).headers['etag'] as string;
  return here.patch(path, body, asEditor({ 'Content-Type': MERGE, 'If-Match': etag, ...headers }));
};
const put = async (body: unknown) =>
  here.put(path, body, asEditor({ 'If-Match': (await read()).headers['etag'] as string }));

beforeAll(async () => {
  here = await world([]);
  editor = await here.keyOf('editor', '长寿路街道');
  operator = await here.keyOf('operator', 'feed');
});
afterAll(() => here.close());

let places = 0;
beforeEach(async () => {
  const name = `p${++places}`;
  await here.apply([
    place(name, 31.241, 121.4265, {
      hours: { text: '每天8:30-17:00', osm: '08:30-17:00', coverage: 'full' },
      services: { heating: { state: 'yes' } },
      contact: { phone: ['021-11112222'] },
      internal: { phone: ['13800000000'] },
    }),
  ]);
  id = here.idOf(name);
  path = `/v1/facilities/${id}`;
  tag = (await read()).headers['etag'] as string;
});

describe('a place read with an editor’s key', () => {
  it('has a strong tag and what editors say; without it a weak one and nothing of that', async () => {
    expect(tag).toMatch(/^"[0-9a-z]+-[\w-]{16}"$/);
    const { body, headers } = await read();
    expect(body.edit).toEqual({});
    expect(headers['cache-control']).toBe('no-store');
    const plain = await here.get(path);
    expect(plain.headers['etag']).toMatch(/^W\//);
    expect(plain.body).not.toHaveProperty('edit');
    expect((await read(operator)).body).not.toHaveProperty('edit');
  });

  it('refuses a key that is wrong rather than passing it over', async () => {
    expect((await read({ Authorization: 'Bearer nonsense' })).status).toBe(401);
  });
});

describe('PATCH', () => {
  it('changes what it names, in every answer at once, and leaves the rest to the publisher', async () => {
    const { status, body, headers } = await patch({
      name: { zh: '新名字' },
      hours: { text: '每天9:00-18:00' },
    });
    expect(status).toBe(200);
    expect(headers['cache-control']).toBe('no-store');
    expect(body.properties.name).toBe('新名字');
    expect(body.properties.hours).toMatchObject({ text: '每天9:00-18:00', osm: '09:00-18:00' });
    expect(body.edit).toMatchObject({ name: { zh: '新名字' }, hours: { text: '每天9:00-18:00' } });
    expect(body.issues).toEqual([]);
    const near = await here.get('/v1/facilities/nearest?lat=31.241&lon=121.4265&limit=100');
    const found = near.body.features.find((one: { id: string }) => one.id === id);
    expect(found.properties.name).toBe('新名字');
    await here.apply([place(`p${places}`, 31.25, 121.43, { description: { zh: '二楼' } })]);
    const after = (await here.get(path)).body;
    expect(after.geometry.coordinates).toEqual([121.43, 31.25]);
    expect(after.properties).toMatchObject({ name: '新名字', description: { zh: '二楼' } });
  });

  it('gives back to the publisher what it sets to null', async () => {
    await patch({ name: { zh: '新名字' }, services: { toilet: { state: 'yes' } } });
    const { body } = await patch({ name: null, services: { toilet: null } });
    expect(body.properties.name).toBe(`p${places}驿站`);
    expect(body.properties.services.map(({ code }: { code: string }) => code)).toEqual(['heating']);
    expect(body.edit).toEqual({});
    expect(await here.deps.stores.facilities.record('editor', id)).toBeUndefined();
  });

  it('is in the change log, and in the audit log with who, when and what came of it', async () => {
    const before = (await here.get('/v1/changes?limit=1000')).body.changes.length as number;
    await patch({ description: { zh: '在二楼' } });
    const { changes } = (await here.get('/v1/changes?limit=1000')).body;
    expect(changes).toHaveLength(before);
    expect(changes.at(-1)).toMatchObject({ id });
    await here.patch(path, {}, asEditor({ 'Content-Type': MERGE, 'If-Match': '"0"' }));
    const entries = await here.deps.stores.audit.list({ key: editor.id }, 0, 1000);
    const common = { method: 'PATCH', route: '/v1/facilities/{id}', ids: [id], count: 1 };
    expect(entries.slice(-2)).toMatchObject([
      { ...common, status: 200, key: { id: editor.id, label: '长寿路街道', role: 'editor' } },
      { ...common, status: 412 },
    ]);
  });

  it('converts a position from the datum that is declared, and keeps what was sent', async () => {
    const sent = { lon: 121.4311, lat: 31.2391 };
    const { body } = await patch({ position: { ...sent, crs: 'gcj02' } });
    const { lon, lat } = toWgs84(sent, 'gcj02');
    expect(body.geometry.coordinates).toEqual([lon, lat]);
    expect(body.properties.positionPrecision).toBe('building');
    const record = await here.deps.stores.facilities.record('editor', id);
    expect(record!.claim.sourcePosition).toEqual({ x: sent.lon, y: sent.lat, crs: 'gcj02' });
    const entrance = await patch({ position: { precision: 'entrance' } });
    expect(entrance.body.geometry.coordinates).toEqual([lon, lat]);
    expect(entrance.body.properties.positionPrecision).toBe('entrance');
  });

  it('keeps a person’s own number inside, says so, and never repeats it', async () => {
    const { body, text } = await patch({ contact: { phone: ['13912345678', '021-33334444'] } });
    expect(body.properties.phone).toEqual(['021-33334444']);
    expect(body.issues).toMatchObject([{ rule: 'phone.personal', member: 'contact.phone' }]);
    expect(text).not.toContain('13912345678');
    const word = async () => (await here.deps.stores.facilities.record('editor', id))!.claim.internal;
    expect(await word()).toEqual({ phone: ['13912345678'] });
    await patch({ description: { zh: '无关' } });
    expect(await word()).toEqual({ phone: ['13912345678'] });
    await patch({ internal: null });
    expect(await word()).toBeUndefined();
    const audit = JSON.stringify(await here.deps.stores.audit.list({}, 0, 1000));
    expect(audit).not.toMatch(/13912345678|33334444|121\./);
  });

  it('takes out what nobody sees, in names as in any text, and says so', async () => {
    const name = { zh: '爱心\u0000驿\u200b站\u202e', en: 'Station\u0007 1' };
    const { body } = await patch({ name, address: { text: { zh: '长寿路\u001b[31m1号' } } });
    expect(body.edit.name).toEqual({ zh: '爱心 驿站', en: 'Station  1' });
    expect(body.edit.address.text.zh).toBe('长寿路 [31m1号');
    expect(body.issues).toMatchObject([
      { rule: 'text.unseen', severity: 'info', member: 'name' },
      { rule: 'text.unseen', severity: 'info', member: 'address' },
    ]);
    const { status, body: problem } = await patch({ name: { zh: '\u0000\u200b' } });
    expect([status, problem.errors[0].parameter]).toEqual([400, 'name.zh']);
  });

  it('says which words of the hours were not understood', async () => {
    const { body } = await patch({ hours: { text: '与行政机关工作时间一致' } });
    expect(body.issues).toMatchObject([{ rule: 'hours.not_understood', severity: 'warning' }]);
    expect(body.properties.open.state).toBe('unknown');
    const osm = await patch({ hours: { osm: 'Mo-Fr 08:00-20:00' } });
    expect(osm.body.edit.hours).toEqual({ osm: 'Mo-Fr 08:00-20:00', coverage: 'full' });
  });

  it.each<[string, unknown, string, RegExp]>([
    ['a name that is null inside', { name: { zh: null } }, 'name', /needs zh or en/],
    ['an unknown member', { nmae: { zh: 'x' } }, 'nmae', /no member/],
    ['an unknown member inside', { address: { strasse: 'x' } }, 'address.strasse', /no member/],
    [
      'a latitude of 91',
      { position: { lon: 121, lat: 91, crs: 'wgs84' } },
      'position',
      /position\.(swapped|out_of_range)/,
    ],
    ['the zero island', { position: { lon: 0, lat: 0, crs: 'wgs84' } }, 'position', /position\.zero/],
    [
      'a swapped pair',
      { position: { lon: 31.24, lat: 121.43, crs: 'wgs84' } },
      'position',
      /position\.swapped/,
    ],
    [
      'a position without its datum',
      { position: { lon: 121.4, lat: 31.2 } },
      'position.crs',
      /sent together/,
    ],
    ['half a position', { position: { lat: 31.2, crs: 'wgs84' } }, 'position.lon', /sent together/],
    ['text for a number', { position: { lon: '121', lat: 31, crs: 'wgs84' } }, 'position.lon', /number/],
    ['a datum nobody knows', { position: { lon: 121, lat: 31, crs: 'epsg' } }, 'position.crs', /option/],
    ['a category nobody knows', { category: 'castle' }, 'category', /category\.unknown/],
    ['a service nobody knows', { services: { sauna: { state: 'yes' } } }, 'services.sauna', /vocabulary/],
    [
      'a state of a service nobody knows',
      { services: { wifi: { state: 'maybe' } } },
      'services.wifi.state',
      /option/,
    ],
    ['rules that cannot be read', { hours: { osm: 'Mo-Su 25:00-26:00-27:00' } }, 'hours.osm', /position/],
    ['hours that say nothing', { hours: {} }, 'hours', /needs text/],
    ['a script for a website', { contact: { website: 'javascript:alert(1)' } }, 'contact.website', /URL/],
    ['a phone without a number', { contact: { phone: ['call us'] } }, 'contact.phone', /without a number/],
    ['too long a name', { name: { zh: 'x'.repeat(1001) } }, 'name.zh', /1000/],
    ['a word only the store uses', { removed: true }, 'removed', /no member/],
    ['another such word', { restates: ['name'] }, 'restates', /no member/],
    ['a prototype', JSON.parse('{"__proto__": {"x": 1}}'), '__proto__', /no member/],
  ])('refuses %s and changes nothing', async (_, body, parameter, detail) => {
    const answer = await patch(body);
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toContainEqual(
      expect.objectContaining({ parameter, detail: expect.stringMatching(detail) }),
    );
    expect((await read()).body.edit).toEqual({});
  });

  it('refuses what is no object, no JSON, too large, too deep or of another type', async () => {
    const send = (body: string, type = MERGE) =>
      request(here.app)
        .patch(path)
        .set(asEditor({ 'Content-Type': type, 'If-Match': tag }))
        .send(body);
    expect((await send('[1]')).body).toMatchObject({ status: 400, type: '/problems/invalid-body' });
    expect((await send('{"name"')).body).toMatchObject({ status: 400, type: '/problems/invalid-body' });
    expect((await send(JSON.stringify({ description: { zh: 'x'.repeat(70_000) } }))).status).toBe(413);
    expect((await send(`${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`)).body).toMatchObject({ status: 400 });
    const other = await send('{}', 'application/json');
    expect(other.status).toBe(415);
    expect(other.headers['accept-patch']).toBe(MERGE);
    expect(
      (await here.patch(`${path}?lang=en`, {}, asEditor({ 'Content-Type': MERGE, 'If-Match': tag }))).status,
    ).toBe(400);
  });
});

describe('If-Match', () => {
  const send = (method: 'put' | 'patch' | 'delete', headers: Record<string, string>) => {
    const type = method === 'patch' ? MERGE : 'application/json';
    const one = agent();
    const sent = one[method](path).set(asEditor({ 'Content-Type': type, ...headers }));
    return method === 'delete' ? sent : sent.send({ description: { zh: '新' } });
  };

  it.each(['put', 'patch', 'delete'] as const)(
    'is needed for %s (428), and must name the present version (412)',
    async (method) => {
      expect((await send(method, {})).status).toBe(428);
      const weak = (await here.get(path)).headers['etag'] as string;
      for (const wrong of [weak, `W/${tag}`, '"nothing"', '""', `"x", ${weak}`])
        expect((await send(method, { 'If-Match': wrong })).status).toBe(412);
      const bare = await send(method, { 'If-Match': tag.slice(1, -1) });
      expect(bare.body).toMatchObject({ status: 400, errors: [{ parameter: 'If-Match' }] });
      expect((await send(method, { 'If-Match': `"other", ${tag}` })).status).toBe(200);
      expect((await send(method, { 'If-Match': tag })).status).toBe(method === 'delete' ? 410 : 412);
    },
  );

  it('holds for any answer that told the present version, in whatever minute or language', async () => {
    here.clock.now += 300_000;
    const later = await here.get(`${path}?lang=en`, asEditor());
    expect(later.headers['etag']).not.toBe(tag);
    expect((await send('put', { 'If-Match': tag })).status).toBe(200);
    expect((await send('put', { 'If-Match': later.headers['etag'] as string })).status).toBe(412);
    expect((await send('put', { 'If-Match': '*' })).status).toBe(200);
  });

  it('lets one of two through who write at the same time', async () => {
    const answers = await Promise.all(
      ['甲', '乙'].map((zh) =>
        here.patch(path, { name: { zh } }, asEditor({ 'Content-Type': MERGE, 'If-Match': tag })),
      ),
    );
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 412]);
  });
});

describe('PUT', () => {
  it('is the whole of what editors say', async () => {
    await patch({ name: { zh: '甲' }, description: { zh: '乙' } });
    const { status, body } = await put({ address: { text: { zh: '长寿路1号' } } });
    expect(status).toBe(200);
    expect(body.properties).toMatchObject({ name: `p${places}驿站`, address: { text: { zh: '长寿路1号' } } });
    expect(body.properties).not.toHaveProperty('description');
    expect(body.edit).toEqual({ address: { text: { zh: '长寿路1号' } } });
    expect((await put(body.edit)).body.edit).toEqual(body.edit);
  });

  it('refuses null, which only a patch may say', async () => {
    const answer = await put({ name: null });
    expect(answer.body).toMatchObject({ status: 400, errors: [{ parameter: 'name' }] });
    expect(answer.body.errors[0].detail).toContain('null');
  });
});

describe('POST', () => {
  const station = {
    name: { zh: '新驿站' },
    category: 'relay_station',
    position: { lon: 121.5, lat: 31.3, crs: 'wgs84' },
  };

  it('makes a place, and says where it is', async () => {
    const made = await here.post('/v1/facilities', station, asEditor());
    expect(made.status).toBe(201);
    expect(made.headers['location']).toBe(`/v1/facilities/${made.body.id}`);
    const near = await here.get('/v1/facilities/nearest?lat=31.3&lon=121.5&limit=1');
    expect(near.body.features[0].id).toBe(made.body.id);
    const changed = await here.patch(
      made.headers['location'] as string,
      { name: { en: 'New station' } },
      asEditor({ 'Content-Type': MERGE, 'If-Match': made.headers['etag'] as string }),
    );
    expect(changed.body.properties.names).toEqual({ zh: '新驿站', en: 'New station' });
    const nameless = await here.patch(
      made.headers['location'] as string,
      { name: null },
      asEditor({ 'Content-Type': MERGE, 'If-Match': changed.headers['etag'] as string }),
    );
    expect(nameless.body).toMatchObject({ status: 400, errors: [{ parameter: 'name' }] });
  });

  it('needs a name and a category', async () => {
    const { body } = await here.post('/v1/facilities', { position: station.position }, asEditor());
    expect(body.errors.map((it: { parameter: string }) => it.parameter)).toEqual(['name', 'category']);
    expect((await here.post('/v1/facilities', { ...station, id: 'mine' }, asEditor())).status).toBe(400);
  });
});

describe('DELETE', () => {
  const remove = async () =>
    here.delete(path, asEditor({ 'If-Match': (await read()).headers['etag'] as string }));
  const list = async () =>
    (await here.get(`/v1/facilities?ids=${id}`)).body.features.map((one: { id: string }) => one.id);

  it('removes a place though its publisher lists it, until an editor takes that back', async () => {
    await patch({ name: { zh: '手工' } });
    expect((await remove()).body).toEqual({ id, removed: true, listedBy: ['test'] });
    expect((await here.get(path)).status).toBe(410);
    expect(await list()).toEqual([]);
    await here.apply([place(`p${places}`, 31.26, 121.44, { description: { zh: '仍在' } })]);
    expect((await here.get(path)).status).toBe(410);
    expect((await here.deps.stores.facilities.held('test')).get(`p${places}`)).toBe(id);
    const { changes } = (await here.get('/v1/changes?limit=1000')).body;
    expect(changes.filter((one: { id: string }) => one.id === id)).toMatchObject([{ kind: 'removed' }]);
    for (const method of ['put', 'patch', 'delete'] as const) {
      const one = agent();
      const sent = one[method](path).set(asEditor({ 'If-Match': '*', 'Content-Type': MERGE }));
      expect((await sent.send('{}')).status).toBe(method === 'put' ? 415 : 410);
    }
    const restored = await here.post(`${path}/restore`, {}, asEditor());
    expect(restored.status).toBe(200);
    expect(restored.body.properties).toMatchObject({ name: '手工', description: { zh: '仍在' } });
    expect(restored.body.geometry.coordinates).toEqual([121.44, 31.26]);
    expect(await list()).toEqual([id]);
    expect((await here.post(`${path}/restore`, {}, asEditor())).status).toBe(409);
    expect((await here.deps.stores.facilities.held('test')).has(`p${places}`)).toBe(false);
  });

  it('is in the report of an import that lists the place', async () => {
    await remove();
    const { mkdtempSync, rmSync, writeFileSync } = await import('node:fs');
    const { tmpdir } = await import('node:os');
    const { ServiceWords } = await import('../../src/importer/sources/services.js');
    const folder = mkdtempSync(`${tmpdir()}/yizhan-held-`);
    const file = `${folder}/test.csv`;
    writeFileSync(file, `编号,名称,经度,纬度\np${places},驿站,121.43,31.24\nnew,另一个,121.44,31.25\n`);
    const report = await importFile(
      { file, source: 'test', category: 'relay_station', crs: 'wgs84' },
      {
        store: here.deps.stores.facilities,
        vocabulary,
        serviceWords: new ServiceWords(vocabulary, []),
        sourceFile: () => Promise.resolve(undefined),
        now: () => '2026-11-22T03:00:00Z',
      },
    );
    rmSync(folder, { recursive: true });
    expect(report.counts).toMatchObject({ rows: 2, new: 1, changed: 1, rejected: 0 });
    expect(report.issues).toContainEqual(
      expect.objectContaining({ rule: 'place.removed_by_hand', row: 2, value: id }),
    );
    expect((await here.get(path)).status).toBe(410);
  });

  it('of a place that only an editor knows can be taken back as well', async () => {
    const body = { name: { zh: '临时' }, category: 'relay_station' };
    const made = await here.post('/v1/facilities', body, asEditor());
    const at = made.headers['location'] as string;
    const gone = await here.delete(at, asEditor({ 'If-Match': made.headers['etag'] as string }));
    expect(gone.body).toMatchObject({ removed: true, listedBy: [] });
    expect((await here.get(at)).status).toBe(410);
    expect((await here.post(`${at}/restore`, {}, asEditor())).body.properties.name).toBe('临时');
  });
});

describe('an id that leads elsewhere', () => {
  it('is not written: the answer names the place it is now', async () => {
    await here.apply([place('twin', 31.241, 121.4265)]);
    const twin = here.idOf('twin');
    await here.apply([{ kind: 'merge', from: twin, into: id }]);
    const answer = await here.put(`/v1/facilities/${twin}`, {}, asEditor({ 'If-Match': '*' }));
    expect(answer.body).toMatchObject({ status: 409, errors: [{ allowed: [id] }] });
    expect(answer.headers['link']).toContain(path);
    expect((await here.get(`/v1/facilities/${twin}`, asEditor())).status).toBe(308);
  });

  it.each(['nothing', 'x'.repeat(200)])('or nowhere: %s', async (nobody) => {
    expect((await here.put(`/v1/facilities/${nobody}`, {}, asEditor({ 'If-Match': '*' }))).status).toBe(404);
    expect((await here.post(`/v1/facilities/${nobody}/restore`, {}, asEditor())).status).toBe(404);
  });

  it.each(['nearest', 'search'])('cannot be %s, which is a question', async (word) => {
    const answer = await request(here.app).put(`/v1/facilities/${word}`).set(asEditor()).send({});
    expect(answer.status).toBe(405);
  });
});
