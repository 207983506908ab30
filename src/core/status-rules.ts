import { z } from 'zod';
import type { Freshness, LiveStatus, Observation } from './status.js';

/** What makes a place one a rider can use now. */
export const AVAILABLE_WHEN = ['battery', 'unit'] as const;
export type AvailableWhen = (typeof AVAILABLE_WHEN)[number];

const seconds = z
  .string()
  .regex(/^\d{1,7}$/, 'a whole number of seconds')
  .transform(Number);

/** The rows of `data/taxonomy/status.csv`. */
const statusRows = z
  .array(
    z.object({
      category: z.string().regex(/^([a-z][a-z0-9_]*|\*)$/, 'the code of a category, or * for all others'),
      fresh_seconds: seconds,
      doubtful_seconds: seconds,
      available_when: z.enum(AVAILABLE_WHEN),
    }),
  )
  .min(1);
export type StatusRows = z.input<typeof statusRows>;

interface Rule {
  /** Seconds. */
  readonly fresh: number;
  readonly doubtful: number;
  readonly availableWhen: AvailableWhen;
}

/** How live status is judged, by category: how it ages, and what it must say for the place to be of use. */
export class StatusRules {
  readonly #rules: ReadonlyMap<string, Rule>;
  readonly #others: Rule;

  /** @throws Error that names the row at fault */
  constructor(rows: StatusRows) {
    const rules = new Map<string, Rule>();
    for (const row of statusRows.parse(rows)) {
      const { category, fresh_seconds: fresh, doubtful_seconds: doubtful } = row;
      if (rules.has(category)) throw new Error(`status: "${category}" stands there twice`);
      if (doubtful < fresh) throw new Error(`status: "${category}" is unknown before it is doubtful`);
      rules.set(category, { fresh, doubtful, availableWhen: row.available_when });
    }
    const others = rules.get('*');
    if (!others) throw new Error('status: the row * for all other categories is missing');
    this.#rules = rules;
    this.#others = others;
  }

  availableWhen(category: string): AvailableWhen {
    return this.#of(category).availableWhen;
  }

  /** Whether such a place is made of units that are counted, so that it is of use only with one to be had. */
  isCounted(category: string): boolean {
    return this.#rules.has(category);
  }

  /** How much something that is so many seconds old is still worth. */
  freshness(category: string, ageSeconds: number): Freshness {
    const { fresh, doubtful } = this.#of(category);
    if (ageSeconds <= fresh) return 'yes';
    return ageSeconds <= doubtful ? 'doubtful' : 'unknown';
  }

  /**
   * The observation as it stands at a moment.
   * @param now milliseconds since 1970; a clock of ours that is behind the observer's makes an age of 0
   */
  at(observation: Observation, category: string, now: number): LiveStatus {
    const ageSeconds = Math.max(0, Math.floor((now - observation.observedAt) / 1000));
    return { observation, ageSeconds, fresh: this.freshness(category, ageSeconds) };
  }

  #of(category: string): Rule {
    return this.#rules.get(category) ?? this.#others;
  }
}
