import type { CrsName } from './wire.js';

/**
 * What lies under the places. The operator's choice, by the server's settings or an attribute: this project ships
 * none and draws no borders.
 */
export interface Basemap {
  /** URL of a MapLibre style … */
  readonly style?: string;
  /** … or of raster tiles, with {z}, {x} and {y}. */
  readonly raster?: string;
  /** The datum it is drawn in; WGS-84 where absent. Places are asked for in it. */
  readonly crs?: CrsName;
  /** Text that the map's licence wants to be shown. */
  readonly attribution?: string;
  /** Map approval number (审图号). */
  readonly approval?: string;
  /** URL of GeoJSON lines, drawn as plain streets. */
  readonly streets?: string;
}

/** The line at the foot of the map. */
export function creditOf({ attribution, approval }: Basemap): string {
  return [attribution, approval && `审图号：${approval}`].filter(Boolean).join(' · ');
}
