import { describe, expect, it } from '@jest/globals';
import {
  MOST_AN_HOUR,
  MOST_BY_ONE,
  MOST_UNPLACED_AN_HOUR,
  type ReportDraft,
  type ReportStore,
} from '../../src/core/report.js';
import type { Stores } from '../../src/core/stores.js';

const NOON = Date.parse('2026-11-23T12:00:00+08:00');
const MINUTE = 60_000;
let ids = 0;
const draft = (more: Partial<ReportDraft> = {}, minutes = 0): ReportDraft => ({
  id: `r${++ids}`,
  facility: { key: 7, id: 'seven' },
  kind: 'locked',
  nearness: 'not_told',
  observedAt: NOON + minutes * MINUTE,
  receivedAt: NOON + minutes * MINUTE,
  asker: 'a',
  ...more,
});
const decided = { status: 'rejected', by: 'office', at: NOON + 90 * MINUTE } as const;

/** What every store of reports does. */
export function reportStoreContract(name: string, open: () => Stores): void {
  describe(`a store of reports: ${name}`, () => {
    const withReports = (work: (reports: ReportStore) => Promise<void>) => async () => {
      const stores = open();
      try {
        await work(stores.reports);
      } finally {
        await stores.close();
      }
    };
    const idsOf = async (reports: ReportStore, filter: object = {}, page = { limit: 100 }) =>
      (await reports.list(filter, page)).map((one) => one.id);

    it(
      'gives a report back as it was written, without its asker',
      withReports(async (reports) => {
        const suggestedPosition = { lon: 121.4301, lat: 31.2402 };
        const full = draft({
          kind: 'wrong_place',
          note: '在对面\n二楼',
          nearness: 'near',
          suggestedPosition,
        });
        expect(await reports.add(full)).toEqual({ kind: 'new', id: full.id, observedAt: NOON });
        const { asker: _, ...rest } = full;
        expect(await reports.list({}, { limit: 9 })).toEqual([
          { ...rest, number: 1, seq: 1, status: 'open' },
        ]);
      }),
    );

    it(
      'keeps no number of a person and no control character, whoever hands them in',
      withReports(async (reports) => {
        await reports.add(draft({ note: '打 138 1234 5678\u0007' }));
        const [one] = await reports.list({}, { limit: 1 });
        expect(one!.note).toBe('打 ***');
      }),
    );

    it.each([
      ['a service of a locked door', { service: 'heating' }],
      ['a broken service without its name', { kind: 'broken_service' }],
      ['a place that is not named', { facility: undefined }],
      ['a note too long', { note: 'x'.repeat(501) }],
      ['an unknown kind', { kind: 'on_fire' }],
      ['a position off the globe', { kind: 'wrong_place', suggestedPosition: { lon: 181, lat: 0 } }],
    ])(
      'refuses %s and keeps nothing',
      async (_, wrong) =>
        await withReports(async (reports) => {
          await expect(reports.add(draft(wrong as Partial<ReportDraft>))).rejects.toThrow();
          expect(await reports.head()).toBe(0);
        })(),
    );

    it(
      'counts the same word of the same asker within an hour once, and a thousand of them as well',
      withReports(async (reports) => {
        const first = draft();
        await reports.add(first);
        for (let n = 1; n < 1_000; n++) {
          const again = await reports.add(draft({}, n / 20));
          expect(again).toEqual({ kind: 'repeated', id: first.id, observedAt: NOON });
        }
        expect(await idsOf(reports)).toEqual([first.id]);
        expect(await reports.add(draft({}, 60))).toMatchObject({ kind: 'new' });
      }),
    );

    it(
      'tells apart askers, kinds, services, places, and those nobody can tell apart',
      withReports(async (reports) => {
        const unlike = [
          draft(),
          draft({ asker: 'b' }),
          draft({ kind: 'gone' }),
          draft({ kind: 'broken_service', service: 'heating' }),
          draft({ kind: 'broken_service', service: 'wifi' }),
          draft({ facility: { key: 8, id: 'eight' } }),
          draft({ asker: undefined }),
          draft({ asker: undefined }),
        ];
        for (const one of unlike) expect(await reports.add(one)).toMatchObject({ kind: 'new' });
      }),
    );

    it(
      'takes the same word again after its contrary: locked, open, locked',
      withReports(async (reports) => {
        for (const [n, kind] of (['locked', 'open', 'locked'] as const).entries()) {
          expect(await reports.add(draft({ kind }, n))).toMatchObject({ kind: 'new' });
          expect(await reports.add(draft({ kind }, n + 0.5))).toMatchObject({ kind: 'repeated' });
        }
      }),
    );

    it(
      'takes no more than so many of one place within an hour, from many or from one, and says when again',
      withReports(async (reports) => {
        let taken = 0;
        for (let n = 0; n < 1_000; n++) {
          const result = await reports.add(draft({ asker: `rider ${n}` }, n / 100));
          if (result.kind === 'new') taken++;
          else expect(result).toEqual({ kind: 'full', retryAfterSeconds: expect.any(Number) });
        }
        expect(taken).toBe(MOST_AN_HOUR);
        const later = await reports.add(draft({ asker: 'late' }, 30));
        expect(later).toEqual({ kind: 'full', retryAfterSeconds: 30 * 60 });
        // However many say that a door is locked: who finds it open is heard.
        expect(await reports.add(draft({ asker: 'late', kind: 'open' }, 30))).toMatchObject({ kind: 'new' });
        expect(await reports.add(draft({ asker: 'later' }, 61))).toMatchObject({ kind: 'new' });

        const services = Array.from({ length: 20 }, (_, n) => `service_${n}`);
        const other = { key: 9, id: 'nine' };
        const kinds: string[] = [];
        for (const service of services)
          kinds.push((await reports.add(draft({ kind: 'broken_service', service, facility: other }))).kind);
        expect(kinds.filter((kind) => kind === 'new')).toHaveLength(MOST_BY_ONE);
        expect(await reports.add(draft({ asker: 'b', facility: other }))).toMatchObject({ kind: 'new' });
      }),
    );

    it(
      'takes suggestions without a place, more of them, and none of them as the same',
      withReports(async (reports) => {
        const { facility: _, ...suggestion } = draft({ kind: 'suggestion', note: '多设一个饮水点' });
        const results: string[] = [];
        for (let n = 0; n < MOST_UNPLACED_AN_HOUR + 5; n++)
          results.push((await reports.add({ ...suggestion, id: `s${n}`, asker: `rider ${n}` })).kind);
        expect(results.filter((kind) => kind === 'new')).toHaveLength(MOST_UNPLACED_AN_HOUR);
        const [one] = await reports.list({}, { limit: 1 });
        expect(one).not.toHaveProperty('facility');
      }),
    );

    it(
      'lists the newest first, page by page, by status, kind, place and time of arrival',
      withReports(async (reports) => {
        const all = [
          draft({ asker: 'a' }, 0),
          draft({ asker: 'b', kind: 'gone' }, 1),
          draft({ asker: 'c', facility: { key: 8, id: 'eight' } }, 2),
          draft({ asker: 'd', kind: 'open' }, 3),
        ];
        for (const one of all) await reports.add(one);
        const [a, b, c, d] = all.map((one) => one.id);
        expect(await idsOf(reports)).toEqual([d, c, b, a]);
        const page = await reports.list({}, { limit: 2 });
        expect(page.map((one) => one.id)).toEqual([d, c]);
        const rest = await reports.list({}, { limit: 2, before: page[1]!.number });
        expect(rest.map((one) => one.id)).toEqual([b, a]);
        await reports.resolve(b!, decided);
        expect(await idsOf(reports, { status: 'open' })).toEqual([d, c, a]);
        expect(await idsOf(reports, { status: 'rejected' })).toEqual([b]);
        expect(await idsOf(reports, { kind: 'locked' })).toEqual([c, a]);
        expect(await idsOf(reports, { facility: 8 })).toEqual([c]);
        expect(await idsOf(reports, { since: NOON + 2 * MINUTE })).toEqual([d, c]);
        expect(await idsOf(reports, { kind: 'locked', facility: 7, status: 'open', since: NOON })).toEqual([
          a,
        ]);
      }),
    );

    it(
      'is decided on, and decided anew; the last word stands',
      withReports(async (reports) => {
        const one = draft();
        await reports.add(one);
        expect(await reports.resolve('nobody', decided)).toBeUndefined();
        const first = await reports.resolve(one.id, { ...decided, word: '看过了，开着' });
        expect(first).toMatchObject({
          id: one.id,
          status: 'rejected',
          resolution: { word: '看过了，开着', by: 'office' },
        });
        const second = await reports.resolve(one.id, { ...decided, status: 'accepted' });
        expect(second).toMatchObject({ status: 'accepted', resolution: { ...decided, status: 'accepted' } });
        expect(second!.resolution).not.toHaveProperty('word');
      }),
    );

    it(
      'is followed: what is new and what was decided, in order, each as it is now',
      withReports(async (reports) => {
        expect(await reports.head()).toBe(0);
        const [a, b] = [draft(), draft({ kind: 'broken_service', service: 'wifi' })];
        await reports.add(a);
        await reports.add(b);
        await reports.add(draft({ kind: 'suggestion' }));
        expect(await reports.head()).toBe(3);
        expect(await reports.since(0, 1)).toMatchObject([
          { seq: 1, id: a.id, facility: 7, facilityId: 'seven', kind: 'locked', asker: 'a' },
        ]);
        expect(await reports.since(1, 9)).toMatchObject([
          { seq: 2, id: b.id, service: 'wifi', status: 'open' },
        ]);
        await reports.resolve(a.id, decided);
        expect(await reports.head()).toBe(4);
        expect(await reports.since(3, 9)).toMatchObject([{ seq: 4, id: a.id, status: 'rejected' }]);
        await reports.resolve('nobody', decided);
        expect(await reports.head()).toBe(4);
      }),
    );

    it(
      'forgets notes and askers of what is old, and nothing else',
      withReports(async (reports) => {
        await reports.add(draft({ note: 'old' }, 0));
        await reports.add(draft({ note: 'new', kind: 'gone' }, 10));
        const at = NOON + 5 * MINUTE;
        expect(await reports.forget({ notes: at, askers: at })).toBe(2);
        expect(await reports.forget({ notes: at, askers: at })).toBe(0);
        expect((await reports.list({}, { limit: 9 })).map((one) => one.note)).toEqual(['new', undefined]);
        expect((await reports.since(0, 9)).map((one) => one.asker)).toEqual([undefined, 'a']);
      }),
    );
  });
}
