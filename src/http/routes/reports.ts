import { invalidParameter, UserError } from '../../core/errors.js';
import { REPORT_KINDS, REPORT_STATUSES, type Report, type ReportFilter } from '../../core/report.js';
import type { Language, LocalText, Words } from '../../core/vocabulary.js';
import { networkOf } from '../address.js';
import { readCursor, writeCursor } from '../cursor.js';
import type { AppDeps } from '../deps.js';
import { reportObject, type ReportedPlace } from '../format/report.js';
import { reportReceived, reportSchema, reportsPage } from '../format/schemas.js';
import { instant, number, optional, text, withDefault, word } from '../params.js';
import { HttpError } from '../problem.js';
import type { Reply } from '../reply.js';
import { draftOf, presentPlace, reportParams } from '../report-draft.js';
import { route } from '../route.js';
import { cursorParam, langParam } from '../search-params.js';
import { withCursor } from './list.js';

/** `/v1/reports`: what strangers found at a place, and what an operator makes of it. */

const JSON_TYPE = 'application/json';
const MOST_BYTES = 8_192;

export const postReport = route({
  method: 'POST',
  path: '/v1/reports',
  operationId: 'postReport',
  summary:
    'Say what you found at a place: locked, open, a broken service, a wrong pin, gone; or suggest something',
  description:
    'Needs no account and no key. A report changes no facility by itself: a fresh one makes `usable` doubtful, is shown with its age, and ends by itself; an operator reads it. The same word of the same asker within an hour is counted once. Nothing that leads to the reporter is kept: see docs/reports.md.',
  tag: 'Reports',
  params: reportParams,
  mostBytes: MOST_BYTES,
  cost: 'report',
  answers: {
    202: { description: 'It was taken.', contentType: JSON_TYPE, schema: reportReceived },
  },
  problems: [404, 410, 429],
  examples: {
    'it was locked': { facility: 'ID', kind: 'locked', lat: 31.241, lon: 121.4265 },
    'the microwave is broken': { facility: 'ID', kind: 'broken_service', service: 'microwave' },
    'a suggestion': { kind: 'suggestion', note: '长寿路江宁路口缺饮水点' },
  },
  handle: async ({ params: values, lang, request }, deps) => {
    const { stores, vocabulary, now: clock, id, askers, settings } = deps;
    const now = clock();
    const draft = await draftOf(values, { store: stores.facilities, vocabulary, now });
    const shown = { draft, lang: values.lang ?? lang };
    if (values.website !== undefined && values.website !== '')
      return received({ kind: 'new', id: id(), observedAt: draft.observedAt }, shown);
    const asker = askers.tagOf(networkOf(request, settings.proxies), now);
    const result = await stores.reports.add({ ...draft, id: id(), asker });
    if (result.kind === 'new') await deps.refreshLive();
    if (result.kind !== 'full') return received(result, shown);
    const { retryAfterSeconds } = result;
    throw new HttpError(
      'too-many-requests',
      'So many reports of this place came within the last hour that more would tell nothing new.',
      {
        headers: { 'Retry-After': `${retryAfterSeconds}` },
      },
    );
  },
});

const NEXT: Readonly<Record<'new' | 'repeated', Words>> = {
  new: {
    zh: '谢谢反映。新近的反映会连同时间一起显示给其他人；站点信息不会仅凭反映改动，管理人员会查看。',
    en: 'Thank you. What is fresh is shown to others with its age; nothing about the place changes by a report alone, and an operator will look at it.',
  },
  repeated: {
    zh: '谢谢。一小时内您已经反映过同样的情况，只计一次。',
    en: 'Thank you. You said the same within the last hour; it is counted once.',
  },
};

function received(
  { kind, id, observedAt }: { kind: 'new' | 'repeated'; id: string; observedAt: number },
  { draft, lang }: { draft: Awaited<ReturnType<typeof draftOf>>; lang: Language },
): Reply {
  const body = {
    id,
    status: 'open',
    kind: draft.kind,
    ...(draft.facility && { facility: draft.facility.id }),
    ...(draft.service !== undefined && { service: draft.service }),
    observedAt: new Date(observedAt).toISOString(),
    nearness: draft.nearness,
    counted: kind === 'new',
    next: NEXT[kind][lang],
  };
  const headers = { 'Cache-Control': 'no-store', 'Content-Language': lang };
  return { status: 202, type: JSON_TYPE, body: JSON.stringify(body), headers };
}

const DEFAULT_PAGE = 50;

export const listReports = route({
  method: 'GET',
  path: '/v1/reports',
  operationId: 'getReports',
  summary: 'What was reported, the newest first',
  tag: 'Reports',
  role: 'operator',
  params: {
    status: optional(word(REPORT_STATUSES, '`open`: nobody has decided on it.')),
    kind: optional(word(REPORT_KINDS, 'Only this kind.')),
    facility: optional(
      text({ most: 200, allowed: 'an id from an answer', meaning: 'Only of the place with this id.' }),
    ),
    since: optional(instant('Only what came at or after this instant.')),
    limit: withDefault(
      number({ min: 1, max: 200, whole: true, unit: '', meaning: 'How many reports at most.' }),
      DEFAULT_PAGE,
    ),
    cursor: cursorParam,
    lang: langParam,
  },
  answers: { 200: { description: 'A page of reports.', contentType: JSON_TYPE, schema: reportsPage } },
  problems: [404],
  examples: { 'what nobody has looked at': 'status=open' },
  handle: async ({ params: values, lang: preferred, request }, deps) => {
    const { cursor, limit, lang = preferred } = values;
    const filter = await filterOf(values, deps);
    const before = cursor === undefined ? {} : { before: readCursor(filter, cursor) };
    const reports = await deps.stores.reports.list(filter, { ...before, limit: limit + 1 });
    const page = reports.slice(0, limit);
    const url = request.url ?? '';
    const links = [{ rel: 'self', href: url, type: JSON_TYPE }];
    if (reports.length > limit) {
      const href = withCursor(url, writeCursor(filter, page.at(-1)!.number));
      links.push({ rel: 'next', href, type: JSON_TYPE });
    }
    const body = { numberReturned: page.length, crs: 'wgs84', reports: await shown(page, lang, deps), links };
    return { type: JSON_TYPE, body: JSON.stringify(body), headers: { 'Content-Language': lang } };
  },
});

export const patchReport = route({
  method: 'PATCH',
  path: '/v1/reports/{id}',
  operationId: 'patchReport',
  summary: 'Decide on a report: from then on it has no effect any more',
  description: 'It can be decided anew; the last word stands.',
  tag: 'Reports',
  role: 'operator',
  params: {
    id: text({ most: 64, allowed: 'an id of GET /v1/reports', meaning: 'The id of the report.' }),
    status: word(
      REPORT_STATUSES.filter((one) => one !== 'open'),
      '`accepted`: it was so, and has been seen to; `rejected`: it was not so; `duplicate`: another report says it.',
    ),
    word: optional(
      text({ most: 500, allowed: 'up to 500 characters', meaning: 'Why, for your colleagues.' }),
    ),
    lang: langParam,
  },
  mostBytes: MOST_BYTES,
  answers: { 200: { description: 'The report as it is now.', contentType: JSON_TYPE, schema: reportSchema } },
  problems: [404],
  examples: { 'it was so': { status: 'accepted', word: '已通知管理员' } },
  handle: async ({ params: { id, status, word: why, lang: asked }, lang: preferred, key }, deps) => {
    const resolution = { status, by: key!.label, at: deps.now(), ...(why !== undefined && { word: why }) };
    const report = await deps.stores.reports.resolve(id, resolution);
    if (!report) throw new UserError('not-found', 'No report has this id.');
    await deps.refreshLive();
    const lang = asked ?? preferred;
    const [body] = await shown([report], lang, deps);
    return { type: JSON_TYPE, body: JSON.stringify(body), headers: { 'Content-Language': lang } };
  },
});

interface Asked {
  readonly status?: ReportFilter['status'] | undefined;
  readonly kind?: ReportFilter['kind'] | undefined;
  readonly facility?: string | undefined;
  readonly since?: string | undefined;
}

async function filterOf(
  { status, kind, facility, since }: Asked,
  { stores }: AppDeps,
): Promise<ReportFilter> {
  const place = facility === undefined ? undefined : await presentPlace(facility, stores.facilities);
  if (facility !== undefined && !place)
    throw invalidParameter({
      parameter: 'facility',
      value: facility,
      detail: 'is no place',
      allowed: 'the id of a place that is there',
    });
  return {
    ...(status && { status }),
    ...(kind && { kind }),
    ...(place && { facility: place.key }),
    ...(since !== undefined && { since: Date.parse(since) }),
  };
}

async function shown(reports: readonly Report[], lang: Language, deps: AppDeps): Promise<object[]> {
  const places = await placesOf(reports, deps);
  return reports.map((report) => {
    const place = report.facility && places.get(report.facility.key);
    const known = place ? { place } : {};
    return reportObject(report, { lang, now: deps.now(), kinds: deps.reportKinds, ...known });
  });
}

/** The places of the reports as they are today, by the key they had: a merged one is the one it was merged into. */
async function placesOf(
  reports: readonly Report[],
  { stores: { facilities } }: AppDeps,
): Promise<ReadonlyMap<number, ReportedPlace>> {
  const ids = new Map(reports.flatMap(({ facility }) => (facility ? [[facility.key, facility.id]] : [])));
  const cards = await facilities.cards([...ids.keys()]);
  const places = new Map<number, ReportedPlace>();
  for (const [index, [key, id]] of [...ids].entries()) {
    const card = cards[index];
    const place = card ? undefined : await presentPlace(id, facilities);
    if (card) places.set(key, { id: card.id, name: nameOf({ zh: card.nameZh, en: card.nameEn }) });
    else if (place) places.set(key, { id: place.id, name: nameOf(place.body.name) });
  }
  return places;
}

function nameOf({ zh, en }: Partial<Record<'zh' | 'en', string | null | undefined>>): LocalText {
  return { ...(zh && { zh }), ...(en && { en }) };
}
