import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import type { MessagePort } from 'node:worker_threads';
import { pino, type Logger } from 'pino';
import { SettingsError, type Database, type Settings } from './config.js';
import { UserError } from './core/errors.js';
import type { ImportReport, ImportRequest } from './core/import.js';
import type { KeyStore } from './core/key.js';
import type { TargetedCard } from './core/override-targets.js';
import type { Placer } from './core/placing.js';
import { NO_BASEMAP, parseMapSettings, type MapSettings } from './core/map-settings.js';
import type { FacilityStore } from './core/store.js';
import type { Stores } from './core/stores.js';
import { parseCalendar, type HoursCalendar } from './core/hours/calendar.js';
import { remembered } from './core/remember.js';
import { hoursOfText } from './core/hours/hours-of-text.js';
import { Judge } from './core/judge.js';
import type { Paper, Printer } from './core/paper.js';
import { longestMattering, parseReportKinds, type ReportKinds } from './core/report-kinds.js';
import type { AuditStore } from './core/audit.js';
import type { OverrideStore, OverrideTarget } from './core/override.js';
import type { StatusStore } from './core/status.js';
import { StatusRules, type StatusRows } from './core/status-rules.js';
import { Vocabulary, type VocabularyRows } from './core/vocabulary.js';
import { parseFeeds, type Feed } from './feeds/feed-file.js';
import { Feeds, feedsInWords } from './feeds/feeds.js';
import type { FeedHealth } from './feeds/poller.js';
import { Finder } from './finder/finder.js';
import { judgeOverride, type SaidOverride } from './finder/judge-override.js';
import { countMatching } from './finder/matching.js';
import { byGeocoder } from './geocode/by-geocoder.js';
import { byStreet } from './geocode/by-street.js';
import { openGeocoder } from './geocode/open-geocoder.js';
import { createApp } from './http/app.js';
import { Askers, type DayKey } from './http/asker.js';
import type { HttpDeps, Readiness } from './http/deps.js';
import { startServer, urlOf } from './http/server.js';
import { bucketMemory, SharedBuckets } from './http/shared-buckets.js';
import { parseDemo, parseDemoStatus } from './importer/demo.js';
import { judgeEdit } from './importer/edit.js';
import { loadDemoOfferings as putDemoOfferings } from './importer/offerings/demo.js';
import { importFile } from './importer/importer.js';
import { learnSource } from './importer/learn.js';
import { checkSourceId } from './importer/plan.js';
import { parseCsvTable } from './importer/readers/csv-table.js';
import { loadOsmTags, loadServiceWords, loadSourceFile, sourcePath } from './importer/shipped.js';
import { Follower, type FollowerOptions, type SharedBase } from './index/follower.js';
import { Keyring } from './keys/keyring.js';
import { LiveFollower } from './live/follower.js';
import { OfferingTable } from './live/offerings.js';
import { Overrides } from './live/overrides.js';
import { Reports } from './live/reports.js';
import { Statuses } from './live/statuses.js';
import { pdfOf } from './print/pdf.js';
import { printerOf } from './print/printer.js';
import { openSqliteStores } from './store/sqlite/stores.js';
import { Board, type ThreadState } from './workers/board.js';
import { DOWN, Pool, UP, type Place } from './workers/pool.js';
import { borrow, openPort, type Port } from './workers/port.js';

/** The folder of the package, whether the code runs from build/ or is installed. */
export const PACKAGE_FOLDER = fileURLToPath(new URL('../..', import.meta.url));

/** Path of a file that is shipped with the package. */
export function shipped(path: string): string {
  return `${PACKAGE_FOLDER}data/${path}`;
}

/** Reads the words of the field from `data/taxonomy`. @throws Error that names the file and the row at fault */
export async function loadVocabulary(): Promise<Vocabulary> {
  const table = async (name: string) =>
    parseCsvTable(await readFile(shipped(`taxonomy/${name}.csv`), 'utf8'));
  const [groups, categories, services, needs, measures] = await Promise.all(
    ['groups', 'categories', 'services', 'needs', 'measures'].map(table),
  );
  return new Vocabulary({ groups, categories, services, needs, measures } as unknown as VocabularyRows);
}

/** Reads how live status is judged from `data/taxonomy/status.csv`. @throws Error that names the row at fault */
export async function loadStatusRules(): Promise<StatusRules> {
  return new StatusRules(
    parseCsvTable(await readFile(shipped('taxonomy/status.csv'), 'utf8')) as unknown as StatusRows,
  );
}

/** Reads what reports weigh from `data/taxonomy/report-kinds.csv`. @throws Error that names the row at fault */
export async function loadReportKinds(): Promise<ReportKinds> {
  return parseReportKinds(parseCsvTable(await readFile(shipped('taxonomy/report-kinds.csv'), 'utf8')));
}

/**
 * Reads the calendar of workdays and holidays.
 * @param path a file that takes the place of the shipped one
 * @throws UserError `invalid-file` for a file that cannot be read or is no calendar
 */
export async function loadCalendar(path = shipped('calendar/cn.json')): Promise<HoursCalendar> {
  try {
    return parseCalendar(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    throw new UserError('invalid-file', `The calendar ${path} cannot be used: ${String(error)}`);
  }
}

/**
 * Reads which feeds are polled.
 * @throws UserError `invalid-file` for a file that cannot be read, or is no list of feeds
 */
export async function loadFeeds(path: string): Promise<readonly Feed[]> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new UserError('invalid-file', `The feeds' file ${path} cannot be read: ${String(error)}`);
  });
  return parseFeeds(text, path, process.env);
}

/** The map an operator chose, and the streets drawn on it as GeoJSON text. */
interface ChosenMap {
  readonly settings: MapSettings;
  readonly streets?: string;
}

const MOST_STREETS = 20_000_000;

/**
 * Reads what lies under the places on maps.
 * @throws UserError `invalid-file` for a file that cannot be read or does not say it rightly
 */
export async function loadMap(path: string | undefined): Promise<ChosenMap> {
  if (path === undefined) return { settings: NO_BASEMAP };
  try {
    const settings = parseMapSettings(JSON.parse(await readFile(path, 'utf8')));
    const { streets } = settings.basemap;
    if (streets === undefined) return { settings };
    const text = await readFile(resolve(dirname(path), streets), 'utf8');
    if (text.length > MOST_STREETS) throw new Error(`${streets} has more than ${MOST_STREETS} characters`);
    if ((JSON.parse(text) as { type?: unknown }).type !== 'FeatureCollection')
      throw new Error(`${streets} is no GeoJSON FeatureCollection`);
    return { settings, streets: text };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UserError('invalid-file', `The map's file ${path} cannot be used: ${why}`);
  }
}

function feedsInto(status: StatusStore, feeds: readonly Feed[], onPoll: (health: FeedHealth) => void): Feeds {
  return new Feeds(feeds, { store: status, fetch, now: Date.now, chance: Math.random, onPoll });
}

/**
 * Polls the feeds the settings name, once or until it shall stop.
 * @throws UserError where there are none
 */
export async function pollFeeds(
  { database, feedsFile }: Settings,
  {
    once,
    onPoll,
    stopped,
  }: {
    readonly once: boolean;
    readonly onPoll: (health: FeedHealth) => void;
    readonly stopped: Promise<unknown>;
  },
): Promise<void> {
  if (feedsFile === undefined) {
    throw new UserError('invalid-file', 'FEEDS_FILE is not set: it names the file that lists the feeds.');
  }
  const list = await loadFeeds(feedsFile);
  await withStores(database, async ({ status }) => {
    const feeds = feedsInto(status, list, onPoll);
    const end = stopped.then(() => feeds.stop());
    if (once) await feeds.pollOnce();
    else await untilEnded(feeds, end);
  });
}

/** Lets the feeds run. Their timers keep no process alive, so that a server can end; here one has to. */
async function untilEnded(feeds: Feeds, end: Promise<void>): Promise<void> {
  const alive = setInterval(() => undefined, 60_000);
  feeds.start();
  await end;
  clearInterval(alive);
}

/**
 * Opens what the settings name.
 * @param answering true: for a process that answers questions, which writing must not hold up
 * @throws UserError when it cannot be opened
 */
export function openStores({ path }: Database, vocabulary: Vocabulary, answering = false): Stores {
  return openSqliteStores({ path, vocabulary, statusThread: answering });
}

/** The same where only facilities matter; closing them closes all. */
export function openStore(database: Database, vocabulary: Vocabulary): FacilityStore {
  return openStores(database, vocabulary).facilities;
}

/**
 * Puts the demo quarter into a store that has never had a facility.
 * @param at instant, ISO 8601 in UTC
 */
export async function loadDemo(store: FacilityStore, at: string): Promise<void> {
  if ((await store.head()) > 0) return;
  const quarter: unknown = JSON.parse(await readFile(shipped('demo/changshou-road.geojson'), 'utf8'));
  for (const { source, changes } of parseDemo(quarter)) {
    await store.apply(changes, { source, label: 'demo quarter', at });
  }
}

/**
 * Makes up live status for made-up places of the demo quarter, so that there is some to see. In twenty minutes nobody
 * knows any more, which is the truth of live status.
 * @param now milliseconds since 1970
 */
export async function loadDemoStatus(status: StatusStore, now: number): Promise<void> {
  const made: unknown = JSON.parse(await readFile(shipped('demo/status.json'), 'utf8'));
  await status.put(parseDemoStatus(made, now));
}

/**
 * Puts hotlines, programmes, events and offers beside the places of the demo quarter, dated from the day of loading on.
 * @param now milliseconds since 1970
 */
export async function loadDemoOfferings(stores: Stores, vocabulary: Vocabulary, now: number): Promise<void> {
  if (!(await stores.facilities.record('demo-illustrative', 'station-changshou-party'))) return;
  const made: unknown = JSON.parse(await readFile(shipped('demo/offerings.json'), 'utf8'));
  await putDemoOfferings(made, { stores, vocabulary, now });
}

/** The importer with everything it needs but the file. */
export async function importerInto(
  store: FacilityStore,
  vocabulary: Vocabulary,
): Promise<(request: ImportRequest) => Promise<ImportReport>> {
  const data = shipped('');
  const serviceWords = await loadServiceWords(data, vocabulary);
  const osmTags = await loadOsmTags(data, vocabulary);
  const sourceFile = (id: string) => loadSourceFile(data, id);
  const now = () => new Date().toISOString();
  const readHours = remembered((text) => hoursOfText(text).hours);
  const parts = { store, vocabulary, serviceWords, osmTags, sourceFile, readHours, now };
  return (request) => importFile(request, parts);
}

/** Makes and checks keys. @param now milliseconds since 1970 */
export function keyringOn(keys: KeyStore, now: () => number, onError?: (error: unknown) => void): Keyring {
  return new Keyring({ keys, now, ...(onError && { onError }) });
}

/** Whether there is a source file for the publisher. */
export function knowsSource(id: string): boolean {
  return existsSync(sourcePath(shipped(''), id));
}

/**
 * Writes the source file guessed from a file, for a person to edit.
 * @returns where it was written
 * @throws UserError `conflict` when there is one already, `invalid-parameter` for what is not an id
 */
export async function learn(id: string, request: ImportRequest): Promise<string> {
  checkSourceId('learn', id);
  const path = sourcePath(shipped(''), id);
  if (existsSync(path)) {
    throw new UserError('conflict', `${path} is there already; remove it first, or choose another id.`);
  }
  const source = await learnSource(id, request, await loadVocabulary());
  await writeFile(path, `${JSON.stringify(source, null, 2)}\n`);
  return `Written: ${path}`;
}

/**
 * Opens what the settings name for as long as the work takes.
 * @param create makes the store where there is none; without it a path that was mistyped is told, not made
 * @throws UserError `unavailable` where there is no store, or it cannot be opened
 */
export async function withStores<T>(
  database: Database,
  work: (stores: Stores, vocabulary: Vocabulary) => Promise<T>,
  { create = false } = {},
): Promise<T> {
  const { path } = database;
  if (!create && path !== ':memory:' && !existsSync(path)) {
    throw new UserError(
      'unavailable',
      `There is no store at ${path}. DATABASE_URL says where it is; an import makes a new one.`,
    );
  }
  const vocabulary = await loadVocabulary();
  const stores = openStores(database, vocabulary);
  try {
    return await work(stores, vocabulary);
  } finally {
    await stores.close();
  }
}

/** What works with dated exceptions at the command line. */
export interface OverrideDesk {
  readonly store: OverrideStore;
  readonly audit: AuditStore;
  readonly judge: (said: SaidOverride) => ReturnType<typeof judgeOverride>;
}

/** The same for work on dated exceptions. */
export function withOverrides<T>(database: Database, work: (desk: OverrideDesk) => Promise<T>): Promise<T> {
  return withStores(database, (stores, vocabulary) => {
    const { facilities, overrides, audit } = stores;
    const matching = (target: OverrideTarget) => countMatching(target, { store: facilities, vocabulary });
    const parts = { stores, vocabulary, matching, now: Date.now };
    return work({ store: overrides, audit, judge: (said) => judgeOverride(said, parts) });
  });
}

/** The same for work on facilities only. */
export function withStore<T>(
  database: Database,
  work: (store: FacilityStore, vocabulary: Vocabulary) => Promise<T>,
  options: { readonly create?: boolean } = {},
): Promise<T> {
  return withStores(database, ({ facilities }, vocabulary) => work(facilities, vocabulary), options);
}

/** Imports one file into the store the settings name, and closes it again. A dry run makes no store. */
export async function importOnce(database: Database, request: ImportRequest): Promise<ImportReport> {
  const work = async (store: FacilityStore, vocabulary: Vocabulary) =>
    (await importerInto(store, vocabulary))(request);
  const { path } = database;
  if (!request.dryRun || path === ':memory:' || existsSync(path))
    return withStore(database, work, { create: true });
  // On disk and not in memory: a dry run stages as many rows as an import does.
  const folder = await mkdtemp(join(tmpdir(), 'yizhan-dry-run-'));
  try {
    return await withStore({ ...database, path: join(folder, 'store.db') }, work, { create: true });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Ways to find positions for places that have none: by known house numbers, or by asking a service. */
export const PLACERS = ['street', 'nominatim', 'amap'] as const;

/**
 * One of these ways, for the store that is open.
 * @throws SettingsError where a setting is missing that the service wants
 */
export async function placerFor(
  how: (typeof PLACERS)[number],
  store: FacilityStore,
  { geocoder, database }: Settings,
): Promise<Placer> {
  if (how === 'street') return byStreet(store);
  if (how === 'amap' && geocoder.key === undefined)
    throw new SettingsError(
      'GEOCODER_KEY is not set: Amap wants a key of the type "Web 服务" (lbs.amap.com)',
    );
  if (how === 'nominatim' && geocoder.url === undefined && geocoder.contact === undefined)
    throw new SettingsError(
      'GEOCODER_CONTACT is not set: the public Nominatim wants to know whom to write to. Name an e-mail address, or your own service in GEOCODER_URL',
    );
  const { version } = JSON.parse(await readFile(`${PACKAGE_FOLDER}package.json`, 'utf8')) as {
    version: string;
  };
  const beside = database.path === ':memory:' ? undefined : `${database.path}.geocoded.ndjson`;
  const clock = {
    now: Date.now,
    sleep: (milliseconds: number, signal?: AbortSignal) =>
      sleep(milliseconds, undefined, signal ? { signal } : {}),
  };
  const product = `Yizhan/${version}`;
  return byGeocoder(await openGeocoder(how, { cache: beside, ...geocoder, product, fetch, clock }));
}

/**
 * Makes one handbook or poster of what is in the store the settings name.
 * @throws UserError as `Printer` does, and where there is no store
 */
export async function printOnce(
  { database, calendarFile, mapFile }: Settings,
  work: (printer: Printer) => Promise<Paper>,
): Promise<Paper> {
  const [calendar, map] = await Promise.all([loadCalendar(calendarFile), loadMap(mapFile)]);
  return withStores(database, async ({ facilities: store, ...kept }, vocabulary) => {
    const overrides = new Overrides({ store: kept.overrides, facilities: store, now: Date.now });
    const offerings = new OfferingTable(kept.offerings);
    await Promise.all([overrides.look(), offerings.look()]);
    const hotlines = () => offerings.all('hotline');
    const exceptions = (card: TargetedCard) => overrides.of(card);
    return work(
      printerOf({ store, vocabulary, calendar, exceptions, hotlines, streets: map.streets, now: Date.now }),
    );
  });
}

/** A page as PDF. @throws UserError `unavailable` where no Chromium can make one */
export function pdfOfPage(page: string, { chromium }: Settings): Promise<Buffer> {
  return pdfOf(page, { chromium, env: process.env });
}

/** A running service. */
export interface Service {
  readonly url: string;
  readonly facilities: number;
  /** Takes no more requests, lets those under way finish, and closes the store. */
  close(): Promise<void>;
}

/**
 * Loads everything, then listens: a service that answers, answers truly.
 * @throws UserError when the store cannot be opened; what `listen` fails with, such as EADDRINUSE
 */
export async function startService(settings: Settings, { demo = false } = {}): Promise<Service> {
  const log = logOf(settings);
  const feeds = settings.feedsFile === undefined ? [] : await loadFeeds(settings.feedsFile);
  return threadsOf(settings) > 1
    ? startThreads(settings, { demo, log, feeds })
    : startAlone(settings, { demo, log, feeds });
}

interface Start {
  readonly demo: boolean;
  readonly log: Logger;
  readonly feeds: readonly Feed[];
}

function logOf({ logLevel }: Settings): Logger {
  return pino({ level: logLevel }, pino.destination({ dest: 2, sync: true }));
}

/** How many threads answer. A store in memory is one thread's alone. */
function threadsOf({ workers, database }: Settings): number {
  if (workers === 'auto') return database.path === ':memory:' ? 1 : availableParallelism();
  return workers;
}

/** One thread does everything. */
async function startAlone(settings: Settings, { demo, log, feeds: list }: Start): Promise<Service> {
  const answering = await openAnswering(settings, log);
  const { stores, follower } = answering;
  const errands = { settings, log, kinds: answering.reportKinds, feeds: list };
  const { feeds, stop: stopErrands } = beginErrands(stores, errands);
  const stop = async () => {
    await stopErrands();
    await answering.stop();
  };
  try {
    if (demo) await loadDemoInto(stores, answering.vocabulary);
    await answering.start();
    const readiness = () => readinessOf(answering, feeds.health);
    const app = appOn(answering, { settings, log, readiness });
    const { host, port, stopTimeout: patience } = settings;
    const { url, close } = await startServer(app, { host, port, patience });
    feeds.start();
    const closeAll = async () => {
      await close();
      await stop();
    };
    return { url, facilities: follower.status.size, close: closeAll };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Milliseconds between two times a thread tells the others how it is. */
const TELL = 500;
/** Milliseconds beyond the patience of a stop in which a thread closes what it has open. */
const CLOSING = 5_000;

/** What a thread begins with. */
interface ThreadSetup {
  readonly settings: Settings;
  /** Descriptor of the port, to be borrowed. */
  readonly port: number;
  /** Taken out when it is swapped in: what a thread began with lives as long as the thread, an old base shall not. */
  base?: SharedBase;
  readonly buckets: SharedArrayBuffer;
  readonly asking: DayKey;
  readonly feeds: readonly FeedHealth[];
}

/** What a thread is told. */
type Tidings = { readonly base: SharedBase } | { readonly feeds: readonly FeedHealth[] } | typeof DOWN;

/** What a thread asks for: a base later than this sequence. */
interface BaseWanted {
  readonly later: number;
}

/**
 * Several threads answer on one port; this one loads the base of the index, which they share, runs the errands and keeps
 * the threads alive.
 */
async function startThreads(settings: Settings, { demo, log, feeds: list }: Start): Promise<Service> {
  const size = threadsOf(settings);
  const [vocabulary, kinds] = await Promise.all([loadVocabulary(), loadReportKinds()]);
  const stores = openStores(settings.database, vocabulary);
  const follower = followerOn(stores, { settings, log }, { onBase: (base) => pool.post({ base }) });
  const onPoll = () => pool.post({ feeds: feeds.health });
  const { feeds, stop: stopErrands } = beginErrands(stores, { settings, log, kinds, feeds: list, onPoll });
  const askers = new Askers();
  const buckets = bucketMemory();
  let port: Port | undefined;
  const pool = new Pool({
    size,
    script: new URL('./thread.js', import.meta.url),
    setup: (): ThreadSetup => ({
      settings,
      port: port!.fd,
      base: follower.base!,
      buckets,
      asking: askers.keyOf(Date.now()),
      feeds: feeds.health,
    }),
    onMessage: (message) => void follower.rebuild((message as BaseWanted).later),
    onLoss: ({ thread, error, again }) =>
      log.error({ thread: thread + 1, err: error, again }, 'a thread ended; another one takes its place'),
  });
  const telling = setInterval(() => {
    pool.board.tell(size, follower.status.state);
    askers.keyOf(Date.now()); // no key is kept beyond its day
  }, TELL);
  const stop = async () => {
    port?.close();
    await pool.stop(settings.stopTimeout + CLOSING);
    clearInterval(telling);
    await stopErrands();
    await follower.stop();
    await stores.close();
  };
  try {
    if (demo) await loadDemoInto(stores, vocabulary);
    await follower.start();
    pool.board.tell(size, 'ready');
    port = await openPort(settings.host, settings.port);
    await pool.start();
    feeds.start();
    return { url: urlOf(port.address), facilities: follower.status.size, close: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What a thread that answers does, from its start to its end; see thread.ts. */
export async function serveInThread(given: unknown, parent: MessagePort): Promise<void> {
  const begin = given as ThreadSetup & Place;
  const { settings, thread } = begin;
  const log = logOf(settings).child({ thread: thread + 1 });
  const board = new Board(begin.board);
  const askBase = (later: number) => parent.postMessage({ later } satisfies BaseWanted);
  const answering = await openAnswering(settings, log, { askBase });
  const tell = () => board.tell(thread, stateOf(answering));
  const telling = setInterval(tell, TELL);
  await answering.start(begin.base);
  delete begin.base;
  let { feeds } = begin;
  const app = appOn(answering, {
    settings,
    log,
    readiness: () => withThreads(readinessOf(answering, feeds), board),
    buckets: new SharedBuckets(begin.buckets, () => Number(process.hrtime.bigint()) / 1e6),
    askers: new Askers(begin.asking),
  });
  const { close } = await startServer(app, {
    ...settings,
    patience: settings.stopTimeout,
    handle: await borrow(begin.port),
    onRequest: () => board.countRequest(thread),
  });
  parent.on('message', async (tidings: Tidings) => {
    if (tidings !== DOWN) {
      if ('base' in tidings) await answering.follower.take(tidings.base);
      else ({ feeds } = tidings);
      return;
    }
    await close();
    clearInterval(telling);
    await answering.stop();
    parent.close();
  });
  tell();
  parent.postMessage(UP);
}

/** What answers are made from: the same where one thread answers and in each of several. */
async function openAnswering(settings: Settings, log: Logger, options: FollowerOptions = {}) {
  const [vocabulary, calendar, statusRules, reportKinds, map] = await Promise.all([
    loadVocabulary(),
    loadCalendar(settings.calendarFile),
    loadStatusRules(),
    loadReportKinds(),
    loadMap(settings.mapFile),
  ]);
  const { categories } = vocabulary;
  const judge = new Judge({ calendar, reportKinds, statusRules, categories });
  const stores = openStores(settings.database, vocabulary, true);
  const { facilities: store } = stores;
  const follower = followerOn(stores, { settings, log }, options);
  const live = new LiveFollower(
    {
      statuses: new Statuses(stores.status),
      overrides: new Overrides({ store: stores.overrides, facilities: store, now: Date.now }),
      reports: new Reports(stores.reports, { kinds: reportKinds, facilities: store, now: Date.now }),
      offerings: new OfferingTable(stores.offerings),
    },
    {
      interval: settings.followInterval,
      onError: (error) =>
        log.error({ err: error }, 'the live data could not be followed; it stays as it was, and ages'),
    },
  );
  const keyring = keyringOn(stores.keys, Date.now, (error) =>
    log.error({ err: error }, 'the use of a key could not be noted'),
  );
  const start = async (base?: SharedBase) => {
    await follower.start(base);
    await live.start();
  };
  const stop = async () => {
    await live.stop();
    await follower.stop();
    await stores.close();
  };
  const words = { vocabulary, calendar, statusRules, reportKinds, judge, map };
  return { ...words, stores, follower, live, keyring, start, stop };
}

type Answering = Awaited<ReturnType<typeof openAnswering>>;

function followerOn(
  { facilities }: Stores,
  { settings, log }: { readonly settings: Settings; readonly log: Logger },
  options: FollowerOptions,
): Follower {
  return new Follower(facilities, {
    interval: settings.followInterval,
    onError: (error) =>
      log.error({ err: error }, 'the data could not be followed; the index stays as it was'),
    ...options,
  });
}

interface Surroundings extends Pick<HttpDeps, 'readiness' | 'buckets' | 'askers'> {
  readonly settings: Settings;
  readonly log: Logger;
}

function appOn(answering: Answering, { settings, log, readiness, buckets, askers }: Surroundings) {
  const { vocabulary, calendar, statusRules, reportKinds, judge, map } = answering;
  const { stores, follower, live, keyring } = answering;
  const { facilities: store } = stores;
  return createApp({
    finder: new Finder({
      store,
      vocabulary,
      calendar,
      live,
      statusRules,
      judge,
      view: () => follower.view,
    }),
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
    readiness,
    ...(buckets && { buckets }),
    ...(askers && { askers }),
    ...(settings.rateLimit && { limits: settings.rateLimit }),
    printer: printerOf({
      store,
      vocabulary,
      calendar,
      exceptions: (card) => live.exceptions(card),
      hotlines: () => live.offerings.all('hotline'),
      streets: map.streets,
      now: Date.now,
    }),
    settings: {
      proxies: settings.trustProxy,
      ...(settings.publicUrl !== undefined && { publicUrl: settings.publicUrl }),
    },
    now: Date.now,
    id: randomUUID,
    log,
    assetFolder: `${PACKAGE_FOLDER}build/embed`,
    map,
  });
}

async function loadDemoInto(stores: Stores, vocabulary: Vocabulary): Promise<void> {
  await loadDemo(stores.facilities, new Date().toISOString());
  await loadDemoStatus(stores.status, Date.now());
  await loadDemoOfferings(stores, vocabulary, Date.now());
}

interface Errands {
  readonly settings: Settings;
  readonly log: Logger;
  readonly kinds: ReportKinds;
  readonly feeds: readonly Feed[];
  /** Told after each poll of a feed. */
  readonly onPoll?: () => void;
}

/** What is done once, however many threads answer. Feeds are polled when they are started. */
function beginErrands(stores: Stores, { settings, log, kinds, feeds: list, onPoll }: Errands) {
  const forget = forgetOld(stores, { settings, reportKinds: kinds, log });
  const feeds = feedsInto(stores.status, list, (health) => {
    logFeed(health, log);
    onPoll?.();
  });
  const stop = async () => {
    clearInterval(forget);
    await feeds.stop();
  };
  return { feeds, stop };
}

const DAY = 86_400_000;

/**
 * Forgets what is kept for a time only, now and every day: entries of the audit log, notes of reports, and the askers'
 * tags as soon as no report counts any more. Before that, forgetting them would make many people of one.
 */
function forgetOld({ audit, reports }: Stores, { settings, reportKinds, log }: Forgetting): NodeJS.Timeout {
  const tell = (what: string) => (error: unknown) =>
    log.error({ err: error }, `${what} could not be removed`);
  const forget = () => {
    const now = Date.now();
    const before = new Date(now - settings.auditDays * DAY).toISOString();
    audit.prune(before).catch(tell('old entries of the audit log'));
    const notes = now - settings.reportNotesDays * DAY;
    // A report may tell of the day before it came.
    const askers = now - longestMattering(reportKinds) - DAY;
    reports.forget({ notes, askers }).catch(tell('old notes of reports'));
  };
  forget();
  return setInterval(forget, DAY).unref();
}

interface Forgetting {
  readonly settings: Settings;
  readonly reportKinds: ReportKinds;
  readonly log: Logger;
}

/** A feed that fails is told of ever more seldom: the first time, the second, the fourth, … */
function logFeed(health: FeedHealth, log: Logger): void {
  const { failures } = health;
  if (failures > 0 && Number.isInteger(Math.log2(failures))) {
    log.error({ feed: health }, 'a feed of live status could not be read; what it said last ages');
  }
}

type Followers = Pick<Answering, 'follower' | 'live'>;

/** A feed that fails does not stop true answers: what it said ages. So it is told, but counts for nothing. */
function readinessOf({ follower, live }: Followers, feeds: readonly FeedHealth[]): Readiness {
  const { state, seq, size } = follower.status;
  const detail = `${state}, ${size} places, change ${seq}`;
  const index = { ok: state === 'ready', detail };
  const checks = { index, live: liveCheck(live) };
  const ready = Object.values(checks).every((check) => check.ok);
  return feeds.length === 0
    ? { ready, checks }
    : { ready, checks: { ...checks, feeds: feedsInWords(feeds, Date.now()) } };
}

function stateOf({ follower, live }: Followers): ThreadState {
  const states = [follower.status.state, live.state.state];
  return (['failing', 'starting'] as const).find((state) => states.includes(state)) ?? 'ready';
}

/** No better than the worst of all threads: whoever asks next may come to any of them. */
function withThreads({ ready, checks }: Readiness, board: Board): Readiness {
  const numbers = Array.from({ length: board.size }, (_, i) => i);
  const words = numbers.map((i) =>
    i === board.size - 1
      ? `loading ${board.stateOf(i)}`
      : `thread ${i + 1} ${board.stateOf(i)}, ${board.requestsOf(i)} requests`,
  );
  const ok = numbers.every((i) => board.stateOf(i) === 'ready');
  return { ready: ready && ok, checks: { ...checks, threads: { ok, detail: words.join('; ') } } };
}

function liveCheck({ state: { state, sizes } }: LiveFollower): { ok: boolean; detail: string } {
  const counted = Object.entries(sizes).map(([name, size]) => `${size} ${name}`);
  return { ok: state === 'ready', detail: [state, ...counted].join(', ') };
}
