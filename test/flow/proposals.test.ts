import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Claim } from '../../src/core/facility.js';
import { distance } from '../../src/core/distance.js';
import type { FacilityStore } from '../../src/core/store.js';
import { likeness } from '../../src/importer/alike.js';
import { proposals } from '../../src/importer/proposals.js';
import { openSqliteStore } from '../../src/store/sqlite/facility-store.js';
import { loadVocabulary } from '../../src/system.js';

const vocabulary = await loadVocabulary();
let store: FacilityStore;
beforeEach(() => {
  store = openSqliteStore({ path: ':memory:', vocabulary });
});
afterEach(() => store.close());

const AT = '2026-03-01T08:00:00.000Z';
const claim = (zh: string, lon?: number, lat = 31.24): Claim => ({
  name: { zh },
  category: 'relay_station',
  ...(lon === undefined ? {} : { position: { lon, lat, precision: 'building' as const } }),
});
const write = (source: string, claims: readonly Claim[]) =>
  store.apply(
    claims.map((one, i) => ({ kind: 'put', source, externalId: `${i}`, claim: one }) as const),
    { source: { id: source }, label: 'test', at: AT },
  );
const newcomer = (one: Claim, i: number) => ({ source: 'new', externalId: `${i}`, row: i + 2, claim: one });

describe('places that may be one', () => {
  it('are all that a comparison of each with each finds within reach', async () => {
    const names = ['长寿路驿站', '长寿驿站', '曹杨路驿站', '曹杨驿站东门', '武宁路爱心接力站'];
    const spread = (salt: number) => (i: number) =>
      claim(
        names[(i * salt) % 5]!,
        121.43 + ((i * 37 * salt) % 100) / 10_000,
        31.24 + ((i * 61) % 90) / 10_000,
      );
    const known = Array.from({ length: 60 }, (_, i) => spread(3)(i));
    const fresh = Array.from({ length: 40 }, (_, i) => spread(7)(i));
    await write('known', known);
    const found = await proposals(fresh.map(newcomer), store, false);
    const expected = fresh.flatMap((one, i) =>
      known.flatMap((other) => {
        const metres = distance(one.position!, other.position!);
        const told = (source: string, { name, category }: Claim) => ({
          name: name.zh!,
          address: '',
          category,
          source,
        });
        const { score } = likeness(told('new', one), told('known', other), metres);
        return metres <= 250 && score >= 0.6 ? [`${i} ${other.name.zh} ${score}`] : [];
      }),
    );
    expect(expected.length).toBeGreaterThan(20);
    expect(found.map((one) => `${one.externalId} ${one.otherName} ${one.score}`).toSorted()).toEqual(
      expected.toSorted(),
    );
  });

  it('are not a place and itself, and each pair is told once', async () => {
    const fresh = [claim('长寿路驿站', 121.43), claim('长寿路驿站', 121.43)];
    await write('new', fresh);
    const found = await proposals(fresh.map(newcomer), store, true);
    expect(found).toHaveLength(1);
    expect(found[0]!.facility).not.toBe(found[0]!.other);
  });

  it('are found by the very same name where a row has no position', async () => {
    const address = { text: { zh: '长寿路401号' } };
    await write('known', [{ ...claim('长寿驿站', 121.43), address }, claim('长寿一村驿站', 121.43)]);
    const found = await proposals([newcomer({ ...claim('普陀区长寿驿站'), address }, 0)], store, false);
    expect(found).toMatchObject([{ otherName: '长寿驿站', relation: 'same_place', score: 1 }]);
  });
});
