import type { z } from 'zod';
import { inLanguage, type Language, type LocalText } from '../../core/vocabulary.js';
import { contentTag, REVALIDATE } from '../cache.js';
import type { AppDeps } from '../deps.js';
import { categories, measures, needTerms, reportKindTerms, services } from '../format/schemas.js';
import { route, type Route } from '../route.js';
import { langParam } from '../search-params.js';

/** The words of the field: categories, services, needs, measures, kinds of reports. */

interface Term {
  readonly code: string;
  readonly label: Required<LocalText>;
}

function termOf({ code, label }: Term, lang: Language) {
  return { code, label: inLanguage(label, lang), labels: label };
}

interface Listing {
  readonly name: 'categories' | 'services' | 'needs' | 'measures' | 'report-kinds';
  readonly summary: string;
  readonly schema: z.ZodType;
  readonly body: (words: Pick<AppDeps, 'vocabulary' | 'reportKinds'>, lang: Language) => object;
}

function vocabularyRoute({ name, summary, schema, body }: Listing): Route {
  return route({
    method: 'GET',
    path: `/v1/${name}`,
    operationId: `get${name
      .split('-')
      .map((part) => part[0]!.toUpperCase() + part.slice(1))
      .join('')}`,
    summary,
    tag: 'Vocabulary',
    params: { lang: langParam },
    answers: { 200: { description: summary, contentType: 'application/json', schema } },
    handle: ({ params, lang: preferred }, deps) => {
      const lang = params.lang ?? preferred;
      const text = JSON.stringify({ lang, ...body(deps, lang) });
      const headers = { 'Cache-Control': REVALIDATE, 'Content-Language': lang, Vary: 'Accept-Language' };
      return { type: 'application/json', body: text, etag: contentTag(text), headers };
    },
  });
}

export const vocabularies: readonly Route[] = [
  vocabularyRoute({
    name: 'categories',
    summary: 'What a facility can be, and the groups of categories',
    schema: categories,
    body: ({ vocabulary }, lang) => ({
      categories: [...vocabulary.categories.values()].map((one) => ({
        ...termOf(one, lang),
        group: one.group,
        ...(one.note !== '' && { note: one.note }),
      })),
      groups: [...vocabulary.groups.values()].map((one) => termOf(one, lang)),
    }),
  }),
  vocabularyRoute({
    name: 'services',
    summary: 'What a facility can offer',
    schema: services,
    body: ({ vocabulary }, lang) => ({
      services: [...vocabulary.services.values()].map((one) => ({
        ...termOf(one, lang),
        measure: one.measure,
        season: one.season,
        by: one.by,
      })),
    }),
  }),
  vocabularyRoute({
    name: 'needs',
    summary: 'What a rider looks for: services and categories that serve it',
    schema: needTerms,
    body: ({ vocabulary }, lang) => ({
      needs: [...vocabulary.needs.values()].map((one) => ({
        ...termOf(one, lang),
        services: one.services,
        categories: one.categories,
      })),
    }),
  }),
  vocabularyRoute({
    name: 'measures',
    summary: 'The ten measures and what they promise',
    schema: measures,
    body: ({ vocabulary }, lang) => ({
      measures: [...vocabulary.measures.values()].map((one) => ({
        ...termOf(one, lang),
        promise: inLanguage(one.promise, lang),
      })),
    }),
  }),
  vocabularyRoute({
    name: 'report-kinds',
    summary: 'What can be reported of a place',
    schema: reportKindTerms,
    body: ({ reportKinds }, lang) => ({
      kinds: Object.values(reportKinds).map((one) => termOf(one, lang)),
    }),
  }),
];
