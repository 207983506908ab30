import type { Database } from 'better-sqlite3';
import { invalidParameter } from '../../core/errors.js';
import { splitAtAntimeridian } from '../../core/position.js';
import type { Card, ListFilter } from '../../core/store.js';
import type { CommittedState } from './committed.js';
import type { Dictionary } from './dictionary.js';
import type { Lookup } from './lookup.js';
import { toCard, type CardRow } from './row.js';
import { matchExpression, questionPhrases, type Phrase } from './words.js';

/** So many rows or fewer are worth collecting and sorting; with more, going through all in order ends sooner. */
const FEW = 5000;

interface Condition {
  readonly sql: string;
  readonly values: readonly (number | string)[];
}
/** Where the rows come from, in ascending key, and the conditions on them. */
interface Plan {
  readonly from: string;
  /** The column that is the key of whatever leads. */
  readonly key: string;
  readonly where: readonly Condition[];
}

interface Page {
  readonly afterKey: number;
  readonly limit: number;
}

/** Lists of facilities: the filter is made into conditions, and led by the one that leaves the fewest rows. */
export class Lists {
  readonly #db: Database;
  readonly #dictionary: Dictionary;
  readonly #lookup: Lookup;

  constructor(db: Database, dictionary: Dictionary, lookup: Lookup) {
    this.#db = db;
    this.#dictionary = dictionary;
    this.#lookup = lookup;
  }

  list(filter: ListFilter, page: Page, state: CommittedState): Card[] {
    const phrases = questionPhrases(filter.text ?? '');
    if (phrases.some(({ tokens }) => tokens.length === 0)) return [];
    const where = this.#conditions(filter, state);
    const main = this.#cards('c', this.#led(filter, phrases, where, state), page, 'f.seq');
    if (state.overlay === undefined) return main;
    const spoken = phrases.map(inStagedWords);
    const staged = {
      from: 'main.staged_facility f',
      key: 'f.key',
      where: [{ sql: `kind = 'put'`, values: [] }, ...where, ...spoken],
    };
    const above = this.#cards('f', staged, page, `f.key + ${state.overlay}`);
    return [...main, ...above].toSorted((a, b) => a.key - b.key).slice(0, page.limit);
  }

  /** @param c the table that has the columns of a card: `f` itself where they are staged together */
  #cards(c: 'c' | 'f', plan: Plan, page: Page, seq: string): Card[] {
    const card = c === 'f' ? '' : 'CROSS JOIN main.card c ON c.key = f.key';
    const conditions = [...plan.where, { sql: `${plan.key} > ?`, values: [page.afterKey] }];
    const sql = `SELECT f.key, ${c}.id, ${seq}, f.lon, f.lat, ${c}.name_zh, ${c}.name_en, CAST(${c}.json AS BLOB)
      FROM ${plan.from} ${card} WHERE ${conditions.map((one) => one.sql).join(' AND ')} ORDER BY ${plan.key} LIMIT ?`;
    const values = [...conditions.flatMap((one) => one.values), page.limit];
    return this.#db
      .prepare<unknown[], CardRow>(sql)
      .raw()
      .all(...values)
      .map(toCard);
  }

  /** The main tables, led by the text index or by a short list of keys where the filter gives one. */
  #led(
    filter: ListFilter,
    phrases: readonly Phrase[],
    where: readonly Condition[],
    state: CommittedState,
  ): Plan {
    const notStaged = 'NOT EXISTS (SELECT 1 FROM main.staged_facility s WHERE s.key = f.key)';
    const committed = [...where, { sql: '+f.seq <= ?', values: [state.seq] }];
    const conditions =
      state.overlay === undefined ? committed : [...committed, { sql: notStaged, values: [] }];
    const keys = this.#fewKeys(filter);
    const among = { sql: 'f.key IN (SELECT value FROM json_each(?))', values: [JSON.stringify(keys ?? [])] };
    const narrowed = keys === undefined ? conditions : [...conditions, among];
    if (phrases.length === 0) return { from: 'main.facility f', key: 'f.key', where: narrowed };
    const match = { sql: 'text MATCH ?', values: [matchExpression(phrases)] };
    return {
      from: 'main.text CROSS JOIN main.facility f ON f.key = text.rowid',
      key: 'text.rowid',
      where: [match, ...narrowed],
    };
  }

  /** The keys that a short index range gives. */
  #fewKeys(filter: ListFilter): number[] | undefined {
    const keys = (sql: string, value: number) => {
      const found = this.#db
        .prepare<[number, number], number>(sql)
        .pluck()
        .all(value, FEW + 1);
      return found.length > FEW ? undefined : found;
    };
    if (filter.modifiedSince !== undefined) {
      const since = keys(
        'SELECT key FROM main.facility WHERE at >= ? LIMIT ?',
        sinceOf(filter.modifiedSince),
      );
      if (since) return since;
    }
    const source = filter.source === undefined ? undefined : this.#dictionary.knownSource(filter.source);
    return source === undefined
      ? undefined
      : keys('SELECT facility FROM main.record WHERE source = ? LIMIT ?', source);
  }

  #conditions(filter: ListFilter, state: CommittedState): Condition[] {
    const conditions: Condition[] = [];
    if (filter.traits) conditions.push(...this.#dictionary.conditions(filter.traits));
    if (filter.box) conditions.push(inBox(filter.box));
    if (filter.ids) {
      const keys = filter.ids.map((id) => this.#lookup.key(id, state)).filter((key) => key !== undefined);
      conditions.push({ sql: 'f.key IN (SELECT value FROM json_each(?))', values: [JSON.stringify(keys)] });
    }
    if (filter.modifiedSince !== undefined) {
      // The plus keeps the index on `at` out: short ranges of it are found before, see fewKeys.
      conditions.push({ sql: '+f.at >= ?', values: [sinceOf(filter.modifiedSince)] });
    }
    if (filter.placed !== undefined) {
      conditions.push({ sql: filter.placed ? 'f.lon IS NOT NULL' : 'f.lon IS NULL', values: [] });
    }
    if (filter.source !== undefined) conditions.push(this.#ofSource(filter.source, state));
    return conditions;
  }

  #ofSource(id: string, { overlay }: CommittedState): Condition {
    const source = this.#dictionary.knownSource(id);
    if (source === undefined) return { sql: '0', values: [] };
    const main = 'SELECT 1 FROM main.record r WHERE r.facility = f.key AND r.source = ?';
    if (overlay === undefined) return { sql: `EXISTS (${main})`, values: [source] };
    const sql = `(EXISTS (${main} AND NOT EXISTS (SELECT 1 FROM main.staged_record s WHERE s.n = r.n))
      OR EXISTS (SELECT 1 FROM main.staged_record s WHERE s.facility = f.key AND s.source = ?))`;
    return { sql, values: [source, source] };
  }
}

function inBox(box: NonNullable<ListFilter['box']>): Condition {
  const parts = splitAtAntimeridian(box);
  return {
    sql: `(${parts.map(() => 'f.lon BETWEEN ? AND ? AND f.lat BETWEEN ? AND ?').join(' OR ')})`,
    values: parts.flatMap(({ west, south, east, north }) => [west, east, south, north]),
  };
}

/** What the text index would find, for rows that are not in it yet. */
function inStagedWords({ tokens, open }: Phrase): Condition {
  const [text, wanted] = open
    ? [`' ' || words`, tokens.join(' ')]
    : [`' ' || words || ' '`, `${tokens.join(' ')} `];
  return { sql: `instr(${text}, ?) > 0`, values: [` ${wanted}`] };
}

function sinceOf(instant: string): number {
  const since = Date.parse(instant);
  if (!Number.isNaN(since)) return since;
  throw invalidParameter({ parameter: 'modifiedSince', value: instant, detail: 'is not an instant' });
}
