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

  it('is told without what hides or turns words, and without the number of a person', async () => {
    const reason = { zh: '装修\u0000\u202e，\n问王师傅13812345678' };
    const { body } = await add({ ...LONGER, reason, dryRun: true });
    expect(body.override.reason).toEqual({ zh: '装修 ，  问王师傅***'.replace('  ', ' ') });
    expect((await add({ ...LONGER, reason: { zh: '\u202e \u0000' } })).status).toBe(400);
  });

  it('is said anew as a whole: it may end a day early', async () => {
    const { headers } = await add(LONGER);
    const path = headers['location'] as string;
    const { headers: read } = await here.get(path);
    const put = await here.put(
      path,
      { ...LONGER, to: '2026-11-28' },
      { ...editor, 'If-Match': read['etag'] as string },
    );
    expect(put.status).toBe(200);
    expect((await here.get(path)).body).toMatchObject({ to: '2026-11-28' });
    await here.delete(path, editor);
  });

  it('is said anew only by whoever has read it as it is', async () => {
    const { headers } = await add(LONGER);
    const path = headers['location'] as string;
    const tag = (await here.get(path)).headers['etag'] as string;
    const shorter = { ...LONGER, to: '2026-11-28' };
    const put = (match?: string) =>
      here.put(path, shorter, { ...editor, ...(match !== undefined && { 'If-Match': match }) });
    expect((await put()).status).toBe(428);
    expect((await put('"x"')).status).toBe(412);
    expect((await put(`W/${tag}`)).status).toBe(412);
    expect((await put('x')).status).toBe(400);
    here.clock.now += 3 * 86_400_000; // in force by now: another text of the same version
    expect((await here.get(path)).headers['etag']).not.toBe(tag);
    expect((await put(tag)).status).toBe(200);
    expect((await put(tag)).status).toBe(412);
    expect((await put('*')).status).toBe(200);
    await here.delete(path, editor);
  });

  it('that is taken back stays as history', async () => {
    const { headers } = await add(LONGER);
    const path = headers['location'] as string;
    expect((await here.delete(path, editor)).status).toBe(204);
    expect((await here.delete(path, editor)).status).toBe(404);
    expect((await here.put(path, LONGER, { ...editor, 'If-Match': '*' })).status).toBe(404);
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

describe('what overrides do to answers', () => {
  /** 22:30 on the Monday after. */
  const LATE = '2026-11-23T21:30';
  const near = '/v1/facilities/nearest?lat=31.2410&lon=121.4265';
  const names = (answer: { body: { features: { properties: { name: string } }[] } }) =>
    answer.body.features.map((one) => one.properties.name[0]);
  let written: string[] = [];
  const put = async (draft: object) => {
    const answer = await add({ ...LONGER, ...draft });
    expect(answer.status).toBe(201);
    written.push(answer.headers['location'] as string);
    await here.refresh();
    return (answer.body as { override: { id: string } }).override.id;
  };
  beforeEach(async () => {
    for (const path of written) await here.delete(path, editor);
    written = [];
    await here.refresh();
  });

  it('nobody is open late; after one edit all stations of the street are, and say why', async () => {
    const ask = `${near}&openAt=${LATE}&lang=en`;
    const before = await here.get(ask);
    expect(names(before)).toEqual([]);
    const id = await put({});
    const after = await here.get(ask);
    expect(names(after)).toEqual(['a', 'b']);
    expect(after.headers['etag']).not.toBe(before.headers['etag']);
    expect(after.body.features[0].properties.open).toEqual({
      state: 'open',
      until: '2026-11-23T22:00:00+08:00',
      reason: 'override',
      words: 'open longer while it is freezing',
      override: id,
    });
    expect(names(await here.get(`${near}&openAt=2026-11-23T22:00`))).toEqual([]);
    expect(names(await here.get(`${near}&openAt=${LATE}&openFor=30`))).toEqual(['a', 'b']);
    expect(names(await here.get(`${near}&openAt=${LATE}&openFor=31`))).toEqual([]);
    expect(names(await here.get(`${near}&openAt=2026-11-30T21:30`))).toEqual([]);
  });

  it('hold in lists, in an area and along a way', async () => {
    await put({});
    const ring = [[121.42, 31.23], [121.44, 31.23], [121.44, 31.25], [121.42, 31.25], [121.42, 31.23]]; // prettier-ignore
    const body = { openAt: LATE, limit: 10 };
    const within = await here.post('/v1/facilities/search', { ...body, within: { type: 'Polygon', coordinates: [ring] } }); // prettier-ignore
    const along = await here.post('/v1/facilities/search', { ...body, along: { type: 'LineString', coordinates: [[121.42, 31.241], [121.43, 31.2411]] } }); // prettier-ignore
    const box = await here.get(`/v1/facilities?bbox=121.42,31.23,121.44,31.25&openAt=${LATE}`);
    const list = await here.get(`/v1/facilities?openAt=${LATE}`);
    for (const answer of [within, along, box, list])
      expect(new Set(names(answer))).toEqual(new Set(['a', 'b']));
  });

  it('that close: nothing is open, and what opens next is told beyond them', async () => {
    await put({ kind: 'closed', until: undefined, target: { everything: true } });
    const answer = await here.get(`${near}&openAt=2026-11-23T10:00&limit=1`);
    expect(names(answer)).toEqual([]);
    expect(answer.body.fallback.nextToOpen.properties.open).toMatchObject({
      state: 'closed',
      opensAt: '2026-11-30T09:00:00+08:00',
    });
  });

  it.each(['facilities', 'subdistrict', 'category'])(
    'that begin later, said by %s, decide what opens next, also where hours are unknown',
    async (how) => {
      const own = await world([
        place('day', 31.2411, 121.4266, { hours }),
        place('unsaid', 31.2412, 121.4267, {
          category: 'public_toilet',
          address: { subdistrict: '长寿路街道' },
        }),
      ]);
      const key = { Authorization: (await own.keyOf('editor')).Authorization };
      const targets: Record<string, object> = {
        facilities: { facilities: [own.idOf('unsaid')] },
        subdistrict: { subdistrict: ['长寿路街道'] },
        category: { category: ['public_toilet'] },
      };
      const early = { kind: 'open', from: '2026-11-23T05:00', to: '2026-11-23T07:00', reason: { zh: '清洁工早班' } }; // prettier-ignore
      const ask = async () => (await own.get(`${near}&openAt=2026-11-23T03:00&unknownHours=exclude`)).body;
      const { nextToOpen } = (await ask()).fallback;
      expect(nextToOpen.properties.open.opensAt).toBe('2026-11-23T09:00:00+08:00');
      expect((await own.post('/v1/overrides', { ...early, target: targets[how] }, key)).status).toBe(201);
      await own.refresh();
      const answer = await ask();
      expect(answer.features).toEqual([]);
      expect(answer.fallback.nextToOpen.id).toBe(own.idOf('unsaid'));
      expect(answer.fallback.nextToOpen.properties.open.opensAt).toBe('2026-11-23T05:00:00+08:00');
      await own.close();
    },
  );

  it('of one place hold for the place it is merged into later', async () => {
    const own = await world([
      place('old', 31.2411, 121.4266, { hours }),
      place('new', 31.2412, 121.4267, { hours }),
    ]);
    const key = { Authorization: (await own.keyOf('editor')).Authorization };
    const target = { facilities: [own.idOf('old')] };
    const closed = { kind: 'closed', from: '2026-11-22', to: '2026-11-22', reason: { zh: '装修' }, target };
    expect((await own.post('/v1/overrides', closed, key)).status).toBe(201);
    const path = `/v1/facilities/${own.idOf('new')}`;
    // Whoever writes sees it in his next answer.
    expect((await own.get(`/v1/facilities/${own.idOf('old')}`)).body.properties.open.state).toBe('closed');
    expect((await own.get(path)).body.properties.open.state).toBe('open');
    await own.apply([{ kind: 'merge', from: own.idOf('old'), into: own.idOf('new') }]);
    await own.refresh();
    expect((await own.get(path)).body.properties.open).toMatchObject({ state: 'closed' });
    await own.close();
  });

  it('of one place stand above those of its street', async () => {
    await put({ target: { facilities: [here.idOf('a')] }, kind: 'open', until: undefined });
    await put({ kind: 'closed', until: undefined });
    expect(names(await here.get(`${near}&openAt=2026-11-24T03:00`))).toEqual(['a']);
  });

  it('are in the words of the day on the page of a place, and gone when taken back', async () => {
    here.clock.now = Date.parse('2026-11-23T04:00:00Z');
    const id = await put({});
    const path = `/v1/facilities/${here.idOf('a')}`;
    expect((await here.get(`${path}?lang=zh`)).body.properties.today).toMatchObject({
      text: '09:00–22:00（例外：寒潮期间延长开放）',
      state: '开放，至22:00',
      exceptions: [{ id, words: '寒潮期间延长开放' }],
    });
    here.clock.now = Date.parse('2026-11-23T12:00:00Z');
    expect((await here.get(`${path}?lang=en`)).body.properties.today.state).toBe(
      'open, until 22:00, exception, "open longer while it is freezing"',
    );
    await here.delete(written.pop()!, editor);
    await here.refresh();
    expect((await here.get(path)).body.properties.today).not.toHaveProperty('exceptions');
  });

  it('other hours and the hours of another day hold on their days', async () => {
    await put({ kind: 'hours', until: undefined, hours: '18:00-次日2:00', to: '2026-11-23' });
    const open = async (time: string) =>
      names(await here.get(`${near}&openAt=${time}&category=relay_station`));
    expect(await open('2026-11-23T10:00')).toEqual(['c']);
    expect(await open('2026-11-23T23:59')).toEqual(['a', 'b']);
    expect(await open('2026-11-24T00:00')).toEqual(['a', 'b']);
    expect(await open('2026-11-24T01:59')).toEqual(['a', 'b']);
    expect(await open('2026-11-24T02:00')).toEqual([]);
    expect(await open('2026-11-24T09:00')).toEqual(['a', 'b', 'c']);
  });
});
