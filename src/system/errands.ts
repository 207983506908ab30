import type { Logger } from 'pino';
import type { Settings } from '../config.js';
import { longestMattering, type ReportKinds } from '../core/report-kinds.js';
import type { Stores } from '../core/stores.js';
import type { Feed } from '../feeds/feed-file.js';
import type { FeedHealth } from '../feeds/poller.js';
import { feedsInto } from './feeds.js';

interface Errands {
  readonly settings: Settings;
  readonly log: Logger;
  readonly kinds: ReportKinds;
  readonly feeds: readonly Feed[];
  /** Told after each poll of a feed. */
  readonly onPoll?: () => void;
}

/** What is done once, however many threads answer. Feeds are polled when they are started. */
export function beginErrands(stores: Stores, { settings, log, kinds, feeds: list, onPoll }: Errands) {
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
