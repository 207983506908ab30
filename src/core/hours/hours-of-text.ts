import type { Hours } from '../facility.js';
import { parseChineseHours } from './chinese/parse-chinese.js';
import { isHoursError, parseHours } from './parse.js';

/** Hours as they are stored, and what the reading of their text left over. */
export interface ReadHours {
  readonly hours: Hours;
  /** Words that did not go into the rules. */
  readonly unused: readonly string[];
  readonly why: readonly string[];
}

/** A word only the OSM syntax has; plain times such as 08:00-17:00 are read as people mean them. */
const OSM_WORD =
  /(?:^|[\s,;-])(?:Mo|Tu|We|Th|Fr|Sa|Su|PH|SH|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)(?=[\s,;:[-]|$)|^24\/7|\boff\b/;

/** Stored hours of a text: OSM `opening_hours` syntax is taken as it stands, anything else is read as Chinese. */
export function hoursOfText(text: string): ReadHours {
  const trimmed = text.trim();
  const osmError = OSM_WORD.test(trimmed) ? parseHours(trimmed) : undefined;
  if (osmError && !isHoursError(osmError)) {
    const why = ['already in the OSM opening_hours syntax'];
    return { hours: { text, osm: trimmed, coverage: 'full' }, unused: [], why };
  }
  const { unused, why, ...rules } = parseChineseHours(text);
  const asOsm = osmError ? [`as OSM opening_hours: ${osmError.error} (position ${osmError.at})`] : [];
  return { hours: { text, ...rules }, unused, why: [...why, ...asOsm] };
}
