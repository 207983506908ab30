import type { Logger } from 'pino';
import type { Settings } from '../config.js';
import type { HoursCalendar } from '../core/hours/calendar.js';
import { Judge } from '../core/judge.js';
import type { Stores } from '../core/stores.js';
import { Grid } from '../core/tile.js';
import { EVERYTHING } from '../core/traits.js';
import { Follower, type FollowerOptions, type SharedBase } from '../index/follower.js';
import { LiveFollower } from '../live/follower.js';
import { OfferingTable } from '../live/offerings.js';
import { Overrides } from '../live/overrides.js';
import { Reports } from '../live/reports.js';
import { Statuses } from '../live/statuses.js';
import { indexThreads } from './index-threads.js';
import { keyringOn } from './keyring.js';
import { loadMap } from './map.js';
import { loadCalendar, loadReportKinds, loadStatusRules, loadVocabulary } from './reference.js';
import { openStores } from './stores.js';

/** What answers are made from: the same where one thread answers and in each of several. */
export async function openAnswering(settings: Settings, log: Logger, options: FollowerOptions = {}) {
  const [vocabulary, calendar, statusRules, reportKinds, map] = await Promise.all([
    loadVocabulary(),
    loadCalendar(settings.calendarFile),
    loadStatusRules(),
    loadReportKinds(),
    loadMap(settings.mapFile),
  ]);
  const { categories } = vocabulary;
  const judge = new Judge({ calendar, reportKinds, statusRules, categories });
  const stores = openStores(settings.database, vocabulary, { answering: true });
  const { facilities: store } = stores;
  const follower = followerOn(stores, { settings, log }, options);
  const live = new LiveFollower(
    {
      statuses: new Statuses(stores.status),
      overrides: new Overrides({ store: stores.overrides, facilities: store, now: Date.now }),
      reports: new Reports(stores.reports, { kinds: reportKinds, facilities: store, now: Date.now }),
      offerings: new OfferingTable({ store: stores.offerings, facilities: store }),
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
    countAll(follower, calendar);
  };
  const stop = async () => {
    await live.stop();
    await follower.stop();
    await stores.close();
  };
  const words = { vocabulary, calendar, statusRules, reportKinds, judge, map };
  return { ...words, stores, follower, live, keyring, start, stop };
}

export type Answering = Awaited<ReturnType<typeof openAnswering>>;

/** Counts the nation once, so that nobody who asks for a map waits until it is. */
function countAll({ view: { index, hours } }: Follower, calendar: HoursCalendar): void {
  const states = hours.states({ at: Date.now() }, calendar);
  index.cells({ grid: new Grid({ zoom: 0, x: 0, y: 0 }, 8), filter: EVERYTHING, states });
}

/** The follower of the store's places; it is started by whoever has it. */
export function followerOn(
  { facilities }: Stores,
  { settings, log }: { readonly settings: Settings; readonly log: Logger },
  options: FollowerOptions,
): Follower {
  return new Follower(facilities, {
    interval: settings.followInterval,
    ...indexThreads(settings.database),
    onError: (error) =>
      log.error({ err: error }, 'the data could not be followed; the index stays as it was'),
    ...options,
  });
}
