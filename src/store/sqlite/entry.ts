import type { IndexEntry } from '../../core/spatial-index.js';
import type { Dictionary } from './dictionary.js';

/** key, lon, lat, category, s0–s3 of a facility that has a position. */
export type EntryRow = readonly [number, number, number, number, number, number, number, number];

export function toEntry(row: EntryRow, dictionary: Dictionary): IndexEntry {
  return {
    key: row[0],
    lon: row[1],
    lat: row[2],
    traits: dictionary.traits(row[3], row[4], row[5], row[6], row[7]),
  };
}
