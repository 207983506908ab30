import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Claim } from '../../src/core/facility.js';
import { NOW, place, world, type World } from './harness.js';

const hours = { osm: 'Mo-Su 09:00-17:00', coverage: 'full' as const };
const street = (subdistrict: string, rest: Partial<Claim> = {}): Partial<Claim> => ({
  hours,
  address: { district: '普陀区', subdistrict },
  ...rest,
});
/** NOW is Sunday, 2026-11-22, 10:00 in Shanghai. */
const LONGER = {
  kind: 'openUntil',
  until: '22:00',
  from: '2026-11-23',
  to: '2026-11-29',
  target: { subdistrict: ['长寿路街道'], category: ['relay_station'] },
  reason: { zh: '寒潮期间延长开放', en: 'open longer while it is freezing' },
};

let here: World;
let editor: Record<string, string>;
let operator: Record<string, string>;
beforeAll(async () => {
  here = await world([
    place('a', 31.2411, 121.4266, street('长寿路街道')),
    place('b', 31.2412, 121.4267, street('长寿路 街道')),
    place('c', 31.2413, 121.4268, street('曹杨新村街道')),
    place('d', 31.2414, 121.4269, street('长寿路街道', { category: 'public_toilet' })),
  ]);
  editor = { Authorization: (await here.keyOf('editor', '普陀区总工会')).Authorization };
  operator = { Authorization: (await here.keyOf('operator')).Authorization };
});
afterAll(() => here.close());
beforeEach(() => {
  here.clock.now = NOW;
});
const add = (draft: object) => here.post('/v1/overrides', draft, editor);

describe('an override', () => {
  it('is kept, says how many places it is for, and can be read by everybody without who made it', async () => {
    const added = await add(LONGER);
    expect(added.status).toBe(201);
    expect(added.body).toMatchObject({
      matches: 2,
      warnings: [],
      override: { state: 'planned', kind: 'openUntil', by: { label: '普陀区总工会' } },
    });
    const path = added.headers['location'] as string;
    const read = await here.get(path);
    expect(read.status).toBe(200);
    expect(read.body).toMatchObject({ target: LONGER.target, reason: LONGER.reason, until: '22:00' });
    expect(read.text).not.toContain('总工会');
    const again = await here.get(path, { 'If-None-Match': read.headers['etag'] as string });
    expect(again.status).toBe(304);
    await here.delete(path, editor);
  });

  it('is said anew as a whole: it may end a day early', async () => {
    const { headers } = await add(LONGER);
    const path = headers['location'] as string;
    const put = await here.put(path, { ...LONGER, to: '2026-11-28' }, editor);
    expect(put.status).toBe(200);
    expect((await here.get(path)).body).toMatchObject({ to: '2026-11-28' });
    await here.delete(path, editor);
  });

  it('that is taken back stays as history', async () => {
    const { headers } = await add(LONGER);
    const path = headers['location'] as string;
    expect((await here.delete(path, editor)).status).toBe(204);
    expect((await here.delete(path, editor)).status).toBe(404);
    expect((await here.put(path, LONGER, editor)).status).toBe(404);
    expect((await here.get(path)).body).toMatchObject({ state: 'removed' });
    const current = await here.get('/v1/overrides');
    expect(current.body).toEqual({ overrides: [] });
  });

  it('is planned, in force, and over when its last night is', async () => {
    const { headers } = await add(LONGER);
    const states: string[] = [];
    for (const time of ['2026-11-22T15:59Z', '2026-11-22T16:00Z', '2026-11-30T15:59Z', '2026-11-30T16:00Z']) {
      here.clock.now = Date.parse(time.replace('Z', ':00Z'));
      states.push((await here.get(headers['location'] as string)).body.state as string);
    }
    expect(states).toEqual(['planned', 'in-force', 'in-force', 'ended']);
    here.clock.now = NOW;
    await here.delete(headers['location'] as string, editor);
  });

  it('of a dry run is not kept', async () => {
    const before = (await here.get('/v1/overrides?state=all')).body.overrides.length as number;
    const dry = await add({ ...LONGER, dryRun: true });
    expect(dry.status).toBe(200);
    expect(dry.body).toMatchObject({ matches: 2 });
    expect(dry.body.override).not.toHaveProperty('id');
    expect((await here.get('/v1/overrides?state=all')).body.overrides).toHaveLength(before);
  });

  it('for no place there is says so, and so does one that stands over another', async () => {
    const codes = (answer: { body: { warnings: { code: string }[] } }) =>
      answer.body.warnings.map((one) => one.code);
    expect(codes(await add({ ...LONGER, target: { subdistrict: ['长寿路'] }, dryRun: true }))).toEqual([
      'no-match',
    ]);
    const { headers } = await add(LONGER);
    expect(codes(await add({ ...LONGER, from: '2026-11-29', to: '2026-12-02', dryRun: true }))).toEqual([
      'overlap',
    ]);
    expect(codes(await add({ ...LONGER, from: '2026-11-30', to: '2026-12-02', dryRun: true }))).toEqual([]);
    await here.delete(headers['location'] as string, editor);
  });

  it('for single places knows their ids, and warns of those that do not exist', async () => {
    const facilities = [here.idOf('a'), 'nobody'];
    const some = await add({ ...LONGER, target: { facilities }, dryRun: true });
    expect(some.body).toMatchObject({
      matches: 1,
      override: { target: { facilities: [here.idOf('a')] } },
      warnings: [{ code: 'unknown-facilities' }],
    });
    const none = await add({ ...LONGER, target: { facilities: ['nobody'] }, dryRun: true });
    expect(none.status).toBe(400);
  });

  it('counts by category, district, source and everything', async () => {
    const matches = async (target: object) =>
      (await add({ ...LONGER, target, dryRun: true })).body.matches as number;
    expect(await matches({ category: ['public_toilet'] })).toBe(1);
    expect(await matches({ district: ['普陀区'] })).toBe(4);
    expect(await matches({ district: ['普陀区'], subdistrict: ['曹杨新村街道'] })).toBe(1);
    expect(await matches({ source: ['test'] })).toBe(4);
    expect(await matches({ source: ['test', 'other'], category: ['public_toilet'] })).toBe(1);
    expect(await matches({ everything: true })).toBe(4);
  });
});

describe('pages of overrides', () => {
  it('go on until all were told', async () => {
    const paths: string[] = [];
    for (let i = 0; i < 3; i++) paths.push((await add(LONGER)).headers['location'] as string);
    const first = await here.get('/v1/overrides?limit=2');
    expect(first.body.overrides).toHaveLength(2);
    const rest = await here.get(`/v1/overrides?limit=2&cursor=${first.body.cursor}`);
    expect(rest.body.overrides).toHaveLength(1);
    expect(rest.body).not.toHaveProperty('cursor');
    expect((await here.get(`/v1/overrides?state=all&cursor=${first.body.cursor}`)).status).toBe(400);
    for (const path of paths) await here.delete(path, editor);
  });
});

describe('what is refused', () => {
  it('whoever has no key, or the key of an operator', async () => {
    expect((await here.post('/v1/overrides', LONGER)).status).toBe(401);
    expect((await here.post('/v1/overrides', LONGER, operator)).status).toBe(403);
    expect((await here.delete('/v1/overrides/1')).status).toBe(401);
  });

  it('ids that are none', async () => {
    for (const id of ['0', '99999', 'x', '-1'])
      expect((await here.get(`/v1/overrides/${id}`)).status).toBe(404);
  });

  it.each([
    ['from after to', { from: '2026-11-29', to: '2026-11-23' }, 'to'],
    ['the year 9999', { to: '9999-12-31' }, 'to'],
    ['the past', { from: '2026-11-01', to: '2026-11-20' }, 'to'],
    ['a target without conditions', { target: {} }, 'target'],
    ['a target that is a list', { target: [] }, 'target'],
    ['a condition nobody knows', { target: { street: ['长寿路'] } }, 'target.street'],
    ['10,001 ids', { target: { facilities: Array.from({ length: 10_001 }, String) } }, 'target.facilities'],
    ['no reason', { reason: undefined }, 'reason'],
    ['a reason in no language', { reason: { fr: 'gel' } }, 'reason'],
    ['hours that may mean two things', { kind: 'hours', until: undefined, hours: '9:00-5:00' }, 'hours'],
    ['hours with a condition', { kind: 'hours', until: undefined, hours: '9:00-17:00，雨天除外' }, 'hours'],
    ['hours of another kind', { hours: '9:00-17:00' }, 'hours'],
    ['a dry run that is a word', { dryRun: 'yes' }, 'dryRun'],
    ['a member nobody knows', { until2: '22:00' }, 'until2'],
  ])('%s', async (_, change, parameter) => {
    const answer = await add({ ...LONGER, ...change });
    expect(answer.status).toBe(400);
    expect((answer.body.errors as { parameter: string }[]).map((one) => one.parameter)).toContain(parameter);
  });

  it('hours that are not understood, with the words that are not', async () => {
    const answer = await add({ ...LONGER, kind: 'hours', until: undefined, hours: '9:00-17:00，雨天除外' });
    expect((answer.body.errors as { detail: string }[])[0]!.detail).toContain('雨天');
  });
});
