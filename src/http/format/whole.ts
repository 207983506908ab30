import { cardMembers } from '../../core/card.js';
import type { Facility, Hours, RelationKind } from '../../core/facility.js';
import type { HoursCalendar } from '../../core/hours/calendar.js';
import { formatDate, formatMinute, localMinutes, MINUTES_A_DAY } from '../../core/hours/civil.js';
import { intervalsOn } from '../../core/hours/day-intervals.js';
import { hoursStateOf, type OpenState } from '../../core/hours/hours-state.js';
import { intervalsInWords, openStateInWords } from '../../core/hours/words.js';
import type { Presentation } from '../../core/query.js';
import type { Source } from '../../core/source.js';
import type { LiveStatus } from '../../core/status.js';
import { inLanguage, type Vocabulary } from '../../core/vocabulary.js';
import { geometryOf, openObject, usableOf } from './feature.js';
import { wholeStatus } from './status.js';

export interface Related {
  readonly relation: RelationKind;
  readonly id: string;
  readonly name: string;
  readonly category: string;
  readonly distance?: number;
  readonly href: string;
}

interface Surroundings {
  readonly shape: Presentation;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly vocabulary: Vocabulary;
  readonly calendar: HoursCalendar;
  readonly sources: readonly Source[];
  readonly related: readonly Related[];
  readonly status: LiveStatus | undefined;
}

/** Everything that may be shown of one facility, as a GeoJSON Feature. */
export function wholeFacility({ id, body, updatedAt }: Facility, around: Surroundings): object {
  const { shape, now, vocabulary, calendar, sources, related, status } = around;
  const open = hoursStateOf(body.hours, now, calendar);
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
        return { code, label: known ? inLanguage(known.label, shape.lang) : code, ...offer };
      }),
      ...(status && { status: wholeStatus(status) }),
      open: openObject(open),
      usable: usableOf(open, body.inService !== false),
      today: todayOf(body.hours, open, around),
      sources: [...new Set(body.sources.map((one) => one.source))].map(
        (source) => sources.find((one) => one.id === source) ?? { id: source },
      ),
      related,
    },
    timeStamp: new Date(now).toISOString(),
    crs: shape.outCrs,
    links: [{ rel: 'self', href: `/v1/facilities/${encodeURIComponent(id)}`, type: 'application/geo+json' }],
  };
}

/** Today's times, in words and as intervals. */
function todayOf(hours: Hours | undefined, open: OpenState, { now, shape, calendar }: Surroundings): object {
  const day = Math.floor(localMinutes(now) / MINUTES_A_DAY);
  const intervals = intervalsOn(hours, day, calendar);
  return {
    date: formatDate(day),
    text: intervalsInWords(intervals, shape.lang),
    state: openStateInWords(open, now, shape.lang),
    ...(intervals && {
      intervals: intervals.map(({ from, to, state, reason }) => ({
        from: formatMinute(from),
        to: formatMinute(to),
        state,
        ...(reason !== undefined && { reason }),
      })),
    }),
  };
}
