/**
 * Degrees as whole numbers of ten-millionths (a centimetre): two units of 16 bits, and the shortest decimal number that
 * says the same. A number with more places than that is not held so.
 */

const PARTS = 1e7;
const PLACES = 7;

/** Stands where degrees have more places: no degrees are so many parts. */
const MORE_PLACES = -0x80000000;

/** Whether both are a whole number of parts, and are written without an exponent. */
export function areHeld(lon: number, lat: number): boolean {
  return isHeld(lon) && isHeld(lat);
}

function isHeld(degrees: number): boolean {
  const parts = Math.round(degrees * PARTS);
  return parts / PARTS === degrees && (parts === 0 || Math.abs(parts) >= 10);
}

/** Puts a position into four units. @returns where the next one begins */
export function putPosition(
  { lon, lat }: { lon: number; lat: number },
  into: Uint16Array,
  at: number,
): number {
  const held = areHeld(lon, lat);
  for (const [i, degrees] of [lon, lat].entries()) {
    const parts = held ? Math.round(degrees * PARTS) : MORE_PLACES;
    into[at + 2 * i] = parts & 0xffff;
    into[at + 2 * i + 1] = parts >>> 16;
  }
  return at + 4;
}

/** Whether the position that begins here has more places, and stands elsewhere. */
export function hasMorePlaces(units: Uint16Array, at: number): boolean {
  return partsOf(units, at) === MORE_PLACES;
}

/** The degrees in two units. */
export function degreesOf(units: Uint16Array, at: number): number {
  return partsOf(units, at) / PARTS;
}

/**
 * Writes the degrees in two units as `JSON.stringify` does.
 * @param into has room for 12 bytes from `at` on
 * @returns where it ends
 */
export function writeDegrees(units: Uint16Array, at: number, into: Uint8Array, to: number): number {
  let parts = partsOf(units, at);
  let end = to;
  if (parts < 0) {
    into[end++] = MINUS;
    parts = -parts;
  }
  const whole = Math.floor(parts / PARTS);
  end = writeWhole(whole, into, end);
  let rest = parts - whole * PARTS;
  if (rest === 0) return end;
  let places = PLACES;
  for (let tenth = Math.floor(rest / 10); tenth * 10 === rest; tenth = Math.floor(rest / 10)) {
    rest = tenth;
    places--;
  }
  into[end] = POINT;
  for (let i = end + places; i > end; i--) {
    const next = Math.floor(rest / 10);
    into[i] = ZERO + rest - 10 * next;
    rest = next;
  }
  return end + places + 1;
}

/** 0 to 180. */
function writeWhole(whole: number, into: Uint8Array, at: number): number {
  let end = at;
  if (whole >= 100) into[end++] = ZERO + 1;
  if (whole >= 10) into[end++] = ZERO + (Math.floor(whole / 10) % 10);
  into[end++] = ZERO + (whole % 10);
  return end;
}

function partsOf(units: Uint16Array, at: number): number {
  return units[at]! | (units[at + 1]! << 16);
}

const ZERO = '0'.charCodeAt(0);
const POINT = '.'.charCodeAt(0);
const MINUS = '-'.charCodeAt(0);
