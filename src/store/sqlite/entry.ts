import type { IndexEntry } from '../../core/spatial-index.js';
import type { Dictionary, TraitColumns } from './dictionary.js';

/** The columns of an index entry, in the order in which `toEntry` takes them. */
export const ENTRY_COLUMNS = 'key, lon, lat, category, s0, s1, s2, s3, hours';
/** Of a facility that has a position. */
export type EntryRow = readonly [key: number, lon: number, lat: number, ...TraitColumns];

export function toEntry([key, lon, lat, ...traits]: EntryRow, dictionary: Dictionary): IndexEntry {
  return { key, lon, lat, traits: dictionary.traits(traits), hours: traits[5] };
}
