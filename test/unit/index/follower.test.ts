import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FacilityStore } from '../../../src/core/store.js';
import { EVERYTHING } from '../../../src/core/traits.js';
import type { Vocabulary } from '../../../src/core/vocabulary.js';
import { Follower, type FollowerOptions, type SharedBase } from '../../../src/index/follower.js';
import { loadVocabulary } from '../../../src/system/reference.js';
import { openStore } from '../../../src/system/stores.js';
import { applyTo, claimAt, put } from '../../places.js';

let vocabulary: Vocabulary;
beforeAll(async () => {
  vocabulary = await loadVocabulary();
});

const endings: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).toReversed()) await end();
});

function storeAt(path: string): FacilityStore {
  const store = openStore({ kind: 'sqlite', path }, vocabulary);
  endings.push(() => store.close());
  return store;
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'yizhan-test-'));
  endings.push(() => rmSync(path, { recursive: true }));
  return path;
}

async function following(store: FacilityStore, options = {}): Promise<Follower> {
  const follower = new Follower(store, options);
  endings.push(() => follower.stop());
  await follower.start();
  return follower;
}

function keysOf(follower: Follower): number[] {
  return [...follower.index.nearest({ lon: 121, lat: 31 }, EVERYTHING)].map((one) => one.key);
}
const row = (n: number) => put(String(n), claimAt(121 + n / 1e5, 31));

describe('the follower', () => {
  it('loads what is there and sees what is added, moved and withdrawn', async () => {
    const store = storeAt(':memory:');
    await applyTo(store, [row(1), row(2)]);
    const follower = await following(store);
    expect(follower.status).toMatchObject({ state: 'ready', seq: await store.head(), size: 2 });
    const [first, second] = keysOf(follower);
    await applyTo(store, [
      row(3),
      put('1', claimAt(125, 31)),
      { kind: 'withdraw', source: 'test', externalId: '2' },
    ]);
    await follower.refresh();
    expect(keysOf(follower)).toHaveLength(2);
    expect(keysOf(follower).at(-1)).toBe(first);
    expect(keysOf(follower)).not.toContain(second);
  });

  it('takes a place that lost its position out of the index', async () => {
    const store = storeAt(':memory:');
    await applyTo(store, [row(1)]);
    const follower = await following(store);
    const { position: _, ...unplaced } = claimAt(0, 0);
    await applyTo(store, [put('1', unplaced)]);
    await follower.refresh();
    expect(keysOf(follower)).toEqual([]);
  });

  it('swaps in a new base when more changed than it takes one by one, and goes on following', async () => {
    const store = storeAt(':memory:');
    await applyTo(store, [row(1)]);
    const follower = await following(store, { most: 50 });
    const before = follower.index;
    await applyTo(
      store,
      Array.from({ length: 300 }, (_, n) => row(n)),
    );
    await follower.refresh();
    expect(follower.index).not.toBe(before);
    expect(follower.index.size).toBe(300);
    await applyTo(store, [row(1000)]);
    await follower.refresh();
    expect(follower.index.size).toBe(301);
    expect(follower.seq).toBe(await store.head());
  });

  it('builds a base in a thread of its own when it is large', async () => {
    const store = storeAt(':memory:');
    await applyTo(
      store,
      Array.from({ length: 21_000 }, (_, n) => row(n)),
    );
    const follower = await following(store);
    const found = keysOf(follower);
    expect(found).toHaveLength(21_000);
    expect(new Set(found).size).toBe(21_000);
  });

  it('sees by itself what another connection wrote', async () => {
    const path = join(folder(), 'two.db');
    const follower = await following(storeAt(path), { interval: 20 });
    await applyTo(storeAt(path), [row(1)]);
    while (follower.index.size === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(follower.index.size).toBe(1);
  });

  it('loads anew when the store went back to an older state', async () => {
    const place = folder();
    const old = storeAt(join(place, 'old.db'));
    await applyTo(old, [row(1)]);
    const newer = storeAt(join(place, 'new.db'));
    await applyTo(newer, [row(1)]);
    await applyTo(newer, [row(2)]);
    await applyTo(newer, [row(3)]);
    let current = newer;
    const swapped = new Proxy(newer, {
      get(_, name) {
        const value: unknown = Reflect.get(current, name);
        return typeof value === 'function' ? (value.bind(current) as unknown) : value;
      },
    });
    const follower = await following(swapped);
    current = old;
    await follower.refresh();
    expect(follower.index.size).toBe(1);
    expect(follower.seq).toBe(await old.head());
  });

  it('keeps the old index and says so when the store fails, and recovers', async () => {
    const store = storeAt(':memory:');
    await applyTo(store, [row(1)]);
    const errors: unknown[] = [];
    let broken = false;
    const flaky = new Proxy(store, {
      get(target, name) {
        if (broken && name === 'head') return () => Promise.reject(new Error('the disk is gone'));
        const value: unknown = Reflect.get(target, name);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
    const follower = await following(flaky, { onError: (error: unknown) => errors.push(error) });
    broken = true;
    await follower.refresh();
    expect(follower.status.state).toBe('failing');
    expect(follower.index.size).toBe(1);
    expect(String(errors[0])).toContain('the disk is gone');
    broken = false;
    await follower.refresh();
    expect(follower.status.state).toBe('ready');
  });
});

describe('followers that share a base', () => {
  /** One that builds bases, and one that takes them and says when it wants a later one. */
  async function two(options: FollowerOptions = {}) {
    const store = storeAt(':memory:');
    await applyTo(store, [1, 2, 3].map(row));
    const bases: SharedBase[] = [];
    const wanted: number[] = [];
    const builder = await following(store, {
      ...options,
      interval: 60_000,
      onBase: (base: SharedBase) => bases.push(base),
    });
    const taker = new Follower(store, {
      ...options,
      interval: 60_000,
      askBase: (later) => wanted.push(later),
    });
    endings.push(() => taker.stop());
    await taker.start(builder.base);
    return { store, bases, wanted, builder, taker };
  }

  it('answer the same, and each follows the log by itself', async () => {
    const { store, bases, wanted, builder, taker } = await two();
    expect(keysOf(taker)).toEqual(keysOf(builder));
    await applyTo(store, [row(4), { kind: 'withdraw', source: 'test', externalId: '2' }]);
    await taker.refresh();
    expect(taker.status).toMatchObject({ state: 'ready', seq: await store.head(), size: 3 });
    expect(builder.status.size).toBe(3);
    expect(keysOf(builder)).not.toEqual(keysOf(taker));
    await builder.refresh();
    expect(keysOf(builder)).toEqual(keysOf(taker));
    expect([bases.length, wanted]).toEqual([1, []]);
  });

  it('ask for a later base when there is too much to follow, and take it with what came since', async () => {
    const { store, bases, wanted, builder, taker } = await two({ most: 50 });
    const before = taker.seq;
    await applyTo(
      store,
      Array.from({ length: 200 }, (_, i) => row(i + 10)),
    );
    await taker.refresh();
    await taker.refresh();
    expect([taker.seq, wanted]).toEqual([before, [before, before]]);
    for (const later of wanted) await builder.rebuild(later);
    expect(bases).toHaveLength(2); // the second wish was fulfilled already
    await applyTo(store, [row(999)]);
    await taker.take(bases[1]!);
    expect(taker.status).toMatchObject({ state: 'ready', seq: await store.head(), size: 204 });
    await builder.refresh();
    expect(keysOf(taker)).toEqual(keysOf(builder));
  });

  it('show what was changed here while a base that clears up is asked for', async () => {
    const { store, wanted, taker } = await two({ most: 5 });
    for (let i = 0; i < 12; i++) {
      await applyTo(store, [row(100 + i)]);
      await taker.refresh();
      expect(taker.status.size).toBe(4 + i);
    }
    expect(wanted.length).toBeGreaterThan(0);
  });

  it('never go back to what an older base says', async () => {
    const { store, bases, taker } = await two();
    await applyTo(store, [{ kind: 'withdraw', source: 'test', externalId: '1' }]);
    await taker.refresh();
    await taker.take(bases[0]!);
    expect(taker.status).toMatchObject({ state: 'ready', seq: await store.head(), size: 2 });
  });

  it('keep what they have when the store fails while a base is taken', async () => {
    const { store, bases, taker } = await two();
    await store.close();
    await taker.take(bases[0]!);
    expect(taker.status).toMatchObject({ state: 'failing', size: 3 });
  });
});
