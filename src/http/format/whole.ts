import type { Hit } from '../../core/answer.js';
import { cardMembers } from '../../core/card.js';
import type { Facility, RelationKind } from '../../core/facility.js';
import type { HoursCalendar } from '../../core/hours/calendar.js';
import { formatDate, formatMinute, localMinutes, MINUTES_A_DAY } from '../../core/hours/civil.js';
import { accessInWords } from '../../core/access-words.js';
import { intervalsOfDays } from '../../core/hours/day-intervals.js';
import { daysOf } from '../../core/hours/exceptional-days.js';
import type { ExceptionNote } from '../../core/hours/exception.js';
import { openStateOf, type OpenState } from '../../core/hours/hours-state.js';
import { serviceDays } from '../../core/hours/service-days.js';
import type { SeparateDays } from '../../core/hours/timetable.js';
import { exceptionsInWords, intervalsInWords, openStateInWords } from '../../core/hours/words.js';
import type { PlaceExceptions } from '../../core/override-targets.js';
import type { Presentation } from '../../core/query.js';
import type { Source } from '../../core/source.js';
import { USABLE_WORDS } from '../../core/usable.js';
import { inLanguage, type Vocabulary } from '../../core/vocabulary.js';
import { geometryOf, offerObjects, openObject } from './feature.js';
import { effectObject } from './report.js';
import { wholeStatus } from './status.js';

export interface Related {
  readonly relation: RelationKind;
  readonly id: string;
  readonly name: string;
  readonly category: string;
  readonly distance?: number;
  readonly href: string;
}

/** An organisation a merchant belongs to. Absent: nobody says. */
export interface Membership {
  readonly id: string;
  readonly name: string;
  /** Carries the plaque (暖“新”公示牌). */
  readonly plaque?: boolean;
  /** Looks after the pavement in front of it (门责三包). */
  readonly frontDuties?: boolean;
}

interface Surroundings {
  readonly shape: Presentation;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly vocabulary: Vocabulary;
  readonly calendar: HoursCalendar;
  readonly sources: readonly Source[];
  readonly related: readonly Related[];
  readonly memberOf: readonly Membership[];
  /** Its dated exceptions. */
  readonly exceptions: PlaceExceptions | undefined;
  /** The same place with its states. */
  readonly hit: Hit;
}

/** Everything that may be shown of one facility, as a GeoJSON Feature. */
export function wholeFacility({ id, body, updatedAt }: Facility, around: Surroundings): object {
  const { shape, now, vocabulary, calendar, sources, related, memberOf, exceptions, hit } = around;
  const { open, status, usable, reports } = hit;
  const days = exceptions?.days(body.hours, calendar) ?? daysOf(body.hours, calendar);
  const entry = accessInWords(body.access, shape.lang);
  const { services: _, source: __, ...card } = cardMembers(body, updatedAt);
  const { lon = null, lat = null } = body.position ?? {};
  const label = vocabulary.categories.get(body.category)?.label;
  return {
    type: 'Feature',
    id,
    geometry: geometryOf({ lon, lat }, shape.outCrs),
    properties: {
      name: inLanguage(body.name, shape.lang),
      names: body.name,
      ...card,
      categoryLabel: label ? inLanguage(label, shape.lang) : body.category,
      services: Object.entries(body.services ?? {}).map(([code, offer]) => {
        const known = vocabulary.services.get(code);
        const label = known ? inLanguage(known.label, shape.lang) : code;
        const own = serviceDays(
          { offer, place: days, exceptions: exceptions?.ofService(code, offer) ?? [] },
          calendar,
        );
        const there = own && offer.state === 'yes' && openObject(openStateOf(own, now), shape.lang);
        return { code, label, ...offer, ...(there && { open: there }) };
      }),
      ...(entry !== undefined && { accessText: entry }),
      ...(status && { status: wholeStatus(status) }),
      open: openObject(open, shape.lang),
      usable: { ...usable, words: usable.reasons.map((reason) => USABLE_WORDS[reason][shape.lang]) },
      ...(hit.offers && { offers: offerObjects(hit.offers, shape.lang) }),
      ...(reports && { reports: reports.map(effectObject) }),
      today: todayOf(days, open, around),
      sources: [...new Set(body.sources.map((one) => one.source))].map(
        (source) => sources.find((one) => one.id === source) ?? { id: source },
      ),
      related,
      ...(memberOf.length > 0 && { memberOf }),
    },
    timeStamp: new Date(now).toISOString(),
    crs: shape.outCrs,
    links: [{ rel: 'self', href: `/v1/facilities/${encodeURIComponent(id)}`, type: 'application/geo+json' }],
  };
}

/** Today's times, in words and as intervals. */
function todayOf(days: SeparateDays, open: OpenState, { now, shape: { lang } }: Surroundings): object {
  const day = Math.floor(localMinutes(now) / MINUTES_A_DAY);
  const intervals = isKnown(days, day) ? intervalsOfDays(days, day) : undefined;
  const exceptions = exceptionsOn(days, day);
  return {
    date: formatDate(day),
    text: intervalsInWords(intervals, lang) + exceptionsInWords(exceptions, lang),
    state: openStateInWords(open, now, lang),
    ...(intervals && {
      intervals: intervals.map(({ from, to, state, reason }) => ({
        from: formatMinute(from),
        to: formatMinute(to),
        state,
        ...(reason !== undefined && { reason }),
      })),
    }),
    ...(exceptions.length > 0 && {
      exceptions: exceptions.map(({ id, words }) => ({ id, words: inLanguage(words, lang) })),
    }),
  };
}

/** Of a place whose hours are not known at all there are no intervals, unless an exception gives some. */
function isKnown(days: SeparateDays, day: number): boolean {
  const schedule = days.schedule(day);
  const { state, reason } = schedule[0]!.piece;
  const nothing = state === 'unknown' && (reason === 'not-said' || reason === 'not-understood');
  return schedule.length > 1 || !nothing;
}

/** The exceptions that decide some part of the day. */
function exceptionsOn(days: SeparateDays, day: number): ExceptionNote[] {
  const notes = days.schedule(day).flatMap(({ piece }) => piece.exception ?? []);
  return [...new Map(notes.map((note) => [note.id, note])).values()];
}
