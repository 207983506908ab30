import type { Described, Likeness } from './alike.js';
import { readStreetAddress, sameHouse } from '../core/street-address.js';
import { plainName, wholeName } from './place-name.js';

/** Kinds of places that have others inside, such as the station in a centre. */
const HOLDERS: ReadonlySet<string> = new Set([
  'party_service_centre',
  'worker_service_centre',
  'hospital',
  'community_health_centre',
  'community_canteen',
  'learning_venue',
  'caring_merchant',
]);
/** Centres a station is in where both are at one door, whatever they are called. */
const CENTRES: ReadonlySet<string> = new Set(['party_service_centre', 'worker_service_centre']);
const STATIONS: ReadonlySet<string> = new Set(['relay_station', 'cooling_point', 'driver_home']);

/** Metres: a room's pin and that of its house are not farther apart; at one door they are nearly one. */
const [ONE_HOUSE, ONE_DOOR] = [100, 50];
/** The fewest letters of a name that can be recognised inside another. */
const FEWEST_LETTERS = 4;
/** By name and place; by name alone; by house number alone. */
const SCORES = { nameAndPlace: 0.95, name: 0.7, house: 0.65, houseAndPlace: 0.7 } as const;

/**
 * How likely the first place is a room in the second: it is called by the other's name with something behind it
 * (`…党群服务中心户外职工爱心接力站`), or it is a station at the house number of a centre. `undefined` where nothing says so, or
 * something speaks against it.
 * @param metres between them; absent where one of them has no position
 */
export function inside(room: Described, house: Described, metres?: number): Likeness | undefined {
  if (room.category === house.category || !HOLDERS.has(house.category)) return undefined;
  if (metres !== undefined && metres > ONE_HOUSE) return undefined;
  const door = sameHouse(readStreetAddress(room.address), readStreetAddress(house.address));
  if (door === false) return undefined;
  const named = isNamedAfter(room.name, house.name);
  const centre = CENTRES.has(house.category) && STATIONS.has(room.category);
  if (!named && !(centre && door === true)) return undefined;
  if (!named && metres !== undefined && metres > ONE_DOOR) return undefined;
  const known = metres !== undefined || door === true;
  const byDoor = metres === undefined ? SCORES.house : SCORES.houseAndPlace;
  const score = named ? (known ? SCORES.nameAndPlace : SCORES.name) : byDoor;
  return { score, reasons: reasonsFor(named, door === true, metres) };
}

/** Whether one is called by the other's whole name and something more. */
function isNamedAfter(room: string, house: string): boolean {
  const [longer, shorter] = [plainName(room), wholeName(house)];
  const at = Array.from(shorter).length < FEWEST_LETTERS ? -1 : longer.indexOf(shorter);
  return at >= 0 && longer.length > at + shorter.length;
}

function reasonsFor(named: boolean, door: boolean, metres: number | undefined): Likeness['reasons'] {
  const reasons = [];
  if (named) reasons.push({ zh: '以其名称命名', en: 'called by its name' });
  if (door) reasons.push({ zh: '门牌相同', en: 'the same house number' });
  if (metres !== undefined)
    reasons.push({ zh: `相距 ${Math.round(metres)} 米`, en: `${Math.round(metres)} m apart` });
  return reasons;
}
