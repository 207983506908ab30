import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import type { Express } from 'express';
import request, { type Response } from 'supertest';
import type { Change } from '../../src/core/change.js';
import type { Claim } from '../../src/core/facility.js';
import { parseCalendar } from '../../src/core/hours/calendar.js';
import { Judge } from '../../src/core/judge.js';
import { parseReportKinds } from '../../src/core/report-kinds.js';
import { StatusRules, type StatusRows } from '../../src/core/status-rules.js';
import { NO_BASEMAP } from '../../src/core/map-settings.js';
import { Vocabulary, type VocabularyRows } from '../../src/core/vocabulary.js';
import { Finder } from '../../src/finder/finder.js';
import { createApp } from '../../src/http/app.js';
import type { HttpDeps } from '../../src/http/deps.js';
import { judgeEdit } from '../../src/importer/edit.js';
import { Follower } from '../../src/index/follower.js';
import { LiveFollower } from '../../src/live/follower.js';
import { OfferingTable } from '../../src/live/offerings.js';
import { Overrides } from '../../src/live/overrides.js';
import { Reports } from '../../src/live/reports.js';
import { Statuses } from '../../src/live/statuses.js';
import { Keyring } from '../../src/keys/keyring.js';
import { printerOf } from '../../src/print/printer.js';
import { openSqliteStores } from '../../src/store/sqlite/stores.js';
import type { KeyRole } from '../../src/core/key.js';
import { root } from '../root.js';
import { holdAgainstDocument } from './contract.js';

/** 10:00 on a Sunday in Shanghai. */
export const NOW = Date.parse('2026-11-22T02:00:00Z');
/** Changshou Road, where the places of these tests are. */
export const HERE = { lat: 31.241, lon: 121.4265 };

const table = (name: string): Record<string, string>[] =>
  parse(readFileSync(`${root}/data/taxonomy/${name}.csv`), { columns: true, bom: true });
export const vocabulary = new Vocabulary({
  groups: table('groups'),
  categories: table('categories'),
  services: table('services'),
  needs: table('needs'),
  measures: table('measures'),
} as unknown as VocabularyRows);

export const statusRules = new StatusRules(table('status') as unknown as StatusRows);

export const calendar = parseCalendar(JSON.parse(readFileSync(`${root}/data/calendar/cn.json`, 'utf8')));

export const reportKinds = parseReportKinds(table('report-kinds'));
export const judge = new Judge({ calendar, reportKinds, statusRules, categories: vocabulary.categories });

/** A put of one place; `id` is what tests call it by. */
export function place(id: string, lat: number | null, lon: number, rest: Partial<Claim> = {}): Change {
  const position = lat === null ? {} : { position: { lat, lon, precision: 'building' as const } };
  const claim: Claim = {
    name: { zh: `${id}驿站`, en: `${id} station` },
    category: 'relay_station',
    ...position,
    ...rest,
  };
  return { kind: 'put', source: 'test', externalId: id, claim };
}

type Sending = (path: string, body: unknown, headers?: Record<string, string>) => Promise<Response>;

export interface World {
  readonly app: Express;
  readonly deps: HttpDeps;
  /** Lines of the log. */
  readonly lines: { readonly fields: Record<string, unknown>; readonly message: string }[];
  /** Public ids by the name given in `place`. */
  readonly idOf: (name: string) => string;
  readonly apply: (changes: readonly Change[]) => Promise<void>;
  /** Moves the clock. */
  readonly clock: { now: number };
  /** Takes in what was written of live data. */
  readonly refresh: () => Promise<void>;
  readonly close: () => Promise<void>;
  /** A new key, as the header `Authorization` has it. */
  readonly keyOf: (
    role: KeyRole,
    label?: string,
  ) => Promise<{ readonly id: string; readonly Authorization: string }>;
  /** Asks, and holds the answer against openapi.yaml. */
  readonly get: (path: string, headers?: Record<string, string>) => Promise<Response>;
  readonly post: Sending;
  readonly put: Sending;
  readonly patch: Sending;
  /** Without a body. */
  readonly delete: (path: string, headers?: Record<string, string>) => Promise<Response>;
}

/** The real parts around a store in memory. */
export async function world(changes: readonly Change[], over: Partial<HttpDeps> = {}): Promise<World> {
  const stores = openSqliteStores({ path: ':memory:', vocabulary });
  const { facilities: store } = stores;
  const clock = { now: NOW };
  const follower = new Follower(store);
  const live = new LiveFollower({
    statuses: new Statuses(stores.status),
    overrides: new Overrides({ store: stores.overrides, facilities: store, now: () => clock.now }),
    reports: new Reports(stores.reports, { kinds: reportKinds, facilities: store, now: () => clock.now }),
    offerings: new OfferingTable({ store: stores.offerings, facilities: store }),
  });
  const source = { id: 'test', name: 'Tests', licence: 'CC0-1.0', attribution: 'nobody' };
  const names = new Map<string, string>();
  const apply = async (more: readonly Change[]) => {
    await store.apply(more, { source, label: 'test', at: new Date(NOW).toISOString() });
    await follower.refresh();
    for (const card of await store.list({}, 0, 10_000))
      if (card.nameEn) names.set(card.nameEn.split(' ')[0]!, card.id);
  };
  await store.apply(changes, { source, label: 'test', at: new Date(NOW).toISOString() });
  await follower.start();
  await live.start();
  await apply([]);
  const view = () => follower.view;
  const lines: World['lines'] = [];
  const keyring = new Keyring({ keys: stores.keys, now: () => clock.now });
  let ids = 0;
  const keep = (fields: object, message: string) => void lines.push({ fields: { ...fields }, message });
  const deps: HttpDeps = {
    finder: new Finder({ store, view, vocabulary, calendar, live, statusRules, judge }),
    stores,
    judgeEdit: (document) => judgeEdit(document, vocabulary),
    refresh: () => follower.refresh(),
    refreshLive: () => live.refresh(),
    checkKey: (text) => keyring.check(text),
    vocabulary,
    calendar,
    live,
    statusRules,
    reportKinds,
    judge,
    readiness: () => ({ ready: true, checks: { index: { ok: true } } }),
    now: () => clock.now,
    id: () => `fault-${++ids}`,
    log: { info: keep, error: keep },
    assetFolder: `${root}/build/embed`,
    map: { settings: NO_BASEMAP },
    printer: printerOf({
      store,
      vocabulary,
      calendar,
      exceptions: (card) => live.exceptions(card),
      offerings: live.offerings,
      now: () => clock.now,
    }),
    ...over,
  };
  const app = createApp(deps);
  const sending =
    (method: 'post' | 'put' | 'patch'): Sending =>
    async (path, body, headers = {}) => {
      const agent = request(app);
      const sent = agent[method](path).set({ 'Content-Type': 'application/json', ...headers });
      const answer = await sent.send(body as object);
      await holdAgainstDocument(method.toUpperCase(), path, answer);
      return answer;
    };
  return {
    app,
    deps,
    lines,
    clock,
    refresh: () => live.refresh(),
    apply,
    idOf: (name) => {
      const id = names.get(name);
      if (id === undefined) throw new Error(`no place ${name}`);
      return id;
    },
    keyOf: async (role, label = 'test') => {
      const { id, text } = await keyring.create(role, label);
      return { id, Authorization: `Bearer ${text}` };
    },
    close: async () => {
      app.emit('stopping');
      await live.stop();
      await follower.stop();
      await stores.close();
    },
    get: async (path, headers = {}) => {
      const answer = await request(app).get(path).set(headers);
      await holdAgainstDocument('GET', path, answer);
      return answer;
    },
    post: sending('post'),
    put: sending('put'),
    patch: sending('patch'),
    delete: async (path, headers = {}) => {
      const answer = await request(app).delete(path).set(headers);
      await holdAgainstDocument('DELETE', path, answer);
      return answer;
    },
  };
}
