import { mattersFor, type ReportKinds } from '../core/report-kinds.js';
import type { LiveReport, ReportChange, ReportStore } from '../core/report.js';
import type { Followed } from './follower.js';

/** How many are read at once: between two reads answers go on. */
const READ = 2_000;
/** Milliseconds between two looks for what has become too old to matter. */
const SWEEP = 600_000;

/** What the store tells of it, without where it is kept by. */
interface Kept extends LiveReport {
  readonly id: string;
}

/** Reports that may still matter, by place: not resolved, and not older than their kind lasts. */
export class Reports implements Followed {
  readonly name = 'reports';
  readonly #store: ReportStore;
  readonly #kinds: ReportKinds;
  readonly #now: () => number;
  #places = new Map<number, readonly Kept[]>();
  #seq = 0;
  #swept = 0;

  /** @param now milliseconds since 1970 */
  constructor(
    store: ReportStore,
    { kinds, now }: { readonly kinds: ReportKinds; readonly now: () => number },
  ) {
    this.#store = store;
    this.#kinds = kinds;
    this.#now = now;
  }

  get seq(): number {
    return this.#seq;
  }

  /** Places with such reports. */
  get size(): number {
    return this.#places.size;
  }

  of(key: number): readonly LiveReport[] | undefined {
    return this.#places.get(key);
  }

  async look(): Promise<void> {
    const head = await this.#store.head();
    if (head < this.#seq) {
      // An older copy of the store was put back.
      this.#places = new Map();
      this.#seq = 0;
    }
    while (this.#seq < head) {
      const news = await this.#store.since(this.#seq, READ);
      for (const change of news) this.#take(change);
      // The last ones may be of kinds that nobody follows.
      this.#seq = news.length < READ ? Math.max(head, news.at(-1)?.seq ?? 0) : news.at(-1)!.seq;
      await new Promise((resolve) => setImmediate(resolve));
    }
    if (this.#now() - this.#swept > SWEEP) this.#sweep();
  }

  #take({ facility, status, ...report }: ReportChange): void {
    const others = (this.#places.get(facility) ?? []).filter((one) => one.id !== report.id);
    const kept = status === 'open' && this.#matters(report) ? [...others, report] : others;
    if (kept.length > 0) this.#places.set(facility, kept);
    else this.#places.delete(facility);
  }

  #matters({ kind, observedAt }: LiveReport): boolean {
    return observedAt + mattersFor(kind, this.#kinds) > this.#now();
  }

  #sweep(): void {
    this.#swept = this.#now();
    for (const [key, reports] of this.#places) {
      const kept = reports.filter((one) => this.#matters(one));
      if (kept.length === 0) this.#places.delete(key);
      else if (kept.length < reports.length) this.#places.set(key, kept);
    }
  }
}
