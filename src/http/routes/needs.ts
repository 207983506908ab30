import type { NeedAnswer } from '../../core/answer.js';
import { UserError } from '../../core/errors.js';
import { NO_FILTER, type Presentation } from '../../core/query.js';
import { inLanguage, type Language } from '../../core/vocabulary.js';
import type { AppDeps } from '../deps.js';
import { bytesOf, type ByteWriter } from '../format/byte-writer.js';
import { frameText, type Link } from '../format/collection.js';
import { writeFeature } from '../format/feature.js';
import { needs as schema } from '../format/schemas.js';
import { list, optional, type Values } from '../params.js';
import type { Reply } from '../reply.js';
import { route } from '../route.js';
import { centreParams, NOT_YET_UNORDERED, presentationParams, radiusParam } from '../search-params.js';
import { centreOf, echoOf, presentationOf, unknownWord } from '../search-question.js';
import { searchReply } from '../search-reply.js';

/** `/v1/needs/nearest`: a rider's home screen in one call. */

const params = {
  ...centreParams,
  radius: radiusParam,
  need: optional(
    list({
      most: 50,
      allowed: 'codes of /v1/needs, separated by commas',
      meaning: 'Only these needs, in this order; without it all of them.',
    }),
  ),
  ...presentationParams,
};
const notYet = NOT_YET_UNORDERED;
const answers = {
  200: { description: 'In the order of the needs.', contentType: 'application/json', schema },
};

export const needs = route({
  method: 'GET',
  path: '/v1/needs/nearest',
  operationId: 'getNeedsNearest',
  summary: 'For each need the nearest place that serves it',
  tag: 'Questions',
  params,
  notYet,
  answers,
  examples: { 'everything near': 'lat=31.2410&lon=121.4265' },
  handle: ({ params: values, lang, request }, deps) => {
    const links = [{ rel: 'self', href: request.url ?? '', type: 'application/json' }];
    return answerNeeds(values, { lang, links }, deps);
  },
});

export const needsByPost = route({
  method: 'POST',
  path: '/v1/needs/nearest',
  operationId: 'postNeedsNearest',
  summary: 'For each need the nearest place, asked without a position in the address',
  tag: 'Questions',
  params,
  notYet,
  answers,
  examples: { 'toilet and water': { lat: 31.241, lon: 121.4265, need: ['toilet', 'drink'] } },
  handle: ({ params: values, lang }, deps) => answerNeeds(values, { lang, links: [] }, deps),
});

async function answerNeeds(
  values: Values<typeof params>,
  { lang: preferred, links }: { lang: Language; links: readonly Link[] },
  { finder, vocabulary, now: clock }: AppDeps,
): Promise<Reply> {
  const wanted = values.need ?? [];
  const faults = wanted
    .filter((one) => !vocabulary.needs.has(one))
    .map((one) => unknownWord('need', one, [...vocabulary.needs.keys()]));
  if (faults.length > 0)
    throw new UserError('invalid-parameter', 'need has a word that is not in the vocabulary.', faults);
  const shape = presentationOf(values, preferred);
  const { radius } = values;
  const centre = centreOf(values, shape);
  const now = clock();
  const answer = await finder.needs({
    at: now,
    centre,
    needs: wanted,
    ...(radius !== undefined && { radius }),
  });
  const query = { ...echoOf(values, NO_FILTER, shape), need: values.need };
  const frame = frameText({ shape, query, warnings: answer.warnings, links, now });
  const { seq, live } = answer;
  const bytes = bytesOf((out) => {
    out.text('{"needs":[');
    for (const [i, one] of answer.needs.entries()) {
      const label = inLanguage(vocabulary.needs.get(one.need)?.label ?? {}, shape.lang);
      if (i > 0) out.text(',');
      writeNeed({ ...one, label }, shape, out);
    }
    out.text(`],${frame}}`);
  });
  return searchReply(bytes, { seq, live, shape, now, personal: true, type: 'application/json' });
}

function writeNeed(
  { need, label, hit, nextToOpen }: NeedAnswer & { readonly label: string },
  shape: Presentation,
  out: ByteWriter,
): void {
  out.text(`{"need":${JSON.stringify(need)},"label":${JSON.stringify(label)}`);
  for (const [name, place] of [
    ['facility', hit],
    ['nextToOpen', nextToOpen],
  ] as const) {
    if (place) writeFeature(place, shape, out, `,"${name}":`);
  }
  out.text('}');
}
