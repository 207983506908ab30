import type { IndexEntry } from '../core/spatial-index.js';
import { TRAIT_WORDS } from '../core/traits.js';

/** Entries as columns: what `pack` takes, in any order. */
export interface Columns {
  readonly keys: Uint32Array;
  readonly lons: Float64Array;
  readonly lats: Float64Array;
  /** `TRAIT_WORDS` words an entry. */
  readonly traits: Uint32Array;
  /** Numbers of hours. */
  readonly hours: Int32Array;
}

/** Entries as columns, the form in which `pack` takes them. */
export function columnsOf(entries: readonly IndexEntry[]): Columns {
  const columns = new ColumnBuilder();
  for (const entry of entries) columns.add(entry);
  return columns.finish();
}

/** Gathers entries into columns that grow as needed. */
export class ColumnBuilder {
  #keys = new Uint32Array(1024);
  #lons = new Float64Array(1024);
  #lats = new Float64Array(1024);
  #traits = new Uint32Array(1024 * TRAIT_WORDS);
  #hours = new Int32Array(1024);
  #count = 0;

  add({ key, lon, lat, traits, hours }: IndexEntry): void {
    if (this.#count === this.#keys.length) this.#grow();
    const at = this.#count++;
    this.#keys[at] = key;
    this.#lons[at] = lon;
    this.#lats[at] = lat;
    this.#hours[at] = hours;
    for (let word = 0; word < TRAIT_WORDS; word++) this.#traits[at * TRAIT_WORDS + word] = traits[word]!;
  }

  /** The columns, cut to length. */
  finish(): Columns {
    return {
      keys: this.#keys.slice(0, this.#count),
      lons: this.#lons.slice(0, this.#count),
      lats: this.#lats.slice(0, this.#count),
      traits: this.#traits.slice(0, this.#count * TRAIT_WORDS),
      hours: this.#hours.slice(0, this.#count),
    };
  }

  #grow(): void {
    const length = this.#keys.length * 2;
    const { keys, lons, lats, traits, hours } = this.finish();
    this.#keys = new Uint32Array(length);
    this.#lons = new Float64Array(length);
    this.#lats = new Float64Array(length);
    this.#traits = new Uint32Array(length * TRAIT_WORDS);
    this.#hours = new Int32Array(length);
    this.#keys.set(keys);
    this.#lons.set(lons);
    this.#lats.set(lats);
    this.#traits.set(traits);
    this.#hours.set(hours);
  }
}
