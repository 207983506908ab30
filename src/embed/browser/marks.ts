/** How a place is drawn: a colour and a sign for its group, a shape for its open state; and how events are. */

const GROUPS: Readonly<Record<string, { readonly colour: string; readonly sign: string }>> = {
  station: { colour: '#b3261e', sign: '驿' },
  health: { colour: '#00695c', sign: '医' },
  power: { colour: '#5e35b1', sign: '电' },
  merchant: { colour: '#8d4a00', sign: '商' },
  street: { colour: '#1f5fa8', sign: '便' },
  culture: { colour: '#7b1fa2', sign: '文' },
};
const OTHER = { colour: '#444444', sign: '点' };

const OPEN_STATES = ['open', 'closed', 'unknown'] as const;
type Shape = (typeof OPEN_STATES)[number];

/** Every picture there is, at twice the size it is shown in, for sharp screens. */
export function* marks(): Generator<{ readonly name: string; readonly image: ImageData }> {
  for (const [group, { colour, sign }] of [...Object.entries(GROUPS), ['other', OTHER] as const])
    for (const state of OPEN_STATES) yield { name: `${group}-${state}`, image: drawn(state, colour, sign) };
}

const SIZE = 64;

/**
 * A round mark is open, a square one closed, a diamond with a broken edge unknown: told apart without colour, in
 * sunlight and in print.
 */
function drawn(state: Shape, colour: string, sign: string): ImageData {
  const pen = canvas(SIZE);
  pen.lineWidth = 5;
  pen.strokeStyle = state === 'open' ? '#ffffff' : colour;
  pen.fillStyle = state === 'open' ? colour : '#ffffff';
  if (state === 'unknown') pen.setLineDash([9, 5]);
  const path = outline(state);
  pen.fill(path);
  pen.stroke(path);
  const size = state === 'unknown' ? 24 : 30;
  write(pen, sign, { at: SIZE / 2, size, colour: state === 'open' ? '#ffffff' : colour });
  return pen.getImageData(0, 0, SIZE, SIZE);
}

/** Parts of a cluster's ring that are told apart. */
export const PARTS = 8;

/**
 * The picture of a cluster by its name, `cluster-COUNT-PARTS`: the number, in a ring of which as much is drawn as is open. It is drawn when the
 * map first asks for it, so no server of glyphs is needed.
 */
export function clusterMark(name: string): ImageData | undefined {
  const [, count, parts] = /^cluster-(\d+)-(\d+)$/.exec(name) ?? [];
  if (count === undefined || parts === undefined) return undefined;
  const text = shortNumber(Number(count));
  const side = 72 + 8 * Math.max(0, text.length - 2);
  const [pen, middle] = [canvas(side), side / 2];
  const ring = (radius: number, colour: string, part = 1) => {
    pen.strokeStyle = colour;
    pen.lineWidth = 7;
    pen.beginPath();
    pen.arc(middle, middle, radius, -Math.PI / 2, -Math.PI / 2 + 2 * Math.PI * part);
    pen.stroke();
  };
  pen.fillStyle = '#ffffff';
  pen.beginPath();
  pen.arc(middle, middle, middle - 3, 0, 2 * Math.PI);
  pen.fill();
  ring(middle - 7, '#c9c5bd');
  ring(middle - 7, '#00695c', Number(parts) / PARTS);
  write(pen, text, { at: middle, size: 26, colour: '#1c1b1a' });
  return pen.getImageData(0, 0, side, side);
}

/**
 * The picture of events by its name, `event-COUNT-on` or `-off` (all of them cancelled): a speech bubble with the word, which no place
 * has, its tip at the spot.
 */
export function eventMark(name: string, label: string): ImageData | undefined {
  const [, count, state] = /^event-(\d+)-(on|off)$/.exec(name) ?? [];
  if (count === undefined) return undefined;
  const text = count === '1' ? label : `${label} ${count}`;
  const [wide, high, tip] = [28 + 22 * text.length * (/[a-z]/i.test(text) ? 0.62 : 1.05), 44, 14];
  const pen = canvas(Math.ceil(wide), high + tip);
  const colour = state === 'on' ? '#7a0b4b' : '#55524d';
  pen.fillStyle = state === 'on' ? colour : '#ffffff';
  pen.strokeStyle = state === 'on' ? '#ffffff' : colour;
  pen.lineWidth = 4;
  if (state === 'off') pen.setLineDash([8, 5]);
  const middle = wide / 2;
  pen.beginPath();
  pen.roundRect(2, 2, wide - 4, high - 2, 12);
  pen.moveTo(middle - 9, high);
  pen.lineTo(middle, high + tip - 2);
  pen.lineTo(middle + 9, high);
  pen.stroke();
  pen.fill();
  write(pen, text, { at: middle, y: high / 2, size: 22, colour: state === 'on' ? '#ffffff' : colour });
  return pen.getImageData(0, 0, Math.ceil(wide), high + tip);
}

/** `87`, `1.2k`, `34k`, `2M`. */
function shortNumber(count: number): string {
  if (count < 1000) return `${count}`;
  if (count < 9_950) return `${(count / 1000).toFixed(1)}k`;
  return count < 999_500 ? `${Math.round(count / 1000)}k` : `${(count / 1e6).toFixed(1)}M`;
}

function canvas(wide: number, high = wide): CanvasRenderingContext2D {
  const made = document.createElement('canvas');
  made.width = wide;
  made.height = high;
  return made.getContext('2d', { willReadFrequently: true })!;
}

interface Writing {
  readonly at: number;
  /** Where it stands from above, where that is not as far as from the left. */
  readonly y?: number;
  readonly size: number;
  readonly colour: string;
}

function write(pen: CanvasRenderingContext2D, text: string, { at, y = at, size, colour }: Writing): void {
  pen.fillStyle = colour;
  pen.font = `${size}px sans-serif`;
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  pen.fillText(text, at, y + 1);
}

function outline(state: Shape): Path2D {
  const path = new Path2D();
  const middle = SIZE / 2;
  if (state === 'open') path.arc(middle, middle, 27, 0, 2 * Math.PI);
  else if (state === 'closed') path.rect(7, 7, SIZE - 14, SIZE - 14);
  else {
    path.moveTo(middle, 3);
    path.lineTo(SIZE - 3, middle);
    path.lineTo(middle, SIZE - 3);
    path.lineTo(3, middle);
    path.closePath();
  }
  return path;
}
