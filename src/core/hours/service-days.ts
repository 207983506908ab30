import type { ServiceOffer } from '../facility.js';
import type { HoursCalendar } from './calendar.js';
import { daysOf, ExceptionalDays } from './exceptional-days.js';
import type { Exception } from './exception.js';
import { CLOSED, pieceAt, type Days, type DaySchedule, type Piece, type SeparateDays } from './timetable.js';
import type { State } from './rule.js';

/** What decides when a service is there. */
export interface ServiceAt {
  readonly offer: Pick<ServiceOffer, 'hours' | 'season'>;
  /** The days of the place, its exceptions included. */
  readonly place: SeparateDays;
  /** Exceptions of the service, the one that stands highest last. */
  readonly exceptions: readonly Exception[];
}

/**
 * The days of one service of a place; nothing where it has neither hours, season nor exceptions of its own: then it is
 * there when the place is open.
 *
 * Its own hours take the place of the house's, day and night. Where they name no days and the house is closed, nobody
 * knows. Out of season it is closed.
 */
export function serviceDays(
  { offer, place, exceptions }: ServiceAt,
  calendar: HoursCalendar,
): Days | undefined {
  if (offer.hours === undefined && offer.season === undefined && exceptions.length === 0) return undefined;
  const usual = offer.hours === undefined ? place : daysOf(offer.hours, calendar);
  const own = exceptions.length === 0 ? usual : new ExceptionalDays(usual, exceptions, calendar);
  const daily = offer.hours !== undefined && offer.hours.coverage !== 'full';
  const season = seasonDays(offer.season, calendar);
  return new ServiceDays({ own, ...(daily && { place }), ...(season && { season }) });
}

/**
 * Seasons by name have no dates. What surely is summer or winter counts; the months beside it are unknown.
 */
const SEASONS: Readonly<Record<string, string>> = {
  summer: 'Jul-Aug open; May-Jun,Sep-Oct unknown',
  winter: 'Dec-Feb open; Mar,Nov unknown',
};

function seasonDays(season: string | undefined, calendar: HoursCalendar): Days | undefined {
  if (season === undefined || season === 'all') return undefined;
  return daysOf({ osm: SEASONS[season] ?? season, coverage: 'full' }, calendar);
}

const IN_DOUBT: Piece = { state: 'unknown', reason: 'season' };
const HOUSE_CLOSED: Piece = { state: 'unknown', reason: 'place-closed' };
const CACHED_DAYS = 100;

class ServiceDays implements Days {
  readonly constant = false;
  readonly #own: Days;
  /** Of a service whose times hold only while the house is open. */
  readonly #place: Days | undefined;
  readonly #season: Days | undefined;
  readonly #schedules = new Map<number, DaySchedule>();

  constructor({ own, place, season }: { own: Days; place?: Days; season?: Days }) {
    this.#own = own;
    this.#place = place;
    this.#season = season;
  }

  state(day: number, minute: number): State {
    return this.#judged(this.#pieces(day), minute).state;
  }

  schedule(day: number): DaySchedule {
    let schedule = this.#schedules.get(day);
    if (!schedule) {
      if (this.#schedules.size >= CACHED_DAYS) this.#schedules.clear();
      const pieces = this.#pieces(day);
      const ends = Object.values(pieces).flatMap((one: DaySchedule | undefined) => one ?? []);
      schedule = [...new Set(ends.map(({ to }) => to))]
        .toSorted((one, other) => one - other)
        .map((to) => ({ to, piece: this.#judged(pieces, to - 1) }));
      this.#schedules.set(day, schedule);
    }
    return schedule;
  }

  #pieces(day: number): Schedules {
    return {
      own: this.#own.schedule(day),
      place: this.#place?.schedule(day),
      season: this.#season?.schedule(day),
    };
  }

  #judged({ own, place, season }: Schedules, minute: number): Piece {
    const piece = pieceAt(own, minute);
    if (piece.exception || piece.state === 'closed') return piece;
    const inSeason = season === undefined ? 'open' : pieceAt(season, minute).state;
    if (inSeason === 'closed') return CLOSED;
    if (inSeason === 'unknown') return IN_DOUBT;
    const house = place === undefined ? undefined : pieceAt(place, minute);
    if (house?.state !== 'closed') return piece;
    return house.exception ? house : HOUSE_CLOSED;
  }
}

interface Schedules {
  readonly own: DaySchedule;
  readonly place: DaySchedule | undefined;
  readonly season: DaySchedule | undefined;
}
