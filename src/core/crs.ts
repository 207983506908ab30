import { bd09ToGcj02, gcj02ToBd09 } from './bd09.js';
import { isShifted } from './gcj02-area.js';
import { addShift, removeShift } from './gcj02.js';
import type { Position } from './position.js';

/**
 * The datums positions arrive in. WGS-84 is the one of GPS and of everything inside the house; GCJ-02 the shifted
 * one of Amap and Tencent; BD-09 Baidu's shift on top of it. Outside the area where the shift applies (Hong Kong,
 * Macau and Taiwan are outside) the three are the same.
 */
export const CRS_NAMES = ['wgs84', 'gcj02', 'bd09'] as const;
export type CrsName = (typeof CRS_NAMES)[number];

/** A WGS-84 position in the named datum. */
export function fromWgs84(position: Position, to: CrsName): Position {
  if (to === 'wgs84' || !isShifted(position)) return position;
  const shifted = addShift(position);
  return to === 'gcj02' ? shifted : gcj02ToBd09(shifted);
}

/**
 * A position of the named datum as WGS-84, to a millimetre.
 *
 * Whether it was shifted is decided for its true position. Along the outline of the area the shift jumps by half a
 * kilometre, so in a strip just outside it one pair of numbers stands for two places, the shifted one from inside and
 * the unshifted one that lies there: then it is the shifted one that is meant. In a strip just inside, a pair of
 * numbers stands for no place at all; there the shift is taken off as everywhere else inside.
 */
export function toWgs84(position: Position, from: CrsName): Position {
  if (from === 'wgs84') return position;
  const unshifted = removeShift(from === 'gcj02' ? position : bd09ToGcj02(position));
  return isShifted(unshifted) || isShifted(position) ? unshifted : position;
}
