import { membersOf } from '../core/card.js';
import type { Card, FacilityStore } from '../core/store.js';
import { DISTRICT_CELL, REACH, type Districts } from './districts.js';

/** Cells whose surroundings are looked up, and places that are taken of each; a long list bears witness by itself. */
const [MOST_CELLS, MOST_OF_CELL] = [200, 100];
/** Districts that are looked up by name, and places that are taken of each. */
const [MOST_NAMES, MOST_OF_NAME] = [30, 200];

/** Lets places that are known already bear witness for a short list: those around its rows, and those of its districts. */
export async function hearKnown(districts: Districts, store: FacilityStore, source: string): Promise<void> {
  const corners = districts.corners();
  if (corners.length === 0 || corners.length > MOST_CELLS || (await store.count()).total === 0) return;
  const cards = new Map<number, Card>();
  for (const { lon, lat } of corners) {
    const [before, after] = [REACH * DISTRICT_CELL, (REACH + 1) * DISTRICT_CELL];
    const box = { west: lon - before, south: lat - before, east: lon + after, north: lat + after };
    for (const card of await store.list({ box }, 0, MOST_OF_CELL)) cards.set(card.key, card);
  }
  for (const text of districts.littleKnown().slice(0, MOST_NAMES))
    for (const card of await store.list({ text, placed: true }, 0, MOST_OF_NAME)) cards.set(card.key, card);
  for (const card of cards.values()) witness(card, districts, source);
}

/** The publisher's own places of last time may be wrong in the same way. */
function witness(card: Card, districts: Districts, source: string): void {
  const { lon, lat, nameZh, head } = card;
  if (head.source === source || lon === null || lat === null) return;
  const position = { lon, lat, precision: 'unknown' as const };
  const { address } = membersOf(card);
  districts.add(0, { name: { zh: nameZh ?? '' }, position, ...(address && { address }) });
}
