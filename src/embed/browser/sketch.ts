import type { Feature, Language } from '../wire.js';
import { word } from '../words.js';

/** Where the device cannot draw a map: the nearest places as a picture, north up, numbered as in the list. */

const NS = 'http://www.w3.org/2000/svg';
const MOST = 15;
/** The picture's own units, from the middle to its edge. */
const HALF = 100;
const MARGIN = 14;
/** Metres in a degree of latitude; enough for a picture. */
const METRES = 111_195;
const RINGS = [100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000];

export interface SketchParts {
  /** Where was asked from: WGS-84. */
  readonly centre: { readonly lon: number; readonly lat: number };
  readonly lang: Language;
  readonly onSelect: (feature: Feature) => void;
}

export function sketch(features: readonly Feature[], parts: SketchParts): SVGElement {
  const { centre, lang, onSelect } = parts;
  const placed = features.slice(0, MOST).map((feature) => ({ feature, at: offset(feature, centre) }));
  const farthest = Math.max(100, ...placed.map(({ at }) => (at ? Math.hypot(at.x, at.y) : 0)));
  const scale = (HALF - MARGIN) / farthest;
  const box = `${-HALF} ${-HALF} ${2 * HALF} ${2 * HALF}`;
  const picture = svg('svg', {
    viewBox: box,
    class: 'sketch',
    role: 'group',
    'aria-label': word('map', lang),
  });
  for (const metres of RINGS.filter((one) => one <= farthest * 1.1 && one * 5 >= farthest))
    picture.append(ring(metres, scale, lang));
  picture.append(
    svg('path', { d: 'M-4 0H4M0 -4V4', stroke: '#1c1b1a', 'stroke-width': 1.5 }),
    svg('text', { x: -HALF + 6, y: -HALF + 12, 'font-size': 8 }, `↑ ${word('north', lang)}`),
  );
  // The nearest lie on top.
  for (const [index, { feature, at }] of [...placed.entries()].toReversed())
    if (at) picture.append(mark(feature, { x: at.x * scale, y: at.y * scale, number: index + 1, onSelect }));
  return picture;
}

/** Metres east and south of the centre. */
function offset({ geometry }: Feature, centre: SketchParts['centre']): { x: number; y: number } | undefined {
  const [lon, lat] = geometry?.coordinates ?? [];
  if (lon === undefined || lat === undefined) return undefined;
  const narrow = Math.cos((centre.lat * Math.PI) / 180);
  return { x: (lon - centre.lon) * METRES * narrow, y: (centre.lat - lat) * METRES };
}

function ring(metres: number, scale: number, lang: Language): SVGElement {
  const [near, far] = lang === 'zh' ? ['米', '公里'] : ['m', 'km'];
  const text = metres < 1000 ? `${metres} ${near}` : `${metres / 1000} ${far}`;
  const group = svg('g', { fill: 'none', stroke: '#8a867e', 'stroke-dasharray': '2 2', 'stroke-width': 0.6 });
  const label = {
    y: metres * scale - 1.5,
    'font-size': 6,
    'text-anchor': 'middle',
    stroke: 'none',
    fill: '#55524d',
  };
  group.append(svg('circle', { r: metres * scale }), svg('text', label, text));
  return group;
}

const COLOURS = { open: '#00594c', closed: '#8c1d18', unknown: '#6a4b00' } as const;

interface Mark {
  readonly x: number;
  readonly y: number;
  readonly number: number;
  readonly onSelect: (feature: Feature) => void;
}

/** Round is open, square closed, a diamond unknown: as on the map. */
function mark(feature: Feature, { x, y, number, onSelect }: Mark): SVGElement {
  const { state } = feature.properties.open;
  const group = svg('g', {
    transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})`,
    // The list says the same and can be reached by keyboard; here it would only be said twice.
    'aria-hidden': 'true',
    cursor: 'pointer',
  });
  const look = {
    fill: state === 'open' ? COLOURS.open : '#fff',
    stroke: COLOURS[state],
    'stroke-width': 1.2,
  };
  const shape =
    state === 'open'
      ? svg('circle', { r: 7, ...look })
      : svg('rect', { x: -6.5, y: -6.5, width: 13, height: 13, ...look, ...(state === 'unknown' && TURNED) });
  const ink = {
    'font-size': 7,
    'text-anchor': 'middle',
    y: 2.5,
    fill: state === 'open' ? '#fff' : COLOURS[state],
  };
  group.append(shape, svg('text', ink, String(number)));
  group.addEventListener('click', () => onSelect(feature));
  return group;
}

const TURNED = { transform: 'rotate(45)', 'stroke-dasharray': '3 1.5' };

function svg(tag: string, attributes: Readonly<Record<string, string | number>>, text = ''): SVGElement {
  const made = document.createElementNS(NS, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.textContent = text;
  return made;
}
