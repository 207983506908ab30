import { OverrideTargets, type PlaceExceptions, type TargetedCard } from '../core/override-targets.js';
import type { Opening } from '../core/live.js';
import { MOST_OVERRIDES, type Override, type OverrideStore } from '../core/override.js';
import { minutesOf } from '../core/read-override.js';
import { instantOf } from '../core/hours/civil.js';
import type { FacilityStore } from '../core/store.js';
import type { Followed } from './follower.js';
import { Redirects } from './redirects.js';

export interface OverridesParts {
  readonly store: OverrideStore;
  readonly facilities: Pick<FacilityStore, 'head' | 'changes' | 'resolve'>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** An override that ended so long ago is no longer held: what was open yesterday may still be asked. */
const KEPT = 2 * 86_400_000;
const READ = 200;
/** More places named one by one are not looked up: then nothing is left out by hours. */
const MOST_KEYS = 5_000;
/** Of so many ids it is looked up whether they were merged; the others are taken as they were written. */
const MOST_REDIRECTED = 50_000;
const MINUTE = 60_000;

/** An override that may open places outside their hours. */
interface Opener {
  /** Milliseconds since 1970, the end excluded. */
  readonly from: number;
  readonly to: number;
  /** Keys, where places were named one by one; categories, where those were; neither: any place. */
  readonly keys?: readonly number[];
  readonly categories?: readonly string[];
}

/** The overrides that have not ended, ready to be asked for every hit. */
export class Overrides implements Followed {
  readonly name = 'overrides';
  readonly #parts: OverridesParts;
  readonly #redirects: Redirects;
  #targets = new OverrideTargets([]);
  #openers: readonly Opener[] = [];
  #seq = 0;
  #redirected = 0;

  constructor(parts: OverridesParts) {
    this.#parts = parts;
    this.#redirects = new Redirects(parts.facilities);
  }

  /** A merge counts as well: what was said of one place holds for another from then on. */
  get seq(): number {
    return this.#seq + this.#redirected;
  }

  get size(): number {
    return this.#targets.size;
  }

  of(card: TargetedCard): PlaceExceptions | undefined {
    return this.#targets.of(card);
  }

  /** @param from milliseconds since 1970 */
  opening(from: number, minutes: number): Opening {
    const until = from + minutes * MINUTE;
    const all = this.#openers.filter((one) => one.from < until && one.to > from);
    return {
      keys: all.flatMap((one) => one.keys ?? []),
      categories: all.flatMap((one) => one.categories ?? []),
      any: all.some((one) => !one.keys && !one.categories),
      ...(all.length > 0 && { from: Math.max(from, Math.min(...all.map((one) => one.from))) }),
    };
  }

  /** Writes are few, so all that hold are read anew after each. */
  async look(): Promise<void> {
    const head = await this.#parts.store.head();
    await this.#redirects.look();
    const { version } = this.#redirects;
    if (head === this.#seq && (version === this.#redirected || this.size === 0)) return;
    const overrides = await this.#present(await this.#read());
    const openers = await this.#openersOf(overrides);
    this.#targets = new OverrideTargets(overrides);
    this.#openers = openers;
    this.#seq = head;
    this.#redirected = version;
  }

  /** The same with the ids that the places they name have now. */
  async #present(overrides: readonly Override[]): Promise<Override[]> {
    let left = MOST_REDIRECTED;
    const present: Override[] = [];
    for (const one of overrides) {
      const { facilities } = one.target;
      left -= facilities?.length ?? 0;
      const places = facilities && left >= 0 ? await this.#idsOf(facilities) : facilities;
      present.push(places ? { ...one, target: { ...one.target, facilities: places } } : one);
    }
    return present;
  }

  async #idsOf(ids: readonly string[]): Promise<string[]> {
    const present = new Set<string>();
    for (const id of ids) present.add((await this.#redirects.placeOf(id))?.id ?? id);
    return [...present];
  }

  async #read(): Promise<Override[]> {
    const { store, now } = this.#parts;
    const since = now() - KEPT;
    const overrides: Override[] = [];
    while (overrides.length < 4 * MOST_OVERRIDES) {
      const page = await store.list({ since, after: overrides.at(-1)?.n ?? 0, limit: READ });
      overrides.push(...page);
      if (page.length < READ) break;
    }
    return overrides;
  }

  async #openersOf(overrides: readonly Override[]): Promise<Opener[]> {
    const openers: Opener[] = [];
    let left = MOST_KEYS;
    for (const one of overrides) {
      if (one.kind === 'closed') continue;
      const { facilities, category } = one.target;
      const span = { from: instantOf(minutesOf(one).from), to: one.endsAt };
      if (!facilities || facilities.length > left) {
        openers.push({ ...span, ...(category && { categories: category }) });
        continue;
      }
      left -= facilities.length;
      openers.push({ ...span, keys: await this.#keysOf(facilities) });
    }
    return openers;
  }

  async #keysOf(ids: readonly string[]): Promise<number[]> {
    const keys: number[] = [];
    for (const id of ids) {
      const found = await this.#redirects.placeOf(id);
      if (found) keys.push(found.key);
    }
    return keys;
  }
}
