import { isPosition, type BBox } from '../../core/position.js';
import { boxContains } from '../../core/position.js';
import { numberOf, PLAIN_NUMBER } from './text.js';

/** Two numbers as the publisher wrote them: x is the longitude, y the latitude, in the publisher's datum. */
export interface Coordinates {
  readonly x: number;
  readonly y: number;
}

/** Letters that say which of the two a number is. */
const SAYS_LAT = /[NS]|北/i;
const SAYS_LON = /[EW]|东|東/i;

const DIGITS_ONLY = /^[-\d.]*$/;

/** Whether two texts say by their letters that they are not the longitude and the latitude they stand for. */
export function lettersContradict(lon: string, lat: string): boolean {
  if (DIGITS_ONLY.test(lon) && DIGITS_ONLY.test(lat)) return false;
  return SAYS_LAT.test(lon.normalize('NFKC')) || SAYS_LON.test(lat.normalize('NFKC'));
}

/** Around all of China with its seas: only for telling a swapped pair, never for saying what belongs where. */
const CHINA: BBox = { west: 73, south: 3, east: 136, north: 54 };

/** Closer to 0° N 0° E than this (degrees) there is sea; what stands there are lost numbers ("null island"). */
const NULL_ISLAND = 0.01;

/**
 * A coordinate as people write it: decimal degrees (`121.43`, `１２１．４３`, `121.43°E`), or degrees, minutes and
 * seconds (`121°28′30.5″`, `E 121 28 30.5`, `121度28分30秒`), also with a decimal comma (`121,43`): where one comma stands
 * between digits and there is no point, it can mean nothing else, for no coordinate has thousands. `undefined` for anything
 * else.
 */
export function parseDegrees(text: string): number | undefined {
  if (PLAIN_NUMBER.test(text)) return Number(text);
  const pointed = text.normalize('NFKC').replace(DECIMAL_COMMA, '.');
  const decimal = pointed.includes(',') ? undefined : numberOf(pointed);
  if (decimal !== undefined) return decimal;
  const plain = pointed
    .toUpperCase()
    .replaceAll(/东经|北纬|東經|北緯|[度分秒]/g, (word) => WORDS[word] ?? '');
  const parts =
    /^\s*([NSEW]?)\s*([+-]?\d+(?:\.\d+)?)\s*(?:[°º:\s]\s*(?:(\d+(?:\.\d+)?)\s*(?:['′’:\s]\s*(?:(\d+(?:\.\d+)?)\s*(?:["″”]|''|′′)?)?)?)?)?\s*([NSEW]?)\s*$/.exec(
      plain,
    );
  if (!parts) return undefined;
  const [, before, degrees, minutes = '0', seconds = '0', after] = parts;
  if (Number(minutes) >= 60 || Number(seconds) >= 60 || (before && after)) return undefined;
  const size = Math.abs(Number(degrees)) + Number(minutes) / 60 + Number(seconds) / 3600;
  const negative = degrees!.startsWith('-') || /[SW]/.test(before! + after!);
  return negative ? -size : size;
}

/** The only comma, with digits on both sides, in a text without a point. */
const DECIMAL_COMMA = /(?<=^[^.,]*\d),(?=\d[^.,]*$)/;

const WORDS: Readonly<Record<string, string>> = {
  东经: 'E',
  東經: 'E',
  北纬: 'N',
  北緯: 'N',
  度: '°',
  分: '′',
  秒: '″',
};

/**
 * Two coordinates in one cell: `121.43,31.24`, `121.43 31.24`, `(121.43，31.24)`, with degrees or letters. Letters N, S,
 * E, W decide the order; else the heading does; else a number beyond 90 can only be the longitude. With decimal commas the
 * two are parted by something else: `121,43; 31,24`.
 */
export function parsePair(text: string, latFirst: boolean): Coordinates | undefined {
  const plain = text
    .normalize('NFKC')
    .trim()
    .replaceAll(/^[([{]|[)\]}]$/g, '');
  const parting = COMMAS_IN_BOTH.test(plain) ? /\s*[;、/|]\s*|(?<=\d)\s+(?=[-\d])/ : /\s*[,;、/|]\s*/;
  const halves = plain.split(parting).filter((half) => half !== '');
  const [first, second, third] = halves.length > 1 ? halves : plain.split(/\s+/);
  if (first === undefined || second === undefined || third !== undefined) return undefined;
  const a = parseDegrees(first);
  const b = parseDegrees(second);
  if (a === undefined || b === undefined) return undefined;
  const saysLat = SAYS_LAT.test(first) || SAYS_LON.test(second);
  const saysLon = SAYS_LON.test(first) || SAYS_LAT.test(second);
  const swap =
    saysLat || (!saysLon && (latFirst ? Math.abs(a) <= 90 : Math.abs(a) <= 90 && Math.abs(b) > 90));
  return swap ? { x: b, y: a } : { x: a, y: b };
}

/** Two numbers with decimal commas, and what parts them is none. */
const COMMAS_IN_BOTH = /^[+-]?\d{1,3},\d+[^\d,.]+?[+-]?\d{1,3},\d+$/;

const inSpan = (number: number, from: number, to: number) => number >= from && number <= to;

/** What is wrong with a pair of numbers; `undefined` for nothing. The names are rules of the catalogue. */
export function faultOf({
  x,
  y,
}: Coordinates): 'position.zero' | 'position.swapped' | 'position.out_of_range' | undefined {
  if (Math.abs(x) < NULL_ISLAND && Math.abs(y) < NULL_ISLAND) return 'position.zero';
  // One number lost and the other one of China.
  if ((x === 0 && inSpan(y, CHINA.south, CHINA.north)) || (y === 0 && inSpan(x, CHINA.west, CHINA.east)))
    return 'position.zero';
  const swapped = { lon: y, lat: x };
  const inChina = isPosition(x, y) && boxContains(CHINA, { lon: x, lat: y });
  if (!inChina && isPosition(swapped.lon, swapped.lat) && boxContains(CHINA, swapped))
    return 'position.swapped';
  if (!isPosition(x, y)) return isPosition(y, x) ? 'position.swapped' : 'position.out_of_range';
  return undefined;
}
