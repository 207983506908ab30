import type { Basemap } from './wire.js';

/** The line at the foot of the map. */
export function creditOf({ attribution, approval }: Basemap): string {
  return [attribution, approval && `审图号：${approval}`].filter(Boolean).join(' · ');
}
