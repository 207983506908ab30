import { mayEnterAsAsked, type Entrant, type Entry } from '../core/access.js';
import type { Access } from '../core/facility.js';
import type { Card } from '../core/store.js';
import type { Sources } from './nearest.js';

const SAYS_NOTHING = undefined;

/** Whether the asker may enter, by what he said and by what the card tells. */
export function entryOf(card: Card, who: Entrant, { calendar }: Pick<Sources, 'calendar'>): Entry {
  const { access } = card.json.includes('"access":{')
    ? (JSON.parse(card.json) as { access?: Access })
    : { access: SAYS_NOTHING };
  return mayEnterAsAsked(access, who, calendar);
}
