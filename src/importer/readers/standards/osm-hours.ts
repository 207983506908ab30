import type { Hours } from '../../../core/facility.js';
import { isHoursError, parseHours } from '../../../core/hours/parse.js';

/** Hours that are in the OSM syntax on the word of a standard: rules where they are read whole, else the words alone. */
export function osmHours(written: string): Hours {
  const text = written.trim();
  if (isHoursError(parseHours(text))) return { text, coverage: 'none' };
  return { text, osm: text, coverage: 'full' };
}
