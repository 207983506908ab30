import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { importReport } from '../../src/core/import-report.js';
import type { FacilityBody } from '../../src/core/facility.js';
import type { FacilityStore } from '../../src/core/store.js';
import { importFile } from '../../src/importer/importer.js';
import { loadServiceWords, loadSourceFile } from '../../src/importer/shipped.js';
import { openSqliteStore } from '../../src/store/sqlite/facility-store.js';
import { loadVocabulary } from '../../src/system/reference.js';
import { realData, root } from '../root.js';

const dataFolder = join(root, 'data');
const vocabulary = await loadVocabulary();
const serviceWords = await loadServiceWords(dataFolder, vocabulary);

let store: FacilityStore;
beforeEach(() => {
  store = openSqliteStore({ path: ':memory:', vocabulary });
});
afterEach(() => store.close());

const run = (file: string, source: string) =>
  importFile(
    { file, source },
    {
      store,
      vocabulary,
      serviceWords,
      sourceFile: (id) => loadSourceFile(dataFolder, id),
      now: () => '2026-03-01T08:00:00.000Z',
    },
  );

async function named(text: string): Promise<FacilityBody[]> {
  const cards = await store.list({ text }, 0, 20);
  const found = await store.facilities(cards.map((card) => card.key));
  return found.map((facility) => facility!.body);
}

/** Imports the file twice: the counts of the first run, after the second has changed nothing. */
async function twice(path: string, source: string) {
  const file = realData(path);
  if (!file) return undefined;
  const first = await run(file, source);
  importReport.parse(first);
  const head = await store.head();
  const second = await run(file, source);
  expect(second.counts).toMatchObject({
    new: 0,
    changed: 0,
    same: first.counts.new,
    rejected: first.counts.rejected,
  });
  expect(await store.head()).toBe(head);
  return first;
}

describe('a real file', () => {
  it('of clinics: pets and beauty are no clinics, and the community health centre is what it is', async () => {
    const report = await twice('health/shanghai_hospital.csv', 'shanghai-poi-health');
    if (!report) return;
    const { rows, new: added, skipped, rejected, repeated } = report.counts;
    expect([rows, rejected, repeated]).toEqual([7513, 0, 0]);
    expect(added + skipped).toBe(rows);
    expect(report.rules.find(({ rule }) => rule === 'skipped.animals')!.count).toBeGreaterThan(377);
    const [centre] = await named('长寿街道社区卫生服务中心');
    expect(centre).toMatchObject({ category: 'community_health_centre', address: { district: '普陀区' } });
    expect(await named('宠物')).toEqual([]);
  });

  it('of swap stations: JSON inside JSON, two languages, and which are in service', async () => {
    const report = await twice('live/gogoro/gostations_tw_2019.json', 'gogoro-tw');
    if (!report) return;
    expect(report.counts).toMatchObject({ rows: 1690, new: 1690 });
    const [station] = await named('虎尾光復門市店站');
    expect(station).toMatchObject({
      name: { zh: 'Gogoro 虎尾光復門市店站', en: 'Gogoro Huwei Guangfu RS Center' },
      category: 'swap_cabinet',
      inService: true,
      services: { battery_swap: { state: 'yes' } },
      hours: { text: '24HR' },
      position: { lon: 120.433871, lat: 23.711194 },
    });
  });

  it('of stations without positions: all are kept as unplaced, none is lost', async () => {
    const report = await twice('stations/relay_stations_from_articles.csv', 'articles-relay-stations');
    if (!report) return;
    expect(report.counts).toMatchObject({ rows: 97, new: 97, unplaced: 97 });
    expect(report.unplaced).toHaveLength(97);
    expect(await store.count()).toEqual({ total: 97, unplaced: 97 });
  });

  it("of a city's stations: private numbers stay inside", async () => {
    const report = await twice('stations/hangzhou/hangzhou_sampling_points.geojson', 'hangzhou-sampling');
    if (!report) return;
    expect(report.counts).toMatchObject({ rows: 844, new: 844 });
    const cards = await store.list({}, 0, 1000);
    expect(cards).toHaveLength(844);
    expect(cards.filter((card) => /"phone":\[[^\]]*"1[3-9][\d*]{9}"/.test(card.rest.toString()))).toEqual([]);
  });
});
