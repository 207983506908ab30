import type { Language } from '../core/vocabulary.js';
import { markup, Markup } from './markup.js';
import { planeOf, roundLength, spread, type Plane, type Point, type Size } from './plane.js';
import type { Numbered } from './sheets.js';
import { streetPath, type Streets } from './streets.js';
import { say } from './words.js';

/** Maps made of nothing but positions: numbered dots, scale and north; streets where an operator has some. */

export interface SketchStyle {
  /** Millimetres. */
  readonly size: Size;
  readonly streets: Streets;
  readonly lang: Language;
  readonly label: string;
}

/** Millimetres. */
const DOT = 2.3;
const MARGIN = 5;
/** The strip below the dots, for scale and north. */
const STRIP = 6.5;

/** A sheet's map; nothing where there is no more to see than one dot on white. */
export function sheetMap(places: readonly Numbered[], style: SketchStyle): Markup | undefined {
  const placed = places.filter(({ facility: { body } }) => body.position);
  if (placed.length === 0) return undefined;
  const field = fieldOf(style.size);
  const plane = planeOf(
    placed.map(({ facility: { body } }) => body.position!),
    field,
    MARGIN,
  );
  const streets = streetPath(style.streets, plane, field);
  if (placed.length === 1 && streets === '') return undefined;
  const points = placed.map(({ facility: { body } }) => plane.at(body.position!));
  const spots = spread(points, DOT, field);
  const dots = placed.map((place, i) => dot(place, points[i]!, spots[i]!));
  return drawing([streetLines(streets), ...dots], plane, style);
}

/** Where all the sheets lie: every place a point, and each sheet's number in the middle of its places. */
export function overviewMap(
  sheets: readonly (readonly Numbered[])[],
  style: SketchStyle,
): Markup | undefined {
  const groups = sheets.map((places) => places.flatMap(({ facility: { body } }) => body.position ?? []));
  const all = groups.flat();
  if (all.length < 2) return undefined;
  const field = fieldOf(style.size);
  const plane = planeOf(all, field, MARGIN);
  const points = all
    .map(plane.at)
    .map(({ x, y }) => markup`<circle class="point" cx="${mm(x)}" cy="${mm(y)}" r="0.6"/>`);
  const labelled = groups.flatMap((group, i) =>
    group.length === 0 ? [] : { label: i + 1, middle: middleOf(group.map(plane.at)) },
  );
  const spots = spread(
    labelled.map(({ middle }) => middle),
    DOT + 0.4,
    field,
  );
  const labels = labelled.map(
    ({ label }, i) =>
      markup`<g class="label"><rect x="${mm(spots[i]!.x - DOT)}" y="${mm(spots[i]!.y - DOT)}" width="${2 * DOT}" height="${2 * DOT}" rx="0.6"/>${centred(label, spots[i]!)}</g>`,
  );
  return drawing(
    [streetLines(streetPath(style.streets, plane, field)), ...points, ...(labels.length > 1 ? labels : [])],
    plane,
    style,
  );
}

function fieldOf({ width, height }: Size): Size {
  return { width, height: height - STRIP };
}

function middleOf(points: readonly Point[]): Point {
  const sum = points.reduce((a, b) => ({ x: a.x + b.x, y: a.y + b.y }));
  return { x: sum.x / points.length, y: sum.y / points.length };
}

/** A dot that had to give way points to where it belongs. A broken ring: the position is an estimate. */
function dot({ number, facility: { body } }: Numbered, point: Point, spot: Point): Markup {
  const away = Math.hypot(point.x - spot.x, point.y - spot.y) > 0.4;
  const line =
    away &&
    markup`<path class="lead" d="M${mm(spot.x)} ${mm(spot.y)}L${mm(point.x)} ${mm(point.y)}"/><circle class="point" cx="${mm(point.x)}" cy="${mm(point.y)}" r="0.5"/>`;
  const kind = body.position?.estimated ? 'dot estimated' : 'dot';
  return markup`<g class="${kind}">${line}<circle cx="${mm(spot.x)}" cy="${mm(spot.y)}" r="${DOT - 0.25}"/>${centred(number, spot)}</g>`;
}

function centred(text: number, { x, y }: Point): Markup {
  const size = text > 99 ? 2.1 : 2.6;
  return markup`<text x="${mm(x)}" y="${mm(y + size * 0.36)}" font-size="${size}">${text}</text>`;
}

function streetLines(path: string): Markup {
  return path === '' ? markup`` : markup`<path class="streets" d="${path}"/>`;
}

function drawing(marks: readonly Markup[], plane: Plane, { size, lang, label }: SketchStyle): Markup {
  const { width, height } = size;
  return markup`<svg class="map" viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}"><rect class="ground" width="${width}" height="${height}" rx="1.5"/>${marks}${scaleBar(plane, size)}${north(size, lang)}</svg>`;
}

function scaleBar({ metres }: Plane, { width, height }: Size): Markup {
  const length = roundLength((metres * width) / 4);
  const [left, right, y] = [3, 3 + length / metres, height - 3];
  const words = length >= 1000 ? `${length / 1000} km` : `${length} m`;
  return markup`<g class="scale"><path d="M${left} ${y - 1}V${y}H${mm(right)}V${y - 1}"/><text x="${mm((left + right) / 2)}" y="${y - 1}" font-size="2.4">${words}</text></g>`;
}

function north({ width, height }: Size, lang: Language): Markup {
  const [x, y] = [width - 4, height - STRIP];
  return markup`<g class="north"><path d="M${x} ${mm(y + 0.8)}l1.4 4.2l-1.4 -1l-1.4 1z"/><text x="${x - 3}" y="${mm(y + 4.3)}" font-size="2.4">${say('north', lang)}</text></g>`;
}

/** Two digits of a millimetre: finer than any printer. */
function mm(value: number): string {
  return value.toFixed(2);
}
