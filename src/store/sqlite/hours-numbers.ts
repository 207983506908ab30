import type { Database, Statement } from 'better-sqlite3';
import type { Claim, Hours } from '../../core/facility.js';
import { hourBits, HOURS_NOT_KNOWN } from '../../core/hours/hour-bits.js';
import { NO_RULES, OUT_OF_SERVICE } from '../../core/hours/hours-book.js';
import type { HoursRules, NumberedHours } from '../../core/hours/hours-book.js';

type Row = [n: number, osm: string, coverage: Hours['coverage'], workdays: 0 | 1];

/**
 * The store's numbers for hours: the same rules recur in thousands of places. Their bits are never stored, but made
 * once per rules when they are first asked for: so a reader of rules that has learned more is right at once, and
 * starting does not read two million texts.
 */
export class HoursNumbers {
  readonly #db: Database;
  readonly #rows: Statement<[number], Row>;
  readonly #numbers = new Map<string, number>();
  readonly #rules: HoursRules[] = [];
  /** By number; made when first asked for. */
  readonly #bits: number[] = [];

  constructor(db: Database) {
    this.#db = db;
    this.#rows = db
      .prepare<[number], Row>('SELECT n, osm, coverage, workdays FROM main.hours_rule WHERE n >= ?')
      .raw();
  }

  /** Reads the table again, for example after a transaction was undone. */
  reload(): void {
    this.#numbers.clear();
    this.#rules.length = 0;
    this.#bits.length = 0;
    this.#readOn();
  }

  /** The number a place's hours are stored as; a new one is given inside the transaction that is open. */
  of({
    hours,
    inService,
  }: {
    readonly hours?: Hours | undefined;
    readonly inService?: boolean | undefined;
  }): number {
    if (inService === false) return OUT_OF_SERVICE;
    if (hours?.osm === undefined || hours.coverage === 'none') return NO_RULES;
    return this.#numbers.get(nameOf(hours)) ?? this.#add(hours);
  }

  /** All hours that have this number or a higher one. */
  from(n: number): NumberedHours[] {
    this.#readOn();
    return this.#rules.map((rules, i) => ({ n: i, rules })).slice(Math.max(1, n));
  }

  /** Whether `of` has a number for these without giving a new one. */
  knows({ hours, inService }: Pick<Claim, 'hours' | 'inService'>): boolean {
    if (inService === false || hours?.osm === undefined || hours.coverage === 'none') return true;
    return this.#numbers.has(nameOf(hours));
  }

  /** The hour bits of a stored number. */
  bits(number: number): number {
    if (number === OUT_OF_SERVICE) return 0;
    if (number === NO_RULES) return HOURS_NOT_KNOWN;
    return (this.#bits[number] ??= hourBits(this.#rulesOf(number)));
  }

  /** All numbers whose bits have one of these in common. */
  with(bits: number): number[] {
    this.#readOn();
    const numbers = this.#rules.map((_, n) => n);
    return [OUT_OF_SERVICE, NO_RULES, ...numbers.filter((n) => n > 0)].filter(
      (n) => (this.bits(n) & bits) !== 0,
    );
  }

  #rulesOf(number: number): HoursRules | undefined {
    if (this.#rules[number] === undefined) this.#readOn(); // given by another process
    return this.#rules[number];
  }

  #readOn(): void {
    for (const [n, osm, coverage, workdays] of this.#rows.all(this.#rules.length)) {
      this.#keep(n, { osm, coverage, workdays: workdays === 1 });
    }
  }

  #add({ osm, coverage, workdays = false }: Hours): number {
    this.#db
      .prepare('INSERT OR IGNORE INTO main.hours_rule (osm, coverage, workdays) VALUES (?, ?, ?)')
      .run(osm, coverage, workdays ? 1 : 0);
    this.#readOn();
    return this.#numbers.get(nameOf({ osm, coverage, workdays }))!;
  }

  #keep(n: number, rules: HoursRules): void {
    this.#rules[n] = rules;
    this.#numbers.set(nameOf(rules), n);
  }
}

function nameOf({ osm, coverage, workdays }: HoursRules): string {
  return `${coverage}${workdays ? '+' : ''} ${osm}`;
}
