import { membersOf } from '../../src/core/card.js';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { unplacedCommand, type PlacerName } from '../../src/cli/unplaced.js';
import { readSettings, SettingsError } from '../../src/config.js';
import { fromWgs84 } from '../../src/core/crs.js';
import { distance } from '../../src/core/distance.js';
import type { Claim } from '../../src/core/facility.js';
import type { FacilityStore } from '../../src/core/store.js';
import { openSqliteStore } from '../../src/store/sqlite/facility-store.js';
import { importerInto } from '../../src/system/importing.js';
import { placerFor } from '../../src/system/placer.js';
import { loadVocabulary } from '../../src/system/reference.js';
import { json, standIn, type Answer, type StandIn } from '../stand-in.js';

const KEY = 'secret-k3y';
const AT = '2026-03-02T08:00:00.000Z';
const vocabulary = await loadVocabulary();
let store: FacilityStore;
let folder: string;
let out: string;
let err: string;
let server: StandIn | undefined;

beforeEach(() => {
  store = openSqliteStore({ path: ':memory:', vocabulary });
  folder = mkdtempSync(join(tmpdir(), 'yizhan-unplaced-'));
});
afterEach(async () => {
  await server?.close();
  server = undefined;
  await store.close();
  rmSync(folder, { recursive: true });
});

/** Runs the command as the terminal would, with the stand-in as its service. */
async function unplaced(argv: readonly string[], { env = {}, signal = new AbortController().signal } = {}) {
  [out, err] = ['', ''];
  const settings = readSettings({
    DATABASE_URL: 'sqlite::memory:',
    GEOCODER_RATE: '50',
    GEOCODER_KEY: KEY,
    GEOCODER_CACHE: join(folder, 'answers.ndjson'),
    ...(server ? { GEOCODER_URL: server.url } : {}),
    ...env,
  });
  const code = await unplacedCommand(argv, {
    io: { stdout: { write: (text) => void (out += text) }, stderr: { write: (text) => void (err += text) } },
    withStore: (work) => work(store),
    placer: (how: PlacerName) => placerFor(how, store, settings),
    now: () => AT,
    lang: 'en',
    stopSignal: () => signal,
  });
  expect(out + err).not.toContain(KEY);
  return code;
}

async function put(source: string, places: readonly Partial<Claim>[]): Promise<void> {
  const changes = places.map((more, i) => ({
    kind: 'put' as const,
    source,
    externalId: `${i}`,
    claim: { name: { zh: `${source}${i}` }, category: 'relay_station', ...more },
  }));
  await store.apply(changes, { source: { id: source }, label: 'test', at: AT });
}
const at = (zh: string, more: Claim['address'] = { city: '上海市', district: '普陀区' }): Partial<Claim> => ({
  address: { ...more, text: { zh } },
});
const known = (zh: string, lon: number, lat: number): Partial<Claim> => ({
  ...at(zh),
  position: { lon, lat, precision: 'building' },
});
const facilities = async () => {
  const cards = await store.list({}, 0, 1000);
  const found = await store.facilities(cards.map(({ key }) => key));
  return new Map(found.map((one) => [one!.body.name.zh, one!]));
};

describe('yizhan unplaced --estimate', () => {
  beforeEach(async () => {
    await put('map', [known('长寿路101号', 121.43, 31.24), known('长寿路121号', 121.432, 31.24)]);
    await put('city', [
      at('长寿路111号2楼'),
      at('长寿路'),
      at('昌化路1号'),
      {},
      at('长寿路111号', { city: '杭州市' }),
    ]);
  });

  it('offers positions with their grounds, and writes nothing', async () => {
    expect(await unplaced(['--estimate'])).toBe(0);
    expect(out).toContain('121.431,31.24\tstreet: from 长寿路 101 and 121; nine of ten are within');
    expect(out.match(/\[[a-z._]+\]/g)).toEqual([
      '[address.no_number]',
      '[street.unknown]',
      '[address.missing]',
      '[street.unknown]',
    ]);
    expect(err).toContain('1 of 5 places can be placed. Nothing was written; --take takes them');
    expect(await store.count()).toMatchObject({ unplaced: 5 });
  });

  it('is taken when told, marked as an estimate, and can be taken back', async () => {
    expect(await unplaced(['--estimate', '--take', '--json'])).toBe(0);
    expect(JSON.parse(out.split('\n')[0]!)).toMatchObject({ name: 'city0', within: expect.any(Number) });
    const { id, body } = (await facilities()).get('city0')!;
    expect(body.position).toEqual({ lon: 121.431, lat: 31.24, precision: 'street', estimated: true });
    expect(body.sources).toEqual([
      { source: 'city', externalId: '0' },
      { source: 'geocode-street', externalId: id },
    ]);
    const [card] = await store.list({ ids: [id] }, 0, 1);
    expect(membersOf(card!)).toMatchObject({ positionEstimated: true, positionPrecision: 'street' });
    const record = await store.record('geocode-street', id);
    expect(record?.raw).toMatchObject({ street: '长寿路', from: [{ number: 101 }, { number: 121 }] });
    await unplaced([]);
    expect(out.trim().split('\n')).toHaveLength(4);
    await store.undo({ source: { id: 'geocode-street' }, label: 'undo', at: AT });
    expect(await store.count()).toMatchObject({ unplaced: 5 });
  });

  it('is stopped like everything else', async () => {
    expect(await unplaced(['--estimate', '--take'], { signal: AbortSignal.abort() })).toBe(1);
    expect(err).toContain('Stopped. Nothing was written');
    expect(await store.count()).toMatchObject({ unplaced: 5 });
  });

  it('is no ground for another estimate', async () => {
    await unplaced(['--estimate', '--take']);
    await put('more', [at('长寿路111号')]);
    await unplaced(['--estimate', '--source', 'more']);
    expect(out).toContain('from 长寿路 101 and 121');
  });
});

/** What Amap would say, for the addresses it knows. */
const amapKnows =
  (places: Readonly<Record<string, object>>): Answer =>
  (response, request) => {
    const address = new URL(request.url!, 'http://x').searchParams.get('address') ?? '';
    const place = places[address];
    const empty = {
      province: '上海市',
      city: '上海市',
      district: '普陀区',
      township: [],
      street: [],
      number: [],
    };
    const geocodes = place ? [{ formatted_address: address, ...empty, ...place }] : [];
    json({ status: '1', info: 'OK', infocode: '10000', count: `${geocodes.length}`, geocodes })(
      response,
      request,
    );
  };

describe('yizhan unplaced --geocode', () => {
  const truth = { lon: 121.4385, lat: 31.2465 };
  const gcj02 = fromWgs84(truth, 'gcj02');
  const location = `${gcj02.lon.toFixed(6)},${gcj02.lat.toFixed(6)}`;
  const house = { location, level: '门牌号', street: '长寿路', number: '1号' };

  it('places what is confirmed and says why the rest is not', async () => {
    await put('city', [
      at('长寿路1号3楼'),
      at('长寿路3号'),
      at('长寿路5号'),
      at('长寿路7号'),
      at('长寿路9号'),
      {},
    ]);
    server = await standIn(
      amapKnows({
        上海市普陀区长寿路1号: house,
        上海市普陀区长寿路3号: { ...house, number: '30号' },
        上海市普陀区长寿路5号: { ...house, number: '5号', district: '静安区' },
        上海市普陀区长寿路7号: { location, level: '区县' },
      }),
    );
    expect(await unplaced(['--geocode', 'amap', '--take'])).toBe(0);
    expect(out.match(/\[(?:geocode|address)\.[a-z_]+\]/g)).toEqual([
      '[geocode.other_number]',
      '[geocode.other_region]',
      '[geocode.too_coarse]',
      '[geocode.nothing]',
      '[address.missing]',
    ]);
    const { id, body } = (await facilities()).get('city0')!;
    expect(body.position).toMatchObject({ precision: 'building', estimated: true });
    expect(distance(body.position!, truth)).toBeLessThan(1);
    expect((await store.record('geocode-amap', id))?.raw).toMatchObject({ asked: '长寿路1号' });
    expect(err).toContain('1 of 6 places were placed');
    expect(readFileSync(join(folder, 'answers.ndjson'), 'utf8')).not.toContain(KEY);
  });

  it('asks nothing twice: looking first and taking then is one question', async () => {
    await put('city', [at('长寿路1号'), at('长寿路9号')]);
    server = await standIn(amapKnows({ 上海市普陀区长寿路1号: house }));
    await unplaced(['--geocode', 'amap']);
    expect(await store.count()).toMatchObject({ unplaced: 2 });
    await unplaced(['--geocode', 'amap', '--take']);
    expect(await store.count()).toMatchObject({ unplaced: 1 });
    expect(server.asked).toHaveLength(2);
  });

  it('keeps what was found when the quota ends, and says that it did', async () => {
    await put('city', [at('长寿路1号'), at('长寿路3号'), at('长寿路5号')]);
    const over = json({ status: '0', info: 'DAILY_QUERY_OVER_LIMIT', infocode: '10003' });
    server = await standIn(amapKnows({ 上海市普陀区长寿路1号: house }), over);
    expect(await unplaced(['--geocode', 'amap', '--take'])).toBe(0);
    expect(await store.count()).toMatchObject({ unplaced: 2 });
    expect(err).toMatch(/The rest was not looked up: .*quota is used up/);
    expect(server.asked).toHaveLength(2);
  });

  it('does nothing where the key is refused', async () => {
    await put('city', [at('长寿路1号'), at('长寿路3号')]);
    server = await standIn(json({ status: '0', info: 'INVALID_USER_KEY', infocode: '10001' }));
    expect(await unplaced(['--geocode', 'amap', '--take'])).toBe(1);
    expect(err).toContain('GEOCODER_KEY is refused');
    expect(server.asked).toHaveLength(1);
  });

  it('gives a service up that fails for three places in a row', async () => {
    await put(
      'city',
      [1, 3, 5, 7, 9].map((number) => at(`长寿路${number}号`)),
    );
    server = await standIn(json('<html>'));
    expect(await unplaced(['--geocode', 'nominatim'])).toBe(1);
    expect(server.asked).toHaveLength(3);
    expect(err).toContain('the answer is not JSON');
  });

  it('writes nothing when it is stopped', async () => {
    await put('city', [at('长寿路1号'), at('长寿路3号')]);
    const stop = new AbortController();
    server = await standIn(amapKnows({ 上海市普陀区长寿路1号: house }), () => stop.abort());
    expect(await unplaced(['--geocode', 'amap', '--take'], { signal: stop.signal })).toBe(1);
    expect(err).toContain('Stopped. Nothing was written');
    expect(await store.count()).toMatchObject({ unplaced: 2 });
  });

  it("gives way to the publisher's own position, and ends with another address", async () => {
    server = await standIn(amapKnows({ 上海市普陀区长寿路1号: house }));
    await put('city', [at('长寿路1号')]);
    await unplaced(['--geocode', 'amap', '--take']);
    await put('city', [at('长寿路2号')]);
    expect(await store.count()).toMatchObject({ unplaced: 1 });
    await put('city', [known('长寿路1号', 121.5, 31.3)]);
    expect((await facilities()).get('city0')!.body).toMatchObject({
      position: { lon: 121.5, precision: 'building' },
      sources: [{ source: 'city' }],
    });
  });

  it('wants its settings', async () => {
    const noKey = { env: { GEOCODER_KEY: '' } };
    await expect(unplaced(['--geocode', 'amap'], noKey)).rejects.toThrow(SettingsError);
    await expect(unplaced(['--geocode', 'nominatim'])).rejects.toThrow('GEOCODER_CONTACT');
  });
});

describe('a list for placing by hand', () => {
  const file = () => join(folder, 'to-place.csv');
  const fill = (values: readonly (readonly [lon: string, lat: string, crs: string])[]) => {
    const [head, ...rows] = readFileSync(file(), 'utf8').trimEnd().split('\r\n');
    const filled = rows.map((row, i) => row.replace(/,,,$/, `,${(values[i] ?? ['', '', '']).join(',')}`));
    writeFileSync(file(), [head, ...filled].join('\r\n'));
  };
  const bringBack = async () => (await importerInto(store, vocabulary))({ file: file() });

  it('puts the positions on the same places, in whatever datum they were read off, and once', async () => {
    await put('city', [at('长寿路1号'), at('长寿路3号'), at('长寿路5号'), at('长寿路7号')]);
    const ids = [...(await facilities()).values()].map(({ id }) => id);
    expect(await unplaced(['--csv', file()])).toBe(0);
    expect(err).toContain('4 places were written');
    const truth = { lon: 121.4385, lat: 31.2465 };
    const given = (['gcj02', 'bd09', 'wgs84'] as const).map((crs) => {
      const { lon, lat } = fromWgs84(truth, crs);
      return [lon.toFixed(6), lat.toFixed(6), crs] as const;
    });
    fill(given);
    expect((await bringBack()).counts).toMatchObject({ new: 3, rejected: 0, unplaced: 1, rows: 4 });
    const after = [...(await facilities()).values()];
    expect(after.map(({ id }) => id)).toEqual(ids);
    for (const { body } of after.slice(0, 3)) {
      expect(distance(body.position!, truth)).toBeLessThan(1);
      expect(body.position).not.toHaveProperty('estimated');
    }
    const head = await store.head();
    expect((await bringBack()).counts).toMatchObject({ same: 4, rejected: 0 });
    expect(await store.head()).toBe(head);
  });

  it('refuses wrong positions row by row, in words', async () => {
    await put(
      'city',
      [1, 3, 5, 7, 9].map((number) => at(`长寿路${number}号`)),
    );
    await unplaced(['--csv', file()]);
    fill([
      ['31.24', '121.43', 'wgs84'],
      ['121.43', '31.24', ''],
      ['121.43', '31.24', '北京54'],
      ['121.43', '', 'gcj02'],
      ['somewhere', '31.24', 'gcj02'],
    ]);
    const { counts, issues } = await bringBack();
    expect(counts).toMatchObject({ rejected: 5, new: 0 });
    expect(issues.map(({ row, rule }) => `${row} ${rule}`)).toEqual([
      '2 position.swapped',
      '3 position.no_datum',
      '4 position.no_datum',
      '5 position.one_missing',
      '6 position.not_a_number',
    ]);
    expect(await store.count()).toMatchObject({ unplaced: 5 });
  });

  it('runs no formula in a spreadsheet, and brings the text back as it was', async () => {
    await put('city', [{ ...at('@SUM(A1)'), name: { zh: '=HYPERLINK("http://x")' } }]);
    await unplaced(['--csv', file()]);
    const text = readFileSync(file(), 'utf8');
    expect(text.startsWith('\ufeffyizhan_id,')).toBe(true);
    expect(text).toContain(`"'=HYPERLINK(""http://x"")"`);
    expect(text).toContain(`'@SUM(A1)`);
    expect((await bringBack()).counts).toMatchObject({ same: 1 });
  });

  it('is not written over: somebody may have filled it in', async () => {
    const path = join(folder, 'filled.csv');
    writeFileSync(path, 'filled in');
    expect(await unplaced(['--csv', path])).toBe(2);
    expect(err).toContain('import it first');
    expect(readFileSync(path, 'utf8')).toBe('filled in');
  });

  it('says where it cannot be written', async () => {
    await put('city', [at('长寿路1号')]);
    expect(await unplaced(['--csv', join(folder, 'nowhere', 'x.csv')])).toBe(1);
    expect(err).toContain('cannot be written');
  });
});

describe('a wrong call', () => {
  it.each([
    [['--geocode', 'google'], 'nominatim, amap'],
    [['--take'], 'goes with --estimate or --geocode only'],
    [['--csv', 'x', '--estimate'], 'one at a time'],
    [['--estimate', '--geocode', 'amap'], 'one at a time'],
    [['--limit', '0'], 'a whole number from 1'],
    [['--limit', '1e3'], 'a whole number from 1'],
    [['--lang', 'fr'], 'zh, en'],
    [['--colour'], '--colour'],
    [['extra'], 'extra'],
  ])('%j is told what is right', async (argv, words) => {
    expect(await unplaced(argv)).toBe(2);
    expect(out + err).toContain(words);
  });

  it('shows nothing of a place that could write on the terminal', async () => {
    await put('city', [{ name: { zh: '\u001b[31m红\u202e站' }, ...at('路\u00071号\t\u2028东') }]);
    for (const argv of [[], ['--estimate']]) {
      expect(await unplaced(argv)).toBe(0);
      expect(out.replaceAll(/[\t\n]/g, '')).not.toMatch(/[\p{Cc}\p{Zl}\u202e]/u);
      expect(out.trimEnd().split('\n')).toHaveLength(1);
    }
  });

  it('is explained by --help', async () => {
    expect(await unplaced(['--help'])).toBe(0);
    for (const option of ['--csv', '--estimate', '--geocode', '--take', 'GEOCODER_KEY', '--undo'])
      expect(out).toContain(option);
  });
});
