import type { Position } from '../../../src/core/position.js';
import type { Question } from '../http/load.js';

/** Questions about areas and ways around somebody, as GeoJSON. */

const SEARCH = '/v1/facilities/search';
const METRES_OF_A_DEGREE = 111_195;

/** A six-sided area whose corners are so many metres away. */
export function areaAround(centre: Position, metres: number): Question {
  const ring = [0, 60, 120, 180, 240, 300, 0].map((angle) => moved(centre, angle, metres));
  return { path: SEARCH, body: { within: { type: 'Polygon', coordinates: [ring] }, limit: 10 } };
}

/** An area of so many metres from the south-west to the north-east and a hundredth as wide: nearly nothing of its box. */
export function stripAround(centre: Position, metres: number): Question {
  const ring = [45, 46.2, 225, 226.2, 45].map((angle) => moved(centre, angle, metres / 2));
  return { path: SEARCH, body: { within: { type: 'Polygon', coordinates: [ring] }, limit: 10 } };
}

/** A way that so many metres long leads north-east, with two bends in every kilometre. */
export function wayFrom(start: Position, metres: number, filter: object = {}): Question {
  const steps = Math.max(2, Math.round(metres / 500));
  const coordinates = [moved(start, 0, 0)];
  for (let step = 1; step <= steps; step++) {
    const [lon, lat] = coordinates.at(-1)!;
    coordinates.push(moved({ lon: lon!, lat: lat! }, step % 2 === 0 ? 20 : 70, metres / steps));
  }
  const along = { type: 'LineString', coordinates };
  return { path: SEARCH, body: { along, corridor: 200, limit: 10, ...filter } };
}

/** The position so many metres away in that direction (degrees from the east, towards the north), near enough. */
function moved({ lon, lat }: Position, angle: number, metres: number): number[] {
  const [east, north] = [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)];
  const degrees = metres / METRES_OF_A_DEGREE;
  return [lon + (degrees * east) / Math.cos((lat * Math.PI) / 180), lat + degrees * north];
}
