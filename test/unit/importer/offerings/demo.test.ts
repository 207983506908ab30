import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { AnyOffering, Offering } from '../../../../src/core/offerings/offering.js';
import { isOver } from '../../../../src/core/offerings/validity.js';
import type { Stores } from '../../../../src/core/stores.js';
import { parseDemo } from '../../../../src/importer/demo.js';
import { loadDemoOfferings } from '../../../../src/importer/offerings/demo.js';
import { openSqliteStores } from '../../../../src/store/sqlite/stores.js';
import { vocabulary } from '../../../http/harness.js';
import { root } from '../../../root.js';

const json = async (name: string): Promise<unknown> =>
  JSON.parse(await readFile(join(root, 'data/demo', name), 'utf8'));
const NOW = Date.parse('2026-11-23T10:00:00+08:00');
const YEAR = 365 * 86_400_000;

let stores: Stores;
beforeEach(async () => {
  stores = openSqliteStores({ path: ':memory:', vocabulary });
  for (const { source, changes } of parseDemo(await json('changshou-road.geojson')))
    await stores.facilities.apply(changes, { source, label: 'demo', at: new Date(NOW).toISOString() });
});
afterEach(() => stores.close());
const load = async (now = NOW) =>
  loadDemoOfferings(await json('offerings.json'), { stores, vocabulary, now });
const all = async () =>
  (await stores.offerings.changes(0, 1000)).filter((one) => one.removedAt === undefined);
const measureOf = ({ content }: AnyOffering) => (content as { measure?: string }).measure;

describe('what there is beside places in the demo quarter', () => {
  it('is something for each of the ten measures', async () => {
    await load();
    const measures = new Set((await all()).map(measureOf));
    // The stations themselves are what the first one promises.
    for (const code of vocabulary.measures.keys()) if (code !== 'harbor') expect(measures).toContain(code);
  });

  it('is made up and says so, but for the public hotlines, which name their source', async () => {
    await load();
    for (const { kind, content } of await all()) {
      if (kind === 'hotline') expect(content.stated?.by).toBeDefined();
      else expect([content.name.zh, content.illustrative]).toEqual([content.name.zh, true]);
    }
    const numbers = (await all())
      .filter((one): one is Offering<'hotline'> => one.kind === 'hotline')
      .map(({ content }) => content.number);
    expect(numbers).toEqual(['12351', '12356', '962525', '12355', '120']);
  });

  it('is never stale: loaded a year later, its events are to come again', async () => {
    await load();
    const events = async (at: number) =>
      (await all()).filter((one) => one.kind === 'event' && !isOver(one, at)).length;
    const many = await events(NOW);
    expect(many).toBeGreaterThan(10);
    expect(await events(NOW + YEAR)).toBeLessThan(many);
    await load(NOW + YEAR);
    expect(await events(NOW + YEAR)).toBe(many);
  });

  it('loaded twice on one day changes nothing', async () => {
    await load();
    const head = await stores.offerings.head();
    await load(NOW + 3_600_000);
    expect(await stores.offerings.head()).toBe(head);
  });

  it('leads to places of the quarter that are there', async () => {
    await load();
    const ids = (await all())
      .map(({ content }) => (content as { facility?: string }).facility)
      .filter((id) => id !== undefined);
    expect(ids.length).toBeGreaterThan(15);
    for (const id of ids) expect(await stores.facilities.resolve(id)).toMatchObject({ kind: 'facility' });
  });
});
