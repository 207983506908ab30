import { mayEnterAsAsked, type Entrant, type Entry } from '../core/access.js';
import type { Card } from '../core/store.js';
import type { Sources } from './nearest.js';

/** Whether the asker may enter, by what he said and by what the card tells. */
export function entryOf(card: Card, who: Entrant, { calendar }: Pick<Sources, 'calendar'>): Entry {
  return mayEnterAsAsked(card.head.access, who, calendar);
}
