import { invert } from './gcj02.js';
import type { Position } from './position.js';

/** Baidu's shift on top of GCJ-02, by the published formula: a turn and a stretch about 0° E 0° N, then an offset. */

const FREQUENCY = (Math.PI * 3000) / 180;

/** A GCJ-02 position as BD-09. */
export function gcj02ToBd09({ lon, lat }: Position): Position {
  const radius = Math.hypot(lon, lat) + 0.000_02 * Math.sin(lat * FREQUENCY);
  const angle = Math.atan2(lat, lon) + 0.000_003 * Math.cos(lon * FREQUENCY);
  return { lon: radius * Math.cos(angle) + 0.0065, lat: radius * Math.sin(angle) + 0.006 };
}

/** A BD-09 position as GCJ-02: the exact inverse, not the usual formula, which errs by up to half a metre. */
export function bd09ToGcj02(position: Position): Position {
  return invert(gcj02ToBd09, position);
}
