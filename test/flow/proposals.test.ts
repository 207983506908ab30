import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Claim } from '../../src/core/facility.js';
import { distance } from '../../src/core/distance.js';
import type { FacilityStore } from '../../src/core/store.js';
import { likeness, type Described } from '../../src/importer/alike.js';
import { inside } from '../../src/importer/inside.js';
import { proposals } from '../../src/importer/proposals.js';
import { openSqliteStore } from '../../src/store/sqlite/facility-store.js';
import { loadVocabulary } from '../../src/system/reference.js';

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
    const { proposals: found } = await proposals(fresh.map(newcomer), store);
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
    const { proposals: found } = await proposals(fresh.map(newcomer), store);
    expect(found).toHaveLength(1);
    expect(found[0]!.facility).not.toBe(found[0]!.other);
  });

  it('are found by the very same name where a row has no position', async () => {
    const address = { text: { zh: '长寿路401号' } };
    await write('known', [{ ...claim('长寿驿站', 121.43), address }, claim('长寿一村驿站', 121.43)]);
    const { proposals: found } = await proposals(
      [newcomer({ ...claim('普陀区长寿驿站'), address }, 0)],
      store,
    );
    expect(found).toMatchObject([{ otherName: '长寿驿站', relation: 'same_place', score: 1 }]);
  });

  it('are a room and its house, whichever of the two comes later', async () => {
    const centre = { ...claim('曹杨新村街道党群服务中心', 121.43), category: 'party_service_centre' };
    const station = claim('普陀区曹杨新村街道党群服务中心户外职工爱心接力站', 121.4301);
    await write('known', [centre]);
    expect((await proposals([newcomer(station, 0)], store)).proposals).toMatchObject([
      { relation: 'part_of', part: 'row', otherName: centre.name.zh, score: 0.95 },
    ]);
    await write('stations', [station]);
    const { proposals: back } = await proposals([newcomer(centre, 0)], store);
    expect(back.find(({ otherName }) => otherName === station.name.zh)).toMatchObject({
      relation: 'part_of',
      part: 'known',
    });
  });

  it('are told to be many where rows without a position are too many to be looked up', async () => {
    const many = Array.from({ length: 2003 }, (_, i) => newcomer(claim(`第${i}站`), i));
    expect(await proposals(many, store)).toMatchObject({ notCompared: 3 });
  });
});

describe('a room and its house', () => {
  const place = (name: string, category: string, address = ''): Described => ({
    name,
    category,
    address,
    source: name,
  });
  const centre = place('长寿路街道党群服务中心', 'party_service_centre', '长寿路401号');
  it.each([
    [place('长寿路街道党群服务中心爱心接力站', 'relay_station'), 30, 0.95],
    [place('长寿路街道党群服务中心爱心接力站', 'relay_station'), undefined, 0.7],
    [place('小哥之家', 'relay_station', '普陀区长寿路401号1楼'), 10, 0.7],
    [place('小哥之家', 'relay_station', '普陀区长寿路401号1楼'), undefined, 0.65],
  ])('%j, %s m apart, belong together: %d', (room, metres, score) => {
    expect(inside(room, centre, metres)?.score).toBe(score);
    expect(inside(centre, room, metres)).toBeUndefined();
  });

  it.each([
    ['in another house', place('长寿路街道党群服务中心接力站', 'relay_station', '长寿路420号'), 30],
    ['too far away', place('长寿路街道党群服务中心接力站', 'relay_station'), 150],
    ['of the same kind', place('长寿路街道党群服务中心分部', 'party_service_centre'), 30],
    ['next to it, with nothing said', place('小哥之家', 'relay_station'), 5],
    ['a shop at its house number', place('全家便利店', 'caring_merchant', '长寿路401号'), 10],
  ])('one %s is none', (_, other, metres) => {
    expect(inside(other, centre, metres)).toBeUndefined();
  });
});
