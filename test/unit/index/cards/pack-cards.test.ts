import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Change } from '../../../../src/core/change.js';
import type { FacilityStore } from '../../../../src/core/store.js';
import type { Vocabulary } from '../../../../src/core/vocabulary.js';
import { CardPack, type SharedCards } from '../../../../src/index/cards/card-pack.js';
import { packCards } from '../../../../src/index/cards/pack-cards.js';
import { loadVocabulary } from '../../../../src/system/reference.js';
import { openStore } from '../../../../src/system/stores.js';
import { saidBy } from '../../../odd-cards.js';
import { applyTo, claimAt, put } from '../../../places.js';

let vocabulary: Vocabulary;
beforeAll(async () => {
  vocabulary = await loadVocabulary();
});

const stores: FacilityStore[] = [];
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
});

async function storeWith(changes: readonly Change[]): Promise<FacilityStore> {
  const store = openStore({ kind: 'sqlite', path: ':memory:' }, vocabulary);
  stores.push(store);
  await applyTo(store, changes);
  return store;
}

const PLACES = 40;
const KEYS = Array.from({ length: PLACES }, (_, i) => i + 1);
const row = (n: number, name: string): Change =>
  put(`${n}`, claimAt(121 + n / 1e4, 31, { name: { zh: name } }));

/** What a pack says of every key, and what the store says. */
async function compare(pack: SharedCards, store: FacilityStore): Promise<void> {
  const cards = new CardPack(pack);
  for (const [i, card] of (await store.cards(KEYS)).entries()) {
    const held = cards.get(KEYS[i]!);
    if (card === undefined || card.lon === null) expect(held).toBeUndefined();
    else expect(held && saidBy(held)).toEqual(saidBy(card));
  }
}

describe('a pack', () => {
  it('has the card of every place with a position, and is of the state it names', async () => {
    const store = await storeWith(KEYS.map((n) => row(n, `第${n}站`)));
    const { position: _, ...nowhere } = claimAt(121, 31);
    await applyTo(store, [put('5', nowhere)]);
    const pack = await packCards(store, { examples: KEYS });
    expect(pack.seq).toBe(await store.head());
    await compare(pack, store);
  });

  it('that goes on from the one before says what one made anew says, and leaves that one as it is', async () => {
    const edit = fc.record({ n: fc.integer({ min: 1, max: PLACES }), gone: fc.boolean(), name: fc.string() });
    const runs = fc.array(fc.array(edit, { maxLength: 6 }), { maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(runs, async (given) => {
        const store = await storeWith(KEYS.map((n) => row(n, `第${n}站`)));
        let before = await packCards(store, { examples: KEYS });
        const first = KEYS.map((key) => new CardPack(before).get(key)).map((card) => card && saidBy(card));
        const start = before;
        for (const edits of given) {
          const changes = edits.map(({ n, gone, name }): Change =>
            gone ? { kind: 'withdraw', source: 'test', externalId: `${n}` } : row(n, `改${name}`),
          );
          await applyTo(store, changes);
          before = await packCards(store, { examples: KEYS, before });
          expect(before.seq).toBe(await store.head());
          await compare(before, store);
        }
        const again = KEYS.map((key) => new CardPack(start).get(key)).map((card) => card && saidBy(card));
        expect(again).toEqual(first);
      }),
      { numRuns: 15 },
    );
  });

  it('is made anew where an older copy of the store was put back', async () => {
    const store = await storeWith([row(1, '旧'), row(2, '旧')]);
    await applyTo(store, [row(1, '新')]);
    const before = await packCards(store, { examples: [1, 2] });
    const older = await storeWith([row(1, '旧'), row(2, '旧')]);
    const pack = await packCards(older, { examples: [1, 2], before });
    expect(pack.seq).toBe(await older.head());
    expect(new CardPack(pack).get(1)!.nameZh).toBe('旧');
  });
});
