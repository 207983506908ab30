import { UserError } from '../../core/errors.js';
import { NO_FILTER } from '../../core/query.js';
import { offeredState } from '../../core/offerings/validity.js';
import type { AnyOffering, Offering } from '../../core/offerings/offering.js';
import type { Hit } from '../../core/answer.js';
import type { Position } from '../../core/position.js';
import type { Presentation } from '../../core/query.js';
import { inLanguage, type Language, type Measure } from '../../core/vocabulary.js';
import { contentTag, PRIVATE, REVALIDATE } from '../cache.js';
import type { AppDeps } from '../deps.js';
import { featureObject } from '../format/feature.js';
import { measureWhole } from '../format/offering-schemas.js';
import { offeringObject } from '../format/offering.js';
import { cardsOf, chosen, listParams } from '../offerings-list.js';
import { number, optional, text, withDefault, type Values } from '../params.js';
import type { Reply } from '../reply.js';
import { route } from '../route.js';
import { centreParams, crsParams, langParam, radiusParam } from '../search-params.js';
import { closest } from '../../core/spelling.js';
import { centreIn, eventsOf, minuteOf } from './events.js';

/** `/v1/measures/{code}`: one of the ten measures, and what there is for a worker, near him and now. */

const params = {
  code: text({ most: 40, allowed: 'a code of /v1/measures', meaning: 'The code of the measure.' }),
  lat: optional(centreParams.lat),
  lon: optional(centreParams.lon),
  radius: radiusParam,
  area: listParams.area,
  limit: withDefault(
    number({ min: 1, max: 50, whole: true, unit: '', meaning: 'How many of each list at most.' }),
    5,
  ),
  ...crsParams,
  lang: langParam,
};

const answers = {
  200: { description: 'The measure.', contentType: 'application/json', schema: measureWhole },
};

export const measure = route({
  method: 'GET',
  path: '/v1/measures/{code}',
  operationId: 'getMeasure',
  summary:
    'One of the ten measures: its text, programmes, hotlines, next events, offers, and the nearest places',
  tag: 'Measures',
  params,
  answers,
  problems: [404],
  examples: { 'what there is near by': 'lat=31.2410&lon=121.4265' },
  handle: ({ params: values, lang }, deps) => answerMeasure(values, lang, deps),
});

export const measureByPost = route({
  method: 'POST',
  path: '/v1/measures/{code}',
  operationId: 'postMeasure',
  summary: 'One of the ten measures, asked without a position in the address',
  tag: 'Measures',
  cost: 'read',
  params,
  answers,
  problems: [404],
  examples: { 'what there is near by': { lat: 31.241, lon: 121.4265 } },
  handle: ({ params: values, lang }, deps) => answerMeasure(values, lang, deps),
});

async function answerMeasure(
  values: Values<typeof params>,
  preferred: Language,
  deps: AppDeps,
): Promise<Reply> {
  const found = deps.vocabulary.measures.get(values.code);
  if (!found) throw noSuchMeasure(values.code, deps);
  const lang = values.lang ?? preferred;
  const centre = centreIn(values, values.crs);
  const shape = { lang, crs: values.crs, outCrs: values.outCrs ?? values.crs };
  const { hits, warnings } = centre
    ? await nearest(found, { centre, values }, deps)
    : { hits: undefined, warnings: [] };
  const body = JSON.stringify({
    lang,
    crs: shape.outCrs,
    timeStamp: minuteOf(deps.now()),
    code: found.code,
    label: inLanguage(found.label, lang),
    labels: found.label,
    promise: inLanguage(found.promise, lang),
    text: inLanguage(found.text, lang),
    texts: found.text,
    ...(await offeringsOf(found, { values, shape, centre }, deps)),
    ...(hits && { nearest: hits.map((hit) => featureObject(hit, shape)) }),
    warnings,
  });
  const headers = {
    'Content-Crs': shape.outCrs,
    'Content-Language': lang,
    'Cache-Control': centre ? PRIVATE : REVALIDATE,
    Vary: 'Accept-Language',
  };
  return { type: 'application/json', body, etag: contentTag(body), headers };
}

function noSuchMeasure(code: string, { vocabulary }: AppDeps): UserError {
  const allowed = [...vocabulary.measures.keys()];
  const meant = closest(code, allowed);
  const hint = meant === undefined ? '' : ` (did you mean ${meant}?)`;
  const fault = { parameter: 'code', value: code, detail: `is not one of the ten measures${hint}`, allowed };
  return new UserError('not-found', `There is no measure ${code}${hint}.`, [fault]);
}

interface Asking {
  readonly values: Values<typeof params>;
  readonly shape: Presentation;
  readonly centre: Position | undefined;
}

/** What belongs to the measure, without what is over; what is to be had now comes first. */
async function offeringsOf(
  { code }: Measure,
  { values, shape, centre }: Asking,
  deps: AppDeps,
): Promise<object> {
  const now = deps.now();
  const { limit, area, radius } = values;
  const choice = { measure: code, area };
  const window = { from: now, to: now + HORIZON };
  const events = (await eventsOf({ ...choice, radius }, { now, window, centre }, deps)).filter(
    ({ event }) => event.content.status !== 'cancelled',
  );
  const lists = {
    programmes: chosen('programme', choice, now, deps).slice(0, limit),
    hotlines: byState(chosen('hotline', choice, now, deps), now, deps).slice(0, limit),
    events: events.slice(0, limit).map(({ event }) => event),
    offers: byState(chosen('offer', choice, now, deps), now, deps).slice(0, limit),
  };
  const apart = new Map(events.map((one) => [one.event.id, one.distance]));
  const cards = await cardsOf(Object.values(lists).flat(), deps);
  const tell = (one: AnyOffering) =>
    offeringObject(one, {
      ...shape,
      at: now,
      calendar: deps.calendar,
      card: cards.get(one.id),
      distance: apart.get(one.id),
    });
  return Object.fromEntries(Object.entries(lists).map(([name, some]) => [name, some.map(tell)]));
}

const HORIZON = 800 * 86_400_000;
const RANK = { open: 0, unknown: 1, closed: 2 } as const;

function byState(some: readonly AnyOffering[], now: number, { calendar }: AppDeps): readonly AnyOffering[] {
  const rank = (one: AnyOffering) =>
    RANK[offeredState((one as Offering<'hotline'>).content, now, calendar).state];
  return some.toSorted((a, b) => rank(a) - rank(b));
}

/** The nearest places of the measure's categories, and those with its services, as one list. */
async function nearest(
  { categories, services }: Measure,
  { centre, values }: { readonly centre: Position; readonly values: Values<typeof params> },
  { finder, now: clock }: AppDeps,
) {
  const now = clock();
  const { limit, radius } = values;
  const filters = [
    ...(categories.length > 0 ? [{ ...NO_FILTER, categories }] : []),
    ...(services.length > 0 ? [{ ...NO_FILTER, anyService: services }] : []),
  ];
  const answers = await Promise.all(
    filters.map((filter) =>
      finder.nearest({ at: now, now, centre, limit, filter, ...(radius !== undefined && { radius }) }),
    ),
  );
  // A place of a fitting category is told of as a whole, not for one of its services that has longer hours.
  const byId = new Map<string, Hit>();
  for (const hit of answers.flatMap(({ hits }) => hits))
    if (!byId.has(hit.card.id)) byId.set(hit.card.id, hit);
  const hits = [...byId.values()].toSorted(
    (a, b) => a.distance! - b.distance! || (a.card.id < b.card.id ? -1 : 1),
  );
  return { hits: hits.slice(0, limit), warnings: answers.flatMap((one) => one.warnings) };
}
