import { encode } from 'uqr';
import { markup, Markup } from './markup.js';

/** Modules of white around a code (ISO/IEC 18004 section 6.3.8). */
const QUIET = 4;

/**
 * A QR code (error correction M, which bears a thumb's dirt) as an SVG that fills what it stands in.
 * @param label what it leads to, for whoever hears the page
 */
export function qrCode(text: string, label: string): Markup {
  const { data, size } = encode(text, { ecc: 'M', border: QUIET });
  const path = data.flatMap((row, y) => runs(row).map(([x, width]) => `M${x} ${y}h${width}v1h-${width}z`));
  return markup`<svg class="qr" viewBox="0 0 ${size} ${size}" role="img" aria-label="${label}" shape-rendering="crispEdges"><path d="${path.join('')}"/></svg>`;
}

/** Where dark modules begin in a row, and how many there are side by side. */
function runs(row: readonly boolean[]): [x: number, width: number][] {
  const found: [number, number][] = [];
  row.forEach((dark, x) => {
    const last = found.at(-1);
    if (!dark) return;
    if (last && last[0] + last[1] === x) last[1]++;
    else found.push([x, 1]);
  });
  return found;
}
