import type { CrsName } from '../wire.js';

/**
 * The datum conversion of the core. It brings the outline of the area where it applies with it, so it is loaded when a
 * map or a link to one needs it and not before.
 */
export function datums(): Promise<typeof import('../../core/crs.js')> {
  return import('../../core/crs.js');
}

interface Degrees {
  readonly lon: number;
  readonly lat: number;
}

/** A position in another datum. */
export async function moved(position: Degrees, from: CrsName, to: CrsName): Promise<Degrees> {
  if (from === to) return position;
  const { fromWgs84, toWgs84 } = await datums();
  return fromWgs84(toWgs84(position, from), to);
}
