import type { HoursCalendar } from './calendar.js';
import type { HoursRules } from './hour-bits.js';
import { openFor, quickStateOf } from './hours-state.js';
import type { State } from './rule.js';

/** The number of places whose hours cannot be asked: unknown at any time. */
export const NO_RULES = 0;
/** The number of places that are out of service, whatever their hours: closed at any time. */
export const OUT_OF_SERVICE = -1;

/** Hours and the number a store has given them. */
export interface NumberedHours {
  readonly n: number;
  readonly rules: HoursRules;
  /** True: a service there may be open when the place, by these rules, is closed. */
  readonly services?: boolean;
}

const MINUTE = 60_000;
/** Minutes whose states are kept: one that is asked for again and again, and a few others. */
const MOST_TABLES = 4;

interface Span {
  readonly at: number;
  readonly minutes?: number;
}

/**
 * The hours of a nation by number: the same few thousand rules recur in millions of places. So whether a place is open
 * is told without reading its card, and once a minute per rule instead of once per place.
 */
export class HoursBook {
  readonly #rules: (HoursRules | undefined)[] = [];
  /** Numbers of places with services that may be open when the place is closed. */
  readonly #services = new Set<number>();
  readonly #tables = new Map<string, StateTable>();
  #calendar: HoursCalendar | undefined;

  /** The first number that is not known yet. */
  get next(): number {
    return Math.max(1, this.#rules.length);
  }

  learn(more: readonly NumberedHours[]): void {
    for (const { n, rules, services } of more) {
      this.#rules[n] = rules;
      if (services) this.#services.add(n);
    }
  }

  /** Whether a service of such a place may be open when the place is closed: then only its card tells. */
  tellsLess(n: number): boolean {
    return this.#services.has(n);
  }

  /** States at the minute of an instant (milliseconds since 1970), or all through the minutes from then on. */
  states({ at, minutes }: Span, calendar: HoursCalendar): StateTable {
    if (calendar !== this.#calendar) this.#tables.clear();
    this.#calendar = calendar;
    const from = Math.floor(at / MINUTE) * MINUTE;
    const name = `${from} ${minutes}`;
    const kept = this.#tables.get(name);
    if (kept) return kept;
    const table = new StateTable((n) =>
      minutes === undefined
        ? quickStateOf(this.#rules[n], from, calendar)
        : openFor(this.#rules[n], { from, minutes }, calendar),
    );
    if (this.#tables.size >= MOST_TABLES) this.#tables.delete(this.#tables.keys().next().value!);
    this.#tables.set(name, table);
    return table;
  }
}

/** The states of all hours at one minute, by number; each made when first asked for. */
export class StateTable {
  readonly #stateOf: (number: number) => State;
  readonly #states: (State | undefined)[] = [];

  constructor(stateOf: (number: number) => State) {
    this.#stateOf = stateOf;
  }

  of(number: number): State {
    if (number <= 0) return number === OUT_OF_SERVICE ? 'closed' : 'unknown';
    return (this.#states[number] ??= this.#stateOf(number));
  }
}
