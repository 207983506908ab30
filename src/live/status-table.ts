import { VOLTAGES, type Counts, type Observation } from '../core/status.js';

/**
 * Observations in columns: some forty bytes each beside the map of keys, where an object with its members would take
 * several hundred. A count that was not said is stored as `UNSAID`.
 */
const UNSAID = 0xffff;
const NUMBERS = ['slots', 'emptySlots', 'capacity', 'available', 'inUse', 'outOfOrder'] as const;
/** Columns of counts: the numbers, the voltages, and last `online`. */
const WIDTH = NUMBERS.length + VOLTAGES.length + 1;
const ONLINE = WIDTH - 1;
const FIRST_ROOM = 1_024;

export class StatusTable {
  readonly #rows = new Map<number, number>();
  #observedAt = new Float64Array(FIRST_ROOM);
  #receivedAt = new Float64Array(FIRST_ROOM);
  #source = new Uint16Array(FIRST_ROOM);
  #counts = new Uint16Array(FIRST_ROOM * WIDTH);
  readonly #sources: string[] = [];
  readonly #sourceNumbers = new Map<string, number>();

  get size(): number {
    return this.#rows.size;
  }

  put(key: number, { counts, observedAt, receivedAt, source }: Observation): void {
    const row = this.#rowFor(key);
    this.#observedAt[row] = observedAt;
    this.#receivedAt[row] = receivedAt;
    this.#source[row] = this.#numberOf(source);
    const from = row * WIDTH;
    for (const [i, name] of NUMBERS.entries()) this.#counts[from + i] = counts[name] ?? UNSAID;
    for (const [i, voltage] of VOLTAGES.entries()) {
      this.#counts[from + NUMBERS.length + i] = counts.fullBatteries?.[voltage] ?? UNSAID;
    }
    this.#counts[from + ONLINE] = counts.online === undefined ? UNSAID : Number(counts.online);
  }

  get(key: number): Observation | undefined {
    const row = this.#rows.get(key);
    if (row === undefined) return undefined;
    return {
      counts: this.#countsOf(row * WIDTH),
      observedAt: this.#observedAt[row]!,
      receivedAt: this.#receivedAt[row]!,
      source: this.#sources[this.#source[row]!]!,
    };
  }

  #countsOf(from: number): Counts {
    const counts: { -readonly [K in keyof Counts]: Counts[K] } = {};
    const online = this.#counts[from + ONLINE]!;
    if (online !== UNSAID) counts.online = online === 1;
    for (const [i, name] of NUMBERS.entries()) {
      const value = this.#counts[from + i]!;
      if (value !== UNSAID) counts[name] = value;
    }
    const batteries: Counts['fullBatteries'] = {};
    let any = false;
    for (const [i, voltage] of VOLTAGES.entries()) {
      const value = this.#counts[from + NUMBERS.length + i]!;
      if (value === UNSAID) continue;
      batteries[voltage] = value;
      any = true;
    }
    if (any) counts.fullBatteries = batteries;
    return counts;
  }

  #rowFor(key: number): number {
    const known = this.#rows.get(key);
    if (known !== undefined) return known;
    const row = this.#rows.size;
    if (row === this.#observedAt.length) this.#grow(row * 2);
    this.#rows.set(key, row);
    return row;
  }

  #grow(room: number): void {
    const grown = <T extends Float64Array | Uint16Array>(old: T, fresh: T): T => {
      fresh.set(old);
      return fresh;
    };
    this.#observedAt = grown(this.#observedAt, new Float64Array(room));
    this.#receivedAt = grown(this.#receivedAt, new Float64Array(room));
    this.#source = grown(this.#source, new Uint16Array(room));
    this.#counts = grown(this.#counts, new Uint16Array(room * WIDTH));
  }

  #numberOf(source: string): number {
    let number = this.#sourceNumbers.get(source);
    if (number === undefined) {
      number = this.#sources.length;
      this.#sources.push(source);
      this.#sourceNumbers.set(source, number);
    }
    return number;
  }
}
