import { z } from 'zod';
import { AUDIENCES, type Audience } from './facility.js';
import {
  MAX_CATEGORIES,
  MAX_SERVICES,
  NO_TRAITS,
  withCategory,
  withService,
  type TraitFilter,
} from './traits.js';

/** A word in the languages the product speaks. At least one of them is there. */
export interface LocalText {
  readonly zh?: string;
  readonly en?: string;
}
export const LANGUAGES = ['zh', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** What we say ourselves: always in each of them. */
export type Words = Readonly<Record<Language, string>>;

/** As what zod reads has it: a member may be there and undefined. */
type Loose<T> = { readonly [K in keyof T]?: T[K] | undefined };

/** The text in the wanted language, or in the other one where it does not exist. */
export function inLanguage(text: Loose<LocalText>, lang: Language): string {
  return (lang === 'zh' ? (text.zh ?? text.en) : (text.en ?? text.zh)) ?? '';
}

interface Term {
  readonly code: string;
  readonly label: Required<LocalText>;
}
/** What a facility is. */
export interface Category extends Term {
  readonly group: string;
  readonly note: string;
  /** Whom such a place is for by its nature, where it does not say; empty: that differs from place to place. */
  readonly audience: readonly Audience[];
  /** What that is concluded from. */
  readonly audienceWhy: string;
}
/** A family of categories that may be asked for together, such as `health`. */
export type CategoryGroup = Term;
/** What a facility offers. `season` tells when, `by` whether it is always there or at an event. */
export interface Service extends Term {
  readonly measure: string;
  readonly season: 'all' | 'summer' | 'winter';
  readonly by: readonly ('standing' | 'event')[];
}
/** What a rider looks for: any of some services, or any place of some categories. */
export interface Need extends Term {
  readonly services: readonly string[];
  readonly categories: readonly string[];
}
/** One of the ten 暖"新" measures and its promise. */
export interface Measure extends Term {
  readonly promise: Required<LocalText>;
  /** What it means for a worker, in a few sentences. */
  readonly text: Required<LocalText>;
  /** Places that serve it: those of these categories, and those with one of these services. */
  readonly categories: readonly string[];
  readonly services: readonly string[];
}

const code = z.string().regex(/^[a-z][a-z0-9_]*$/, 'a code is lower-case letters, digits and underscores');
const label = z.string().min(1);
const list = z.string().transform((text) => text.split('|').filter((part) => part !== ''));

/** The columns of the vocabulary files, as a CSV reader hands them over: every value a string. */
export const vocabularyRows = z.object({
  groups: z.array(z.object({ code, zh: label, en: label })),
  categories: z.array(
    z.object({
      code,
      zh: label,
      en: label,
      group: code,
      note: z.string(),
      audience: list.pipe(z.array(z.enum(AUDIENCES))).default([]),
      audience_why: z.string().default(''),
    }),
  ),
  services: z.array(
    z.object({
      code,
      zh: label,
      en: label,
      measure: code,
      season: z.enum(['all', 'summer', 'winter']),
      by: list.pipe(z.array(z.enum(['standing', 'event'])).min(1)),
    }),
  ),
  needs: z.array(z.object({ code, zh: label, en: label, services: list, categories: list })),
  measures: z.array(
    z.object({
      code,
      zh: label,
      en: label,
      promise_zh: label,
      promise_en: label,
      text_zh: z.string().default(''),
      text_en: z.string().default(''),
      categories: list.default([]),
      services: list.default([]),
    }),
  ),
});
export type VocabularyRows = z.input<typeof vocabularyRows>;

/**
 * The words of the field and their places in the traits. Order in the files is order of the bits; the numbers are
 * never stored, so the files may be edited freely.
 */
export class Vocabulary {
  /** What it was made of: plain data, from which another thread makes the same. */
  readonly rows: VocabularyRows;
  readonly groups: ReadonlyMap<string, CategoryGroup>;
  readonly categories: ReadonlyMap<string, Category>;
  readonly services: ReadonlyMap<string, Service>;
  readonly needs: ReadonlyMap<string, Need>;
  readonly measures: ReadonlyMap<string, Measure>;
  readonly #categoryBits: ReadonlyMap<string, number>;
  readonly #serviceBits: ReadonlyMap<string, number>;

  /**
   * @param rows the files' rows; every reference between them is checked
   * @throws Error that names the file, the row and the word that is not known
   */
  constructor(rows: VocabularyRows) {
    this.rows = rows;
    const parsed = vocabularyRows.parse(rows);
    const term = (row: { code: string; zh: string; en: string }) => ({
      code: row.code,
      label: { zh: row.zh, en: row.en },
    });
    this.groups = byCode('groups', parsed.groups.map(term));
    this.measures = byCode(
      'measures',
      parsed.measures.map((row) => ({
        ...term(row),
        promise: { zh: row.promise_zh, en: row.promise_en },
        text: { zh: row.text_zh, en: row.text_en },
        categories: row.categories,
        services: row.services,
      })),
    );
    this.categories = byCode(
      'categories',
      parsed.categories.map((row) => ({
        ...term(row),
        group: row.group,
        note: row.note,
        audience: row.audience,
        audienceWhy: row.audience_why,
      })),
    );
    this.services = byCode(
      'services',
      parsed.services.map((row) => ({ ...term(row), measure: row.measure, season: row.season, by: row.by })),
    );
    this.needs = byCode(
      'needs',
      parsed.needs.map((row) => ({ ...term(row), services: row.services, categories: row.categories })),
    );
    this.#checkReferences();
    this.#categoryBits = bits(this.categories, MAX_CATEGORIES, 'categories');
    this.#serviceBits = bits(this.services, MAX_SERVICES, 'services');
  }

  /** The categories a code or a group's code stands for; none for a word that is not known. */
  categoriesOf(codeOrGroup: string): readonly string[] {
    if (this.categories.has(codeOrGroup)) return [codeOrGroup];
    return [...this.categories.values()].filter((one) => one.group === codeOrGroup).map((one) => one.code);
  }

  /**
   * The traits of a place of this category with these services. Words that are not known (a code that has since
   * been removed from the files) set no bit.
   */
  traits(category: string, services: Iterable<string>): number[] {
    let traits: number[] = [...NO_TRAITS];
    const categoryBit = this.#categoryBits.get(category);
    if (categoryBit !== undefined) traits = withCategory(traits, categoryBit);
    for (const service of services) {
      const bit = this.#serviceBits.get(service);
      if (bit !== undefined) traits = withService(traits, bit);
    }
    return traits;
  }

  /** The bits of any of these categories or any of these services, as one clause of a filter. */
  clause(categories: Iterable<string>, services: Iterable<string>): number[] {
    let clause = this.traits('', services);
    for (const category of categories) {
      const bit = this.#categoryBits.get(category);
      if (bit !== undefined) clause = withCategory(clause, bit);
    }
    return clause;
  }

  /** A filter for places of any of the categories, with all of the services, and what each further clause asks. */
  filter(wanted: {
    readonly categories?: readonly string[];
    readonly services?: readonly string[];
    readonly anyService?: readonly string[];
    readonly need?: string;
  }): TraitFilter {
    const any: number[][] = [];
    if (wanted.categories?.length) any.push(this.clause(wanted.categories, []));
    if (wanted.anyService?.length) any.push(this.clause([], wanted.anyService));
    const need = wanted.need === undefined ? undefined : this.needs.get(wanted.need);
    if (need) any.push(this.clause(need.categories, need.services));
    return { all: this.traits('', wanted.services ?? []), any };
  }

  #checkReferences(): void {
    const known = (file: string, row: string, word: string, where: ReadonlyMap<string, unknown>) => {
      if (!where.has(word)) throw new Error(`${file}: "${row}" refers to "${word}", which is not there`);
    };
    for (const one of this.categories.values()) known('categories', one.code, one.group, this.groups);
    for (const one of this.groups.keys()) {
      if (this.categories.has(one)) throw new Error(`groups: "${one}" is the code of a category too`);
    }
    for (const one of this.services.values()) known('services', one.code, one.measure, this.measures);
    for (const one of this.measures.values()) {
      for (const word of one.services) known('measures', one.code, word, this.services);
      for (const word of one.categories) known('measures', one.code, word, this.categories);
    }
    for (const need of this.needs.values()) {
      for (const word of need.services) known('needs', need.code, word, this.services);
      for (const word of need.categories) known('needs', need.code, word, this.categories);
    }
  }
}

function byCode<T extends Term>(file: string, terms: readonly T[]): ReadonlyMap<string, T> {
  const map = new Map(terms.map((term) => [term.code, term]));
  if (map.size !== terms.length) {
    const twice = terms.find((term, i) => terms.findIndex((other) => other.code === term.code) !== i);
    throw new Error(`${file}: the code "${twice?.code}" stands there twice`);
  }
  return map;
}

function bits(terms: ReadonlyMap<string, unknown>, most: number, file: string): ReadonlyMap<string, number> {
  if (terms.size > most) throw new Error(`${file}: ${terms.size} codes, but the index has room for ${most}`);
  return new Map([...terms.keys()].map((word, i) => [word, i]));
}
