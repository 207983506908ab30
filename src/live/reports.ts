import { mattersFor, type ReportKinds } from '../core/report-kinds.js';
import type { LiveReport, ReportChange, ReportStore } from '../core/report.js';
import type { FacilityStore } from '../core/store.js';
import type { Followed } from './follower.js';
import { Redirects } from './redirects.js';

/** How many are read at once: between two reads answers go on. */
const READ = 2_000;
/** Milliseconds between two looks for what has become too old to matter. */
const SWEEP = 600_000;

/** What the store tells of it, without where it is kept by. */
interface Kept extends LiveReport {
  readonly id: string;
  readonly seq: number;
  readonly facility: number;
  readonly facilityId: string;
}

export interface ReportsParts {
  readonly kinds: ReportKinds;
  readonly facilities: Pick<FacilityStore, 'head' | 'changes' | 'resolve'>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Reports that may still matter, by place: not resolved, and not older than their kind lasts. */
export class Reports implements Followed {
  readonly name = 'reports';
  readonly #store: ReportStore;
  readonly #kinds: ReportKinds;
  readonly #now: () => number;
  readonly #redirects: Redirects;
  #places = new Map<number, readonly Kept[]>();
  /** Key of the place under which a report is held: not the one it was written for where that was merged since. */
  #keys = new Map<string, number>();
  #seq = 0;
  #redirected = 0;
  #swept = 0;

  constructor(store: ReportStore, { kinds, facilities, now }: ReportsParts) {
    this.#store = store;
    this.#kinds = kinds;
    this.#now = now;
    this.#redirects = new Redirects(facilities);
  }

  /** A merge counts as well: it gives reports to another place. */
  get seq(): number {
    return this.#seq + this.#redirected;
  }

  /** Places with such reports. */
  get size(): number {
    return this.#places.size;
  }

  of(key: number): readonly LiveReport[] | undefined {
    return this.#places.get(key);
  }

  async look(): Promise<void> {
    await this.#redirects.look();
    if (this.#redirects.version !== this.#redirected) await this.#followMerges();
    const head = await this.#store.head();
    if (head < this.#seq) {
      // An older copy of the store was put back.
      this.#places = new Map();
      this.#keys = new Map();
      this.#seq = 0;
    }
    while (this.#seq < head) {
      const news = await this.#store.since(this.#seq, READ);
      for (const change of news) await this.#take(change);
      // The last ones may be of kinds that nobody follows.
      this.#seq = news.length < READ ? Math.max(head, news.at(-1)?.seq ?? 0) : news.at(-1)!.seq;
      await new Promise((resolve) => setImmediate(resolve));
    }
    if (this.#now() - this.#swept > SWEEP) this.#sweep();
  }

  /** Puts every report with the place that its id leads to now. */
  async #followMerges(): Promise<void> {
    const { version } = this.#redirects;
    for (const report of [...this.#places.values()].flat()) {
      const key = await this.#keyOf(report);
      if (key === this.#keys.get(report.id)) continue;
      this.#drop(report.id);
      this.#add(key, report);
    }
    this.#redirected = version;
  }

  async #take({ status, ...report }: ReportChange): Promise<void> {
    this.#drop(report.id);
    if (status === 'open' && this.#matters(report)) this.#add(await this.#keyOf(report), report);
  }

  async #keyOf({ facility, facilityId }: Kept): Promise<number> {
    return (await this.#redirects.placeOf(facilityId))?.key ?? facility;
  }

  #add(key: number, report: Kept): void {
    this.#places.set(key, [...(this.#places.get(key) ?? []), report]);
    this.#keys.set(report.id, key);
  }

  #drop(id: string): void {
    const key = this.#keys.get(id);
    if (key === undefined) return;
    this.#keys.delete(id);
    const others = this.#places.get(key)!.filter((one) => one.id !== id);
    if (others.length > 0) this.#places.set(key, others);
    else this.#places.delete(key);
  }

  #matters({ kind, observedAt }: LiveReport): boolean {
    return observedAt + mattersFor(kind, this.#kinds) > this.#now();
  }

  #sweep(): void {
    this.#swept = this.#now();
    for (const report of [...this.#places.values()].flat()) {
      if (!this.#matters(report)) this.#drop(report.id);
    }
  }
}
