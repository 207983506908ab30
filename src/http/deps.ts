import type { HoursCalendar } from '../core/hours/calendar.js';
import type { JudgeEdit } from '../core/edit.js';
import type { CheckKey } from '../core/key.js';
import type { Live } from '../core/live.js';
import type { Printer } from '../core/paper.js';
import type { MapSettings } from '../core/map-settings.js';
import type { StatusRules } from '../core/status-rules.js';
import type { Stores } from '../core/stores.js';
import type { Judge } from '../core/judge.js';
import type { ReportKinds } from '../core/report-kinds.js';
import type { Vocabulary } from '../core/vocabulary.js';
import type { Finder } from '../finder/finder.js';
import type { Assets } from './assets.js';
import type { Askers } from './asker.js';
import type { Buckets } from './buckets.js';
import type { ChangeStreams } from './change-streams.js';
import type { RateLimiter, RateLimits } from './rate-limit.js';
import type { Slots } from './slots.js';

/** Whether answers can be given, and what is wrong where they cannot. */
export interface Readiness {
  readonly ready: boolean;
  /** One entry for each part that must work, in words for an operator. */
  readonly checks: Readonly<Record<string, { readonly ok: boolean; readonly detail?: string }>>;
}

/** What HTTP needs of a log: pino's loggers have it. */
export interface Log {
  info(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface HttpSettings {
  /** Most event streams at a time. */
  readonly maxStreams: number;
  /** Milliseconds between two signs of life on a stream. */
  readonly heartbeat: number;
  /** Milliseconds between two looks for changes while there are streams. */
  readonly streamPoll: number;
  /** Most batches of questions that are answered at a time. */
  readonly maxBatches: number;
  /** Proxies in front of this server that add to `X-Forwarded-For`. */
  readonly proxies: number;
  /** Handbooks and posters that are made at a time. */
  readonly maxPapers: number;
  /** Where riders reach the service; absent: as whoever asks reached it. */
  readonly publicUrl?: string;
}

export const DEFAULT_SETTINGS: HttpSettings = {
  maxStreams: 200,
  heartbeat: 15_000,
  streamPoll: 500,
  maxBatches: 4,
  proxies: 0,
  maxPapers: 2,
};

/** Everything HTTP stands on. */
export interface HttpDeps {
  readonly finder: Finder;
  readonly stores: Stores;
  /** Tells whose key somebody sends. */
  readonly checkKey: CheckKey;
  /** What an editor sends, by the rules of the import. */
  readonly judgeEdit: JudgeEdit;
  /** Resolves when answers are made from all that is committed. */
  readonly refresh: () => Promise<void>;
  /** Resolves when answers know of all live data that is committed: who writes some finds it in his next answer. */
  readonly refreshLive: () => Promise<void>;
  readonly vocabulary: Vocabulary;
  readonly calendar: HoursCalendar;
  readonly live: Live;
  readonly statusRules: StatusRules;
  readonly reportKinds: ReportKinds;
  /** Says of a place whether going there will help. */
  readonly judge: Judge;
  readonly readiness: () => Readiness | Promise<Readiness>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** A new id for a fault, so that a report and a log line can be brought together. */
  readonly id: () => string;
  readonly log: Log;
  /** The folder of the files that browsers load (`build/embed`). */
  readonly assetFolder: string;
  /** Requests a minute for each asker; absent: any number. */
  readonly limits?: RateLimits;
  /** What the askers' requests are counted in, where several threads answer; absent: this one's own. */
  readonly buckets?: Buckets;
  /** The same of what tells two strangers apart who report. */
  readonly askers?: Askers;
  /** The map the operator chose, and streets drawn on it as GeoJSON text. */
  readonly map: { readonly settings: MapSettings; readonly streets?: string };
  /** Puts places on paper. */
  readonly printer: Printer;
  readonly settings?: Partial<HttpSettings>;
}

/** What routes are given: the same, and what the application keeps while it runs. */
export interface AppDeps extends HttpDeps {
  readonly settings: HttpSettings;
  readonly streams: ChangeStreams;
  readonly batches: Slots;
  readonly papers: Slots;
  readonly limiter?: RateLimiter;
  readonly askers: Askers;
  readonly assets: Assets;
}
