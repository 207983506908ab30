import { distance } from '../../core/distance.js';
import { invalidParameter, UserError } from '../../core/errors.js';
import { instantOf, MINUTES_A_DAY, parseDate, parseInstant } from '../../core/hours/civil.js';
import { writeCalendar } from '../../core/offerings/icalendar.js';
import {
  EVENT_HORIZON_DAYS,
  nextOccurrence,
  occurrencesOf,
  type Occurrence,
} from '../../core/offerings/occurrences.js';
import type { Offering } from '../../core/offerings/offering.js';
import type { Position } from '../../core/position.js';
import type { Card } from '../../core/store.js';
import { inLanguage } from '../../core/vocabulary.js';
import { contentTag, PRIVATE, REVALIDATE } from '../cache.js';
import { readCursor, writeCursor } from '../cursor.js';
import type { AppDeps } from '../deps.js';
import { events as schema } from '../format/offering-schemas.js';
import { offeringObject, positionOf } from '../format/offering.js';
import { cardsOf, chosen, listParams, pageParams } from '../offerings-list.js';
import { list, optional, text, type Values } from '../params.js';
import { route } from '../route.js';
import { centreParams, crsParams, langParam, radiusParam } from '../search-params.js';
import { centreOf, unknownWord } from '../search-question.js';

/** `/v1/events`: what takes place, near a position and between two times, and the same as a calendar. */

const TIME_ALLOWED =
  'a date such as 2026-10-20, or a time such as 2026-10-20T09:00 (without an offset it is Shanghai’s)';
const time = (meaning: string) =>
  optional(
    text({
      most: 40,
      allowed: TIME_ALLOWED,
      meaning,
    }),
  );
const params = {
  ...pageParams,
  measure: listParams.measure,
  services: optional(
    list({
      most: 20,
      allowed: 'codes of /v1/services, separated by commas',
      meaning: 'Only events with any of these services, such as `haircut`.',
    }),
  ),
  from: time('Only what takes place at or after it; without it: from now on.'),
  to: time('Only what begins before it, or on that day; every occurrence until then is told.'),
  lat: optional(centreParams.lat),
  lon: optional(centreParams.lon),
  radius: radiusParam,
  ...crsParams,
  lang: langParam,
};
type Params = Values<typeof params>;

const feedParams = { area: params.area, measure: params.measure, services: params.services, lang: langParam };

export const eventList = route({
  method: 'GET',
  path: '/v1/events',
  operationId: 'getEvents',
  summary: 'What takes place, with the next occurrence of each',
  description:
    'By the time of the next occurrence from `from` on, ties by id. With `radius` only what is known to be that near; without it, events in no particular place are among them. What is over is kept, and told with `state=all` only: it comes last.',
  tag: 'Measures',
  params,
  answers: { 200: { description: 'A page of events.', contentType: 'application/geo+json', schema } },
  examples: { 'near by, in the next weeks': 'lat=31.2410&lon=121.4265&radius=2000' },
  handle: async ({ params: values, lang: preferred }, deps) => {
    const lang = values.lang ?? preferred;
    const now = deps.now();
    const window = windowOf(values, now);
    const { limit, cursor, crs, outCrs = crs } = values;
    const { cursor: _cursor, limit: _limit, lang: _lang, outCrs: _outCrs, ...question } = values;
    const centre = centreIn(values, crs);
    const found = await eventsOf(values, { now, window, centre }, deps);
    const after = cursor === undefined ? 0 : readCursor(question, cursor);
    const some = found.slice(after, after + limit);
    const cards = await cardsOf(
      some.map(({ event }) => event),
      deps,
    );
    const between = values.to === undefined ? {} : { between: window };
    const features = some.map(({ event, distance: apart }) =>
      offeringObject(event, {
        lang,
        at: window.from,
        calendar: deps.calendar,
        outCrs,
        card: cards.get(event.id),
        distance: apart,
        ...between,
      }),
    );
    const next = found.length > after + limit ? { cursor: writeCursor(question, after + limit) } : {};
    const body = JSON.stringify({
      type: 'FeatureCollection',
      numberReturned: features.length,
      crs: outCrs,
      timeStamp: minuteOf(now),
      features,
      warnings: [],
      ...next,
    });
    const headers = {
      'Content-Crs': outCrs,
      'Content-Language': lang,
      'Cache-Control': centre ? PRIVATE : REVALIDATE,
      Vary: 'Accept-Language',
    };
    return { type: 'application/geo+json', body, etag: contentTag(body), headers };
  },
});

/** The minute an answer is made in: within it, what says the same has the same ETag. */
export function minuteOf(now: number): string {
  return new Date(Math.floor(now / 60_000) * 60_000).toISOString();
}

export const eventCalendar = route({
  method: 'GET',
  path: '/v1/events.ics',
  operationId: 'getEventCalendar',
  summary: 'The same as a calendar to subscribe to (RFC 5545), by area and measure',
  tag: 'Measures',
  params: feedParams,
  answers: {
    200: {
      description: 'A calendar of at most 1000 events, without those that are over.',
      contentType: 'text/calendar',
      schema: 'string',
    },
  },
  examples: { 'haircuts of a quarter': 'measure=watch&area=长寿路街道' },
  handle: async ({ params: values, lang: preferred }, deps) => {
    const lang = values.lang ?? preferred;
    const now = deps.now();
    const window = windowOf({}, now);
    const found = (await eventsOf(values, { now, window }, deps))
      .slice(0, MOST_IN_FEED)
      .map(({ event }) => event);
    const cards = await cardsOf(found, deps);
    const entries = found.map((event) => ({ event, place: placeOf(event, cards.get(event.id)) }));
    const label =
      values.measure === undefined ? undefined : deps.vocabulary.measures.get(values.measure)?.label;
    const name = [
      ...(values.area ?? []),
      label ? inLanguage(label, lang) : lang === 'zh' ? '活动' : 'events',
    ].join(' ');
    const body = writeCalendar(entries, { name, lang });
    const headers = { 'Cache-Control': REVALIDATE, 'Content-Language': lang, Vary: 'Accept-Language' };
    return { type: 'text/calendar', body, etag: contentTag(body), headers };
  },
});

const MOST_IN_FEED = 1000;

function placeOf(event: Offering<'event'>, card: Card | undefined) {
  const position = positionOf(event.content, card);
  return position && { ...position, name: card?.nameZh ?? card?.nameEn ?? undefined };
}

/** The time asked about. @throws UserError for times that are none, or in the wrong order */
function windowOf({ from, to }: Pick<Partial<Params>, 'from' | 'to'>, now: number): Occurrence {
  const read = (parameter: 'from' | 'to', value: string | undefined, otherwise: number) => {
    if (value === undefined) return otherwise;
    const day = parseDate(value);
    const next = parameter === 'to' ? 1 : 0;
    const instant = day === undefined ? parseInstant(value) : instantOf((day + next) * MINUTES_A_DAY);
    if (instant !== undefined) return instant;
    throw invalidParameter({
      parameter,
      value: value.slice(0, 80),
      detail: 'is not a time',
      allowed: TIME_ALLOWED,
    });
  };
  const begin = read('from', from, now);
  const horizon = begin + EVENT_HORIZON_DAYS * 86_400_000;
  const end = read('to', to, horizon);
  if (end <= begin || end > horizon) {
    const detail = end > horizon ? 'is too far from the beginning' : 'lies before the beginning, or at it';
    const allowed = `after ${from ?? 'now'}, and at most ${EVENT_HORIZON_DAYS} days later`;
    throw invalidParameter({ parameter: 'to', value: to!, detail, allowed });
  }
  return { from: begin, to: end };
}

export function centreIn({ lat, lon, radius }: Partial<Params>, crs: Params['crs']): Position | undefined {
  if (lat !== undefined && lon !== undefined) return centreOf({ lat, lon }, { crs, outCrs: crs, lang: 'zh' });
  const missing = lat === undefined ? 'lat' : 'lon';
  if (lat !== undefined || lon !== undefined || radius !== undefined)
    throw invalidParameter({
      parameter: missing,
      detail: 'is missing: lat and lon are sent together',
      allowed: 'degrees',
    });
  return undefined;
}

interface Found {
  readonly event: Offering<'event'>;
  readonly distance?: number | undefined;
}

interface Circumstances {
  readonly now: number;
  readonly window: Occurrence;
  readonly centre?: Position | undefined;
}

/** The events that fit, in the order of their next occurrence within the time; those that are over come last. */
export async function eventsOf(
  values: Partial<Pick<Params, 'measure' | 'area' | 'services' | 'state' | 'radius'>>,
  { now, window, centre }: Circumstances,
  deps: AppDeps,
): Promise<readonly Found[]> {
  const { services, state = 'current', radius } = values;
  checkServices(services, deps);
  const all = chosen('event', { ...values, state: 'all' }, now, deps) as readonly Offering<'event'>[];
  const timed = all
    .filter(({ content }) => !services || content.services?.some((one) => services.includes(one)))
    .map((event) => ({ event, begins: occurrencesOf(event.content, window, 1)[0]?.from }))
    .filter(
      ({ event, begins }) => begins !== undefined || (state === 'all' && !nextOccurrence(event.content, now)),
    );
  const order = timed.toSorted((a, b) => byTime(a.begins, b.begins));
  if (!centre) return order;
  const cards = await cardsOf(
    order.map(({ event }) => event),
    deps,
  );
  const near = order.map(({ event }) => {
    const position = positionOf(event.content, cards.get(event.id));
    return { event, ...(position && { distance: distance(centre, position) }) };
  });
  return radius === undefined ? near : near.filter((one) => (one.distance ?? Infinity) <= radius);
}

/** Ties stay in the order of ids. */
function byTime(a = Number.MAX_VALUE, b = Number.MAX_VALUE): number {
  return a - b;
}

function checkServices(services: readonly string[] | undefined, { vocabulary }: AppDeps): void {
  const known = [...vocabulary.services.keys()];
  const faults = (services ?? [])
    .filter((one) => !vocabulary.services.has(one))
    .map((one) => unknownWord('services', one, known));
  if (faults.length > 0)
    throw new UserError('invalid-parameter', 'services has a word that is not in the vocabulary.', faults);
}
