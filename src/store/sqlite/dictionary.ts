import type { Database } from 'better-sqlite3';
import { workingServices, type Claim, type FacilityBody } from '../../core/facility.js';
import type { NumberedHours } from '../../core/hours/hours-book.js';
import { HOURS_WORD, MAX_SERVICES, type TraitFilter } from '../../core/traits.js';
import type { Vocabulary } from '../../core/vocabulary.js';
import { HoursNumbers } from './hours-numbers.js';

/** Category number, four words of service bits and number of the hours, as the columns of `facility` hold them. */
export interface StoredTraits {
  readonly category: number;
  readonly s0: number;
  readonly s1: number;
  readonly s2: number;
  readonly s3: number;
  readonly hours: number;
}
/** The same as a row gives them. */
export type TraitColumns = readonly [
  category: number,
  s0: number,
  s1: number,
  s2: number,
  s3: number,
  hours: number,
];

/**
 * The store's numbers for words: sources, categories and service bits. They are given once and never changed, so
 * that the vocabulary's files, whose order makes the bits of an index, may be edited freely. Hours have numbers too.
 */
export class Dictionary {
  readonly #db: Database;
  readonly vocabulary: Vocabulary;
  readonly #sources = new Map<string, number>();
  readonly #categories = new Map<string, number>();
  readonly #serviceBits = new Map<string, number>();
  readonly #hours: HoursNumbers;
  /** By category number: word 0 of the vocabulary's traits. */
  #categoryWords: number[] = [];
  /** By stored bit: the bit in the vocabulary, or -1. */
  #toVocabulary: number[] = [];
  #sameBits = true;

  constructor(db: Database, vocabulary: Vocabulary) {
    this.#db = db;
    this.vocabulary = vocabulary;
    this.#hours = new HoursNumbers(db);
    db.transaction(() => this.#learnServices()).immediate();
    this.reload();
  }

  /** Reads the tables again: after a transaction was undone. */
  reload(): void {
    this.#reloadWords();
    this.#hours.reload();
  }

  /** Reads the words again, also when a number is not known. */
  #reloadWords(): void {
    const fill = (map: Map<string, number>, sql: string) => {
      map.clear();
      for (const [word, n] of this.#db.prepare(sql).raw().all() as [string, number][]) map.set(word, n);
    };
    fill(this.#sources, 'SELECT id, n FROM source');
    fill(this.#categories, 'SELECT code, n FROM category');
    fill(this.#serviceBits, 'SELECT code, bit FROM service_bit');
    this.#categoryWords = [];
    for (const [code, n] of this.#categories) this.#categoryWords[n] = this.vocabulary.traits(code, [])[0]!;
    this.#toVocabulary = Array.from({ length: MAX_SERVICES }, () => -1);
    for (const [code, bit] of this.#serviceBits) this.#toVocabulary[bit] = this.#vocabularyBit(code);
    this.#sameBits = this.#toVocabulary.every((bit, stored) => bit === -1 || bit === stored);
    // A bit that the vocabulary no longer knows must not show through.
    const known = [...this.#serviceBits.values()].every((bit) => this.#toVocabulary[bit] !== -1);
    this.#sameBits &&= known;
  }

  /** The number of a source; a new one is given inside the transaction that is open. */
  source(id: string): number {
    return this.#sources.get(id) ?? this.#intern(this.#sources, id, 'source', 'id');
  }

  /** The number of a source, if it has one. */
  knownSource(id: string): number | undefined {
    if (!this.#sources.has(id)) this.#reloadWords();
    return this.#sources.get(id);
  }

  /** Whether a record and its place have numbers for all their words, so that storing them gives no new one. */
  knows(source: string, claim: Pick<Claim, 'category' | 'hours' | 'inService' | 'services'>): boolean {
    return this.#sources.has(source) && this.#categories.has(claim.category) && this.#hours.knows(claim);
  }

  /** How a facility's category, services and hours are stored. Services the store has no bit for set none. */
  stored(body: FacilityBody): StoredTraits {
    const words: [number, number, number, number] = [0, 0, 0, 0];
    for (const service of workingServices(body)) {
      const bit = this.#serviceBits.get(service);
      if (bit !== undefined) words[bit >>> 5] = (words[bit >>> 5]! | (1 << (bit & 31))) >>> 0;
    }
    const [s0, s1, s2, s3] = words;
    return { category: this.#category(body.category), s0, s1, s2, s3, hours: this.#hours.of(body) };
  }

  /** The vocabulary's traits of a stored facility. */
  traits([category, s0, s1, s2, s3, hours]: TraitColumns): number[] {
    let word = this.#categoryWords[category];
    if (word === undefined) {
      this.#reloadWords();
      word = this.#categoryWords[category] ?? 0;
    }
    const bits = this.#hours.bits(hours);
    return this.#sameBits ? [word, s0, s1, s2, s3, bits] : this.#permute(word, [s0, s1, s2, s3], bits);
  }

  /** All hours that have this number or a higher one. */
  hoursFrom(n: number): NumberedHours[] {
    return this.#hours.from(n);
  }

  /** The filter as conditions on the columns of `facility`, each with the values it binds. */
  conditions(filter: TraitFilter): { readonly sql: string; readonly values: readonly (number | string)[] }[] {
    const conditions = [];
    for (let bit = 0; bit < 32; bit++) {
      const wanted = (filter.all[0]! & (1 << bit)) >>> 0;
      if (wanted !== 0) conditions.push(this.#anyOf([wanted, 0, 0, 0, 0, 0]));
      const hours = (filter.all[HOURS_WORD]! & (1 << bit)) >>> 0;
      if (hours !== 0) conditions.push(this.#anyOf([0, 0, 0, 0, 0, hours]));
    }
    this.#storedWords(filter.all).forEach((word, i) => {
      if (word !== 0) conditions.push({ sql: `(s${i} & ?) = ?`, values: [word, word] });
    });
    if (this.#unstored(filter.all)) conditions.push({ sql: '0', values: [] });
    for (const clause of filter.any) conditions.push(this.#anyOf(clause));
    return conditions;
  }

  #anyOf(clause: readonly number[]): { sql: string; values: (number | string)[] } {
    const categories = [...this.#categories.values()].filter(
      (n) => (this.#categoryWords[n]! & clause[0]!) !== 0,
    );
    const parts = [`category IN (${categories.map(() => '?').join(', ')})`];
    const values: (number | string)[] = [...categories];
    if (clause[HOURS_WORD] !== 0) {
      parts.push('hours IN (SELECT value FROM json_each(?))');
      values.push(JSON.stringify(this.#hours.with(clause[HOURS_WORD]!)));
    }
    this.#storedWords(clause).forEach((word, i) => {
      if (word === 0) return;
      parts.push(`(s${i} & ?) <> 0`);
      values.push(word);
    });
    return { sql: `(${parts.join(' OR ')})`, values };
  }

  /** The service words of vocabulary traits in the store's bits. */
  #storedWords(traits: readonly number[]): number[] {
    const words = [0, 0, 0, 0];
    this.#toVocabulary.forEach((bit, stored) => {
      if (bit === -1 || (traits[1 + (bit >>> 5)]! & (1 << (bit & 31))) === 0) return;
      words[stored >>> 5] = (words[stored >>> 5]! | (1 << (stored & 31))) >>> 0;
    });
    return words;
  }

  /** Whether the traits have a service bit that no stored facility can have. */
  #unstored(traits: readonly number[]): boolean {
    const possible = new Set(this.#toVocabulary);
    for (let bit = 0; bit < MAX_SERVICES; bit++) {
      if ((traits[1 + (bit >>> 5)]! & (1 << (bit & 31))) !== 0 && !possible.has(bit)) return true;
    }
    return false;
  }

  #permute(category: number, words: readonly number[], hours: number): number[] {
    const traits = [category, 0, 0, 0, 0, hours];
    words.forEach((word, i) => {
      for (let rest = word; rest !== 0; rest = (rest & (rest - 1)) >>> 0) {
        const bit = this.#toVocabulary[i * 32 + 31 - Math.clz32(rest & -rest)]!;
        if (bit !== -1) traits[1 + (bit >>> 5)] = (traits[1 + (bit >>> 5)]! | (1 << (bit & 31))) >>> 0;
      }
    });
    return traits;
  }

  #category(code: string): number {
    return this.#categories.get(code) ?? this.#intern(this.#categories, code, 'category', 'code');
  }

  #intern(map: Map<string, number>, word: string, table: string, column: string): number {
    this.#db.prepare(`INSERT OR IGNORE INTO ${table} (${column}) VALUES (?)`).run(word);
    this.#reloadWords();
    return map.get(word)!;
  }

  #vocabularyBit(service: string): number {
    const traits = this.vocabulary.traits('', [service]);
    const word = traits.findIndex((it, i) => i > 0 && it !== 0);
    return word === -1 ? -1 : (word - 1) * 32 + 31 - Math.clz32(traits[word]!);
  }

  /**
   * Gives every service of the vocabulary a bit. Facilities that had a service before the vocabulary knew it get
   * the bit now; only an edited vocabulary costs this reading of all cards.
   */
  #learnServices(): void {
    const known = new Set(this.#db.prepare('SELECT code FROM service_bit').pluck().all() as string[]);
    const fresh = [...this.vocabulary.services.keys()].filter((code) => !known.has(code));
    if (known.size + fresh.length > MAX_SERVICES) {
      throw new Error(
        `the store has room for ${MAX_SERVICES} services in all; ${known.size} have been used so far`,
      );
    }
    const insert = this.#db.prepare('INSERT INTO service_bit (bit, code) VALUES (?, ?)');
    fresh.forEach((code, i) => insert.run(known.size + i, code));
    if (fresh.length === 0) return;
    for (const table of ['card', 'staged_facility'] as const) this.#addBits(table, known.size, fresh);
  }

  #addBits(table: 'card' | 'staged_facility', from: number, fresh: readonly string[]): void {
    const target = table === 'card' ? 'facility' : table;
    const cards = this.#db.prepare(`SELECT key, json FROM main.${table} WHERE json IS NOT NULL`).raw();
    const found: [key: number, bit: number][] = [];
    for (const [key, json] of cards.iterate() as Iterable<[number, string]>) {
      if (!fresh.some((code) => json.includes(`"${code}"`))) continue;
      for (const code of workingServices(JSON.parse(json) as object)) {
        if (fresh.includes(code)) found.push([key, from + fresh.indexOf(code)]);
      }
    }
    for (const [key, bit] of found) {
      const column = `s${bit >>> 5}`;
      const value = (1 << (bit & 31)) >>> 0;
      this.#db.prepare(`UPDATE main.${target} SET ${column} = ${column} | ? WHERE key = ?`).run(value, key);
    }
  }
}
