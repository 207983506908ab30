import { membersOf } from './card.js';
import type { Address, Hours, ServiceOffer } from './facility.js';
import type { HoursCalendar } from './hours/calendar.js';
import type { Exception } from './hours/exception.js';
import { daysOf, ExceptionalDays } from './hours/exceptional-days.js';
import type { SeparateDays } from './hours/timetable.js';
import type { Override, OverrideTarget } from './override.js';
import { exceptionOf } from './read-override.js';
import type { Card } from './store.js';

/** What of a place decides which overrides meet it: the public members of a card. */
export interface TargetedPlace {
  readonly id: string;
  readonly category: string;
  readonly address?: Pick<Address, 'district' | 'subdistrict'>;
  readonly source?: string;
}

/**
 * Where an override stands among others: what is said of one place stands above what is said of many. Each condition
 * outweighs all that come after it here together; among equals the one that was made later stands higher.
 */
const WEIGHTS = { facilities: 32, service: 16, subdistrict: 8, district: 4, category: 2, source: 1 } as const;

export function rankOf(target: OverrideTarget): number {
  return Object.entries(WEIGHTS).reduce(
    (sum, [condition, weight]) => sum + (Object.hasOwn(target, condition) ? weight : 0),
    0,
  );
}

/** Overrides from the lowest to the highest. */
export function byRank(a: Override, b: Override): number {
  return rankOf(a.target) - rankOf(b.target) || a.n - b.n;
}

/** Names are equal when they are the same letters: width, case and blanks do not count. */
export function sameName(name: string): string {
  return name.normalize('NFKC').toLowerCase().replaceAll(/\s+/g, '');
}

/** Whether a place is among those the override is for. */
export function meets(target: OverrideTarget, place: TargetedPlace): boolean {
  const { facilities, subdistrict, district, category, source } = target;
  const { address = {} } = place;
  return (
    (!facilities || facilities.includes(place.id)) &&
    (!subdistrict || isNamed(subdistrict, address.subdistrict)) &&
    (!district || isNamed(district, address.district)) &&
    (!category || category.includes(place.category)) &&
    (!source || (place.source !== undefined && source.includes(place.source)))
  );
}

function isNamed(names: readonly string[], name: string | undefined): boolean {
  return name !== undefined && names.some((one) => sameName(one) === sameName(name));
}

/** The exceptions of one place, or of many that have the same ones. */
export class PlaceExceptions {
  /** Whether one of them is for a service. */
  readonly speaksOfServices: boolean;
  /** All of them, the one that stands highest last. */
  readonly #overrides: readonly Override[];
  readonly #exceptions: ReadonlyMap<Override, Exception>;
  readonly #own: readonly Exception[];
  readonly #days = new WeakMap<HoursCalendar, Map<Hours | undefined, SeparateDays>>();

  constructor(overrides: readonly Override[]) {
    this.#overrides = overrides;
    this.#exceptions = new Map(overrides.map((one) => [one, exceptionOf(one)]));
    this.#own = this.#of((one) => one.target.service === undefined);
    this.speaksOfServices = this.#own.length < overrides.length;
  }

  /**
   * The days of the place with these hours and its exceptions. Hours that are the same object are asked once.
   */
  days(hours: Hours | undefined, calendar: HoursCalendar): SeparateDays {
    if (this.#own.length === 0) return daysOf(hours, calendar);
    let made = this.#days.get(calendar);
    if (!made) this.#days.set(calendar, (made = new Map()));
    let days = made.get(hours);
    if (!days) {
      if (made.size >= 1000) made.clear();
      days = new ExceptionalDays(daysOf(hours, calendar), this.#own, calendar);
      made.set(hours, days);
    }
    return days;
  }

  /**
   * Exceptions of a service. Of one that keeps the place's hours: only those that name it. Of one with hours of its own
   * also those that shut the whole place or say what kind of day it is; longer hours of the house are none of its.
   */
  ofService(code: string, { hours }: Pick<ServiceOffer, 'hours'>): readonly Exception[] {
    return this.#of(({ target: { service }, kind }) =>
      service ? service.includes(code) : hours !== undefined && (kind === 'closed' || kind === 'worksAs'),
    );
  }

  #of(wanted: (override: Override) => boolean): readonly Exception[] {
    return this.#overrides.filter(wanted).map((one) => this.#exceptions.get(one)!);
  }
}

interface Remembered {
  readonly seq: number;
  readonly exceptions: PlaceExceptions | undefined;
}
const REMEMBERED = 50_000;

/** A card, as far as this looks at it. */
export type TargetedCard = Pick<Card, 'key' | 'id' | 'seq' | 'head' | 'services' | 'rest'>;

/** Overrides ready to be asked for one place after the other. Made anew whenever one is written. */
export class OverrideTargets {
  readonly size: number;
  readonly #byId: ReadonlyMap<string, readonly Override[]>;
  /** Those that do not name places one by one. */
  readonly #general: readonly Override[];
  readonly #places = new Map<number, Remembered>();
  readonly #sets = new Map<string, PlaceExceptions>();

  constructor(overrides: readonly Override[]) {
    this.size = overrides.length;
    const byId = new Map<string, Override[]>();
    for (const one of overrides)
      for (const id of one.target.facilities ?? []) byId.set(id, [...(byId.get(id) ?? []), one]);
    this.#byId = byId;
    this.#general = overrides.filter((one) => one.target.facilities === undefined);
  }

  /** The exceptions of a place; nothing for most. Its card is parsed once for each of its versions. */
  of(card: TargetedCard): PlaceExceptions | undefined {
    if (this.size === 0 || (this.#general.length === 0 && !this.#byId.has(card.id))) return undefined;
    const known = this.#places.get(card.key);
    if (known?.seq === card.seq) return known.exceptions;
    const exceptions = this.#find(card);
    if (this.#places.size >= REMEMBERED) this.#places.clear();
    this.#places.set(card.key, { seq: card.seq, exceptions });
    return exceptions;
  }

  #find(card: TargetedCard): PlaceExceptions | undefined {
    const { id } = card;
    const place = { ...membersOf(card), id };
    const met = [...(this.#byId.get(id) ?? []), ...this.#general].filter((one) => meets(one.target, place));
    if (met.length === 0) return undefined;
    const key = met.map((one) => one.n).join();
    let exceptions = this.#sets.get(key);
    if (!exceptions) {
      exceptions = new PlaceExceptions(met.toSorted(byRank));
      this.#sets.set(key, exceptions);
    }
    return exceptions;
  }
}
