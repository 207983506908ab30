import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { distance } from '../../../../src/core/distance.js';
import type { Card } from '../../../../src/core/store.js';
import { openSqliteStore } from '../../../../src/store/sqlite/facility-store.js';
import { claim, run, streamed } from '../../../contract/store-samples.js';
import { vocabulary } from '../../../contract/store-vocabulary.js';

const folder = mkdtempSync(join(tmpdir(), 'yizhan-newcomers-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Places scattered over a country, in no order; one in ten without a position. */
function scattered(count: number) {
  let seed = 7;
  const chance = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  return Array.from({ length: count }, (_, i) => {
    const position = { lon: 100 + 20 * chance(), lat: 25 + 15 * chance(), precision: 'street' as const };
    const { position: _none, ...unplaced } = claim(`驿站${i}`);
    const said = i % 10 === 9 ? unplaced : { ...unplaced, position };
    return { kind: 'put' as const, source: 'city', externalId: `${i}`, claim: said };
  });
}

/** Metres from each place to the next one in the list, the middle value. */
function step(cards: readonly Pick<Card, 'lon' | 'lat'>[]): number {
  const steps = cards.slice(1).map((card, i) => {
    const before = cards[i]!;
    return distance({ lon: before.lon!, lat: before.lat! }, { lon: card.lon!, lat: card.lat! });
  });
  return steps.toSorted((a, b) => a - b)[steps.length >> 1]!;
}

describe('places that nobody knew', () => {
  it('are stored neighbour by neighbour, those without a position last, in whatever order they come', async () => {
    const store = openSqliteStore({ path: join(folder, 'scattered.db'), vocabulary });
    const given = scattered(4000);
    await store.apply(streamed(given), run());
    const cards = await store.list({}, 0, 5000);
    expect(cards).toHaveLength(4000);
    const placed = cards.filter(({ lon }) => lon !== null);
    expect(cards.slice(0, placed.length)).toEqual(placed);
    const positions = given.flatMap((one) => ('position' in one.claim ? [one.claim.position] : []));
    expect(step(placed) * 10).toBeLessThan(step(positions));
    await store.close();
  });

  it('stay in the order in which they came where they are few', async () => {
    const store = openSqliteStore({ path: ':memory:', vocabulary });
    await store.apply(streamed(scattered(600)), run());
    const cards = await store.list({}, 0, 1000);
    expect(cards.map(({ nameZh }) => nameZh)).toEqual(scattered(600).map((one) => one.claim.name.zh));
    await store.close();
  });

  it('get a longer public id where another place of the same run has it, and every one leads to its place', async () => {
    const store = openSqliteStore({ path: ':memory:', vocabulary, idLength: 1 });
    await store.apply(streamed(scattered(60)), run());
    expect(await store.count()).toEqual({ total: 60, unplaced: 6 });
    const cards = await store.list({}, 0, 100);
    expect(new Set(cards.map(({ id }) => id)).size).toBe(60);
    for (const { id, key } of cards) {
      expect(await store.resolve(id)).toMatchObject({ kind: 'facility', facility: { key } });
    }
    await store.close();
  });

  it('leave nothing beside the store, neither when all went well nor when the run failed', async () => {
    const path = join(folder, 'failed.db');
    const store = openSqliteStore({ path, vocabulary });
    async function* breaking() {
      yield* scattered(700);
      expect(existsSync(`${path}-run`)).toBe(true);
      expect(existsSync(`${path}-run-journal`)).toBe(false);
      throw new RangeError('the file ends in the middle');
    }
    await expect(store.apply(breaking(), run())).rejects.toThrow('in the middle');
    expect(existsSync(`${path}-run`)).toBe(false);
    await store.apply(streamed(scattered(700)), run());
    expect(existsSync(`${path}-run`)).toBe(false);
    expect(await store.count()).toEqual({ total: 700, unplaced: 70 });
    await store.close();
  });

  it('that a killed run left waiting are thrown away by the next who opens the store', async () => {
    const path = join(folder, 'left.db');
    await openSqliteStore({ path, vocabulary }).close();
    writeFileSync(`${path}-run`, 'what was left');
    const store = openSqliteStore({ path, vocabulary });
    await store.close();
    expect(existsSync(`${path}-run`)).toBe(false);
  });
});
