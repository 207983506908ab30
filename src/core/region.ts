import { fromWgs84, type CrsName } from './crs.js';
import { wrapLongitude } from './distance.js';
import { boxContains, type BBox, type Position } from './position.js';

/** A part of the map as a search takes it: a WGS-84 box around it, and the closer test where the box is not enough. */
export interface Region {
  readonly box: BBox;
  readonly contains?: (position: Position) => boolean;
}

/** More than any datum's shift, in degrees. BD-09 lies up to 0.019° from WGS-84. */
const MARGIN = 0.03;

/**
 * What lies in a box or an outline drawn in another datum. Its edges are straight there and slightly bent in
 * WGS-84, so it is not converted: a wider box is searched, and each position is converted and held against the box
 * or outline as it was drawn.
 *
 * @param box the box drawn, or the one around the outline
 * @param inside whether a position of the datum lies in it
 */
export function regionIn(crs: CrsName, box: BBox, inside?: (position: Position) => boolean): Region {
  if (crs === 'wgs84') return inside ? { box, contains: inside } : { box };
  const drawn = inside ?? ((position: Position) => boxContains(box, position));
  return { box: widened(box), contains: (position) => drawn(fromWgs84(position, crs)) };
}

function widened({ west, south, east, north }: BBox): BBox {
  const width = west <= east ? east - west : east - west + 360;
  const whole = width + 2 * MARGIN >= 360;
  return {
    west: whole ? -180 : wrapLongitude(west - MARGIN),
    south: Math.max(-90, south - MARGIN),
    east: whole ? 180 : wrapLongitude(east + MARGIN),
    north: Math.min(90, north + MARGIN),
  };
}
