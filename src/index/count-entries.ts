import type { CellCounts, CellQuery } from '../core/cell-counts.js';
import type { IndexEntry } from '../core/spatial-index.js';
import { matches } from '../core/traits.js';

/** Counts entries one by one. @param sign -1 takes them out again */
export function countEntries(
  entries: Iterable<IndexEntry>,
  { grid, filter, states, wanted }: CellQuery,
  counts: CellCounts,
  sign = 1,
): void {
  for (const entry of entries) {
    const cell = grid.cellOf(entry.lon, entry.lat);
    if (cell === -1 || !matches(filter, entry.traits)) continue;
    if (wanted && !wanted.includes(states.of(entry.hours))) continue;
    counts.add(cell, entry, states, sign);
  }
}
