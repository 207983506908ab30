import type { Position } from './position.js';

/**
 * The datums positions arrive in. WGS-84 is the one of GPS and of everything inside the house; GCJ-02 the shifted
 * one of Amap and Tencent; BD-09 Baidu's shift on top of it.
 */
export const CRS_NAMES = ['wgs84', 'gcj02', 'bd09'] as const;
export type CrsName = (typeof CRS_NAMES)[number];

/** A position of the named datum as WGS-84. */
export function toWgs84(position: Position, from: CrsName): Position {
  if (from === 'wgs84') return position;
  throw new Error('not yet');
}

/** A WGS-84 position in the named datum. */
export function fromWgs84(position: Position, to: CrsName): Position {
  if (to === 'wgs84') return position;
  throw new Error('not yet');
}
