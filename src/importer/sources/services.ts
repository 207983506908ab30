import type { ServiceOffer } from '../../core/facility.js';
import type { Vocabulary } from '../../core/vocabulary.js';

export interface ServicesFound {
  readonly services: Readonly<Record<string, ServiceOffer>>;
  /** Words that no service was found for. */
  readonly unknown: readonly string[];
}

const SEPARATORS = /[、,，;；/|｜。\n\r\t+＋·•]+|(?<=[\p{Script=Han}])\s+(?=[\p{Script=Han}])/u;
/** A word with one of these says that something is missing or broken: it is never taken as "yes" by a part of it. */
const DOUBT = /无|無|没|沒|不|未|停|坏|維修|维修|暂|拟|计划|建设中/;
const NO = /^(无|無|没有|沒有|暂无|不提供|未设|未配备)/;
const SEASONS: readonly (readonly [RegExp, string])[] = [
  [/夏季|夏日|暑期|夏天/, 'summer'],
  [/冬季|冬日|冬天|寒冬/, 'winter'],
];

const MOST_REMEMBERED = 10_000;

/**
 * Finds services by their words: labels of the vocabulary and the synonyms of `service-synonyms.csv`. A word counts as a
 * whole; else by the longest synonyms that stand in it (`手机快充` by `手机快充`, `全天热水` by `热水`), unless it also says
 * that something is missing. What is not found is handed back, never guessed.
 */
export class ServiceWords {
  readonly #byWord: ReadonlyMap<string, string>;
  readonly #longestFirst: readonly string[];
  readonly #remembered = new Map<string, ServicesFound>();

  constructor(vocabulary: Vocabulary, synonyms: Iterable<readonly [code: string, synonym: string]>) {
    const words = new Map<string, string>();
    for (const service of vocabulary.services.values()) {
      words.set(service.code, service.code);
      words.set(fold(service.label.en), service.code);
      words.set(fold(service.label.zh), service.code);
      for (const part of service.label.zh.split('/')) words.set(fold(part), service.code);
    }
    for (const [code, synonym] of synonyms) {
      if (!vocabulary.services.has(code))
        throw new Error(`service-synonyms: "${code}" is not a service of the vocabulary`);
      words.set(fold(synonym), code);
    }
    words.delete('');
    this.#byWord = words;
    this.#longestFirst = [...words.keys()]
      .filter((word) => /\p{Script=Han}/u.test(word) && word.length >= 2)
      .toSorted((a, b) => b.length - a.length);
  }

  /** Lists repeat themselves: what was found for a text is remembered, up to a bound. */
  find(text: string): ServicesFound {
    const before = this.#remembered.get(text);
    if (before) return before;
    const found = this.#search(text);
    if (this.#remembered.size < MOST_REMEMBERED) this.#remembered.set(text, found);
    return found;
  }

  #search(text: string): ServicesFound {
    const services: Record<string, ServiceOffer> = {};
    const unknown: string[] = [];
    for (const word of text.split(SEPARATORS).map((part) => part.trim())) {
      if (word === '') continue;
      const found = this.#offers(fold(word));
      if (found.length === 0) unknown.push(word);
      for (const [code, offer] of found) services[code] ??= offer;
    }
    return { services, unknown };
  }

  #offers(word: string): [string, ServiceOffer][] {
    const whole = this.#byWord.get(word);
    if (whole !== undefined) return [[whole, { state: 'yes' }]];
    const without = word.replace(NO, '');
    const missing = without === word ? undefined : this.#byWord.get(without);
    if (missing !== undefined) return [[missing, { state: 'no' }]];
    if (DOUBT.test(word)) return [];
    const season = SEASONS.find(([pattern]) => pattern.test(word))?.[1];
    return this.#within(word).map((code) => [code, season ? { state: 'yes', season } : { state: 'yes' }]);
  }

  #within(word: string): string[] {
    const codes: string[] = [];
    let rest = word;
    for (const synonym of this.#longestFirst) {
      if (!rest.includes(synonym)) continue;
      codes.push(this.#byWord.get(synonym)!);
      rest = rest.replace(synonym, '\0');
    }
    return [...new Set(codes)];
  }
}

function fold(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '');
}
