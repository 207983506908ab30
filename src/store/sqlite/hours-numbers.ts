import type { Database, Statement } from 'better-sqlite3';
import type { Hours } from '../../core/facility.js';
import {
  bitsOfServices,
  hourBits,
  HOURS_NOT_KNOWN,
  serviceHoursOf,
  type HoursRules,
  type PlaceTimes,
} from '../../core/hours/hour-bits.js';
import { NO_RULES, OUT_OF_SERVICE } from '../../core/hours/hours-book.js';
import type { NumberedHours } from '../../core/hours/hours-book.js';

type Coverage = Hours['coverage'];
type Row = [n: number, osm: string, coverage: Coverage, workdays: 0 | 1, services: string];
/** Of the hours of one service, as the column `services` lists them. */
type ServiceRow = [osm: string | null, coverage: Coverage, workdays: 0 | 1];

/** What one number stands for: the rules of a place, and those of its services that go beyond them. */
interface Numbered {
  readonly rules: HoursRules;
  /** JSON: a list of `ServiceRow`; empty where there are none. */
  readonly services: string;
}

/**
 * The store's numbers for hours: the same rules recur in thousands of places, and so do those of services that may be
 * there when the place is closed. Their bits are never stored, but made
 * once per rules when they are first asked for: so a reader of rules that has learned more is right at once, and
 * starting does not read two million texts.
 */
export class HoursNumbers {
  readonly #db: Database;
  readonly #rows: Statement<[number], Row>;
  readonly #numbers = new Map<string, number>();
  readonly #numbered: Numbered[] = [];
  /** By number; made when first asked for. */
  readonly #bits: number[] = [];

  constructor(db: Database) {
    this.#db = db;
    this.#rows = db
      .prepare<[number], Row>('SELECT n, osm, coverage, workdays, services FROM main.hours_rule WHERE n >= ?')
      .raw();
  }

  /** Reads the table again, for example after a transaction was undone. */
  reload(): void {
    this.#numbers.clear();
    this.#numbered.length = 0;
    this.#bits.length = 0;
    this.#readOn();
  }

  /** The number a place's hours are stored as; a new one is given inside the transaction that is open. */
  of(place: PlaceTimes): number {
    const numbered = numberedOf(place);
    if (typeof numbered === 'number') return numbered;
    return this.#numbers.get(nameOf(numbered)) ?? this.#add(numbered);
  }

  /** All hours that have this number or a higher one. */
  from(first: number): NumberedHours[] {
    this.#readOn();
    const all = this.#numbered.map(({ rules, services }, n): NumberedHours =>
      services === '' ? { n, rules } : { n, rules, services: true },
    );
    return all.slice(Math.max(1, first));
  }

  /** Whether `of` has a number for these without giving a new one. */
  knows(place: PlaceTimes): boolean {
    const numbered = numberedOf(place);
    return typeof numbered === 'number' || this.#numbers.has(nameOf(numbered));
  }

  /** The hour bits of a stored number. */
  bits(number: number): number {
    if (number === OUT_OF_SERVICE) return 0;
    if (number === NO_RULES) return HOURS_NOT_KNOWN;
    return (this.#bits[number] ??= this.#bitsOf(number));
  }

  /** All numbers whose bits have one of these in common. */
  with(bits: number): number[] {
    this.#readOn();
    const numbers = this.#numbered.map((_, n) => n);
    return [OUT_OF_SERVICE, NO_RULES, ...numbers.filter((n) => n > 0)].filter(
      (n) => (this.bits(n) & bits) !== 0,
    );
  }

  #bitsOf(number: number): number {
    if (this.#numbered[number] === undefined) this.#readOn(); // given by another process
    const { rules, services } = this.#numbered[number] ?? { rules: undefined, services: '' };
    return hourBits(rules) | (services === '' ? 0 : bitsOfServices(rulesOf(services)));
  }

  #readOn(): void {
    for (const [n, osm, coverage, workdays, services] of this.#rows.all(this.#numbered.length)) {
      const numbered = { rules: { osm, coverage, workdays: workdays === 1 }, services };
      this.#numbered[n] = numbered;
      this.#numbers.set(nameOf(numbered), n);
    }
  }

  #add(numbered: Numbered): number {
    const { osm, coverage, workdays } = numbered.rules;
    this.#db
      .prepare(
        'INSERT OR IGNORE INTO main.hours_rule (osm, coverage, workdays, services) VALUES (?, ?, ?, ?)',
      )
      .run(osm, coverage, workdays ? 1 : 0, numbered.services);
    this.#readOn();
    return this.#numbers.get(nameOf(numbered))!;
  }
}

/** What has to have a number of its own, or the number all such places share. */
function numberedOf(place: PlaceTimes): Numbered | number {
  if (place.inService === false) return OUT_OF_SERVICE;
  const { hours } = place;
  const own = serviceHoursOf(place);
  const services = own.length === 0 ? '' : JSON.stringify(own.map(serviceRow));
  if (hours?.osm !== undefined && hours.coverage !== 'none') {
    const { osm, coverage, workdays = false } = hours;
    return { rules: { osm, coverage, workdays }, services };
  }
  return services === '' ? NO_RULES : { rules: { osm: '', coverage: 'none', workdays: false }, services };
}

function serviceRow({ osm, coverage, workdays = false }: Hours): ServiceRow {
  return [osm ?? null, coverage, workdays ? 1 : 0];
}

function rulesOf(services: string): HoursRules[] {
  return (JSON.parse(services) as ServiceRow[]).map(([osm, coverage, workdays]) => ({
    ...(osm !== null && { osm }),
    coverage,
    workdays: workdays === 1,
  }));
}

function nameOf({ rules: { osm, coverage, workdays }, services }: Numbered): string {
  return `${coverage}${workdays ? '+' : ''} ${osm} ${services}`;
}
