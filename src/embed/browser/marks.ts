/** How a place is drawn: a colour and a sign for its group, a shape for its open state. */

const GROUPS: Readonly<Record<string, { readonly colour: string; readonly sign: string }>> = {
  station: { colour: '#b3261e', sign: '驿' },
  health: { colour: '#00695c', sign: '医' },
  power: { colour: '#5e35b1', sign: '电' },
  merchant: { colour: '#8d4a00', sign: '商' },
  street: { colour: '#1f5fa8', sign: '便' },
  culture: { colour: '#7b1fa2', sign: '文' },
};
const OTHER = { colour: '#444444', sign: '点' };

export const OPEN_STATES = ['open', 'closed', 'unknown'] as const;
export type Shape = (typeof OPEN_STATES)[number];

/** The name of the picture for a place. */
export function markName(group: string, state: Shape): string {
  return `${group in GROUPS ? group : 'other'}-${state}`;
}

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
  const canvas = document.createElement('canvas');
  canvas.width = SIZE;
  canvas.height = SIZE;
  const pen = canvas.getContext('2d')!;
  pen.lineWidth = 5;
  pen.strokeStyle = state === 'open' ? '#ffffff' : colour;
  pen.fillStyle = state === 'open' ? colour : '#ffffff';
  if (state === 'unknown') pen.setLineDash([9, 5]);
  const path = outline(state);
  pen.fill(path);
  pen.stroke(path);
  pen.fillStyle = state === 'open' ? '#ffffff' : colour;
  pen.font = `${state === 'unknown' ? 24 : 30}px sans-serif`;
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  pen.fillText(sign, SIZE / 2, SIZE / 2 + 1);
  return pen.getImageData(0, 0, SIZE, SIZE);
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
