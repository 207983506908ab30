import type { Verdict } from '../../core/change.js';
import { compose } from '../../core/compose.js';
import type { Claim } from '../../core/facility.js';
import { hilbertOrder } from '../../core/hilbert.js';
import { radixOrder } from '../../core/radix-order.js';
import type { Ahead } from './ahead.js';
import type { ChangeWriter } from './change-writer.js';
import type { Dictionary } from './dictionary.js';
import { Marks } from './marks.js';
import type { PreparedChange, PreparedPut } from './prepared-change.js';
import { ID_LENGTH, idSeed, markOf, packId, unpackId, type IdSeed } from './public-id.js';
import { placeRow } from './row.js';
import type { Spool } from './spool.js';
import type { Staging } from './staging.js';
import type { State } from './state.js';

export interface NewcomerParts {
  readonly spool: Spool;
  readonly staging: Staging;
  readonly state: State;
  readonly dictionary: Dictionary;
  readonly ahead: Ahead;
  /** Writes what turns out not to be new. */
  readonly writer: ChangeWriter;
  /** Number of the run, and its instant in milliseconds. */
  readonly run: number;
  readonly at: number;
  readonly idLength: number;
}

/** Fewer places than this are on the same few pages anyhow: they stay in the order in which they came. */
const WORTH_ORDERING = 2000;

/**
 * The places of a run that nobody knew. They wait in a spool until all have come. Then they are written ahead of the
 * head (see ahead.ts) along a curve over the map, so that neighbours lie on the same pages of the file: the ten nearest
 * are read from two or three pages instead of ten. Their public ids, which lie in no order at all, follow in the order of
 * the ids: each page of their index is written once, not once for each id on it.
 */
export class Newcomers {
  readonly #parts: NewcomerParts;
  readonly #idLength: number;
  readonly #marks = new Marks((row) => markOf(this.#ids[row]!, this.#idsGoOn[row]!));
  /** By row, from 1 on; position (to a metre) NaN where there is none. The id in two halves. The key once it is written. */
  #lons = new Float32Array(1024);
  #lats = new Float32Array(1024);
  #ids = new Uint32Array(1024);
  #idsGoOn = new Uint32Array(1024);
  #origins = new Float64Array(1024);
  #keys = new Uint32Array(1024);
  /** The last row that waits, and the last that waited when places were last written. */
  #last = 0;
  #written = 0;
  /** How many of ours are ahead, if no edit took one out of its way. */
  #total = 0;

  constructor(parts: NewcomerParts) {
    this.#parts = parts;
    this.#idLength = Math.min(parts.idLength, ID_LENGTH);
  }

  /** Whether a change only says something of a record: it concerns none of those that wait, but itself. */
  static isPlain({ change }: PreparedChange): boolean {
    return change.kind === 'put' && change.facility === undefined;
  }

  /** Whether all words of a plain change have numbers; else `offer` belongs inside a transaction that may write. */
  knowsWords({ change }: PreparedChange): boolean {
    return change.kind !== 'put' || this.#parts.dictionary.knows(change.source, change.claim);
  }

  /** Takes a plain change in if nobody knows its record; `undefined`: it has to be written otherwise. */
  offer(prepared: PreparedPut): Verdict | undefined {
    const { staging, dictionary, spool, writer, at } = this.#parts;
    const { change, hash, bytes = prepared } = prepared;
    const { source: sourceId, externalId } = change;
    if (change.claim.derivedFrom || change.claim.removed) return undefined; // that alone makes no place
    const seed = idSeed(change);
    const id = seed.digits.slice(0, this.#idLength);
    const source = dictionary.source(sourceId);
    const before = this.#marks.get(seed.mark);
    if (before !== undefined) {
      const other = spool.record(before);
      return other.source === source && other.externalId === externalId ? 'repeated' : undefined;
    }
    if (staging.knows(source, externalId, id)) return undefined;
    writer.sources.add(sourceId);
    const body = compose([{ source: sourceId, externalId, claim: change.claim }]);
    const place = placeRow({ key: 0, id, origin: seed.origin }, body, at, dictionary);
    this.#add(place.lon ?? NaN, place.lat ?? NaN, seed);
    spool.add({ sourceId, source, externalId, hash, claim: bytes.claim, raw: bytes.raw }, place);
    return 'new';
  }

  #add(lon: number, lat: number, { digits, origin, mark }: IdSeed): void {
    const row = ++this.#last;
    if (row === this.#lons.length) this.#grow();
    this.#lons[row] = lon;
    this.#lats[row] = lat;
    [this.#ids[row], this.#idsGoOn[row]] = packId(digits);
    this.#origins[row] = origin;
    this.#marks.set(mark, row);
  }

  #grow(): void {
    const longer = <T extends Float64Array | Float32Array | Uint32Array>(to: T, from: T): T => (
      to.set(from),
      to
    );
    const length = this.#lons.length * 2;
    this.#lons = longer(new Float32Array(length), this.#lons);
    this.#lats = longer(new Float32Array(length), this.#lats);
    this.#ids = longer(new Uint32Array(length), this.#ids);
    this.#idsGoOn = longer(new Uint32Array(length), this.#idsGoOn);
    this.#origins = longer(new Float64Array(length), this.#origins);
    this.#keys = longer(new Uint32Array(length), this.#keys);
  }

  /** The rows that wait, in the order in which their places shall be written; from now on they do not wait any more. */
  takeWaiting(): Uint32Array {
    const rows = Uint32Array.from({ length: this.#last - this.#written }, (_, i) => this.#written + 1 + i);
    this.#written = this.#last;
    if (rows.length < WORTH_ORDERING) return rows;
    const placed = rows.filter((row) => !Number.isNaN(this.#lons[row]!));
    const nowhere = rows.filter((row) => Number.isNaN(this.#lons[row]!));
    const lons = Float32Array.from(placed, (row) => this.#lons[row]!);
    const lats = Float32Array.from(placed, (row) => this.#lats[row]!);
    rows.set(hilbertOrder(lons, lats).map((at) => placed[at]!));
    rows.set(nowhere, placed.length);
    return rows;
  }

  /** The same rows in the order of their public ids. */
  inOrderOfIds(rows: Uint32Array): Uint32Array {
    return radixOrder(Uint32Array.from(rows, (row) => this.#ids[row]!)).map((at) => rows[at]!);
  }

  /** Writes a place ahead of the head, without its public id. Inside a transaction, as the next one. */
  write(row: number): void {
    const { spool, state, ahead, writer, run, at } = this.#parts;
    const [key, n] = [state.freeKey, state.freeRecord];
    if (!spool.write({ row, key, n, seq: ahead.next, run, at })) {
      writer.write(this.#prepared(row)); // an edit was faster
      return;
    }
    this.#keys[row] = state.nextKey();
    writer.seen.add(state.nextRecord());
    ahead.count(!Number.isNaN(this.#lons[row]!));
    this.#total++;
  }

  /** Writes the public id of a place that has been written. */
  writeName(row: number): void {
    const { spool, ahead, writer } = this.#parts;
    const key = this.#keys[row]!;
    if (key === 0 || (ahead.total !== this.#total && !ahead.has(key))) return;
    const id = unpackId(this.#ids[row]!, this.#idsGoOn[row]!).slice(0, this.#idLength);
    if (spool.writeName({ id, key, origin: this.#origins[row]! })) return;
    // Another place has this id, so this one needs a longer one.
    ahead.takeBack(key);
    this.#total--;
    writer.write(this.#prepared(row));
  }

  #prepared(row: number): PreparedPut {
    const { sourceId: source, externalId, hash, claim, raw } = this.#parts.spool.record(row);
    const said = JSON.parse(claim) as Claim;
    return { change: { kind: 'put', source, externalId, claim: said }, hash, claim, raw };
  }
}
