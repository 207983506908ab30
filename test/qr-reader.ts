import jsqrModule from 'jsqr';

/** What the QR codes drawn in a page say, read by jsqr from pixels painted from the drawing. */

// Its types promise a default export where Node finds the module itself.
const jsqr = ((jsqrModule as { default?: unknown }).default ?? jsqrModule) as (
  pixels: Uint8ClampedArray,
  width: number,
  height: number,
) => { data: string } | null;

/** Pixels to a module. */
const SCALE = 4;

export function readQrCodes(html: string): (string | undefined)[] {
  return [...html.matchAll(/<svg class="qr" viewBox="0 0 (\d+) \1"[^>]*><path d="([^"]*)"/g)].map(
    ([, size, path]) => {
      const width = Number(size) * SCALE;
      return jsqr(painted(path!, width), width, width)?.data;
    },
  );
}

/** Black where the path's rectangles are, white elsewhere, as RGBA. */
function painted(path: string, width: number): Uint8ClampedArray {
  const pixels = new Uint8ClampedArray(width * width * 4).fill(255);
  for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    for (let row = Number(y) * SCALE; row < (Number(y) + 1) * SCALE; row++)
      for (let column = Number(x) * SCALE; column < (Number(x) + Number(length)) * SCALE; column++)
        pixels.fill(0, (row * width + column) * 4, (row * width + column) * 4 + 3);
  }
  return pixels;
}
