import type { Hit } from '../core/answer.js';
import { servicesKey, type CardText } from '../core/card.js';
import type { CardHead } from '../core/card-head.js';
import type { Live } from '../core/live.js';
import type { Card } from '../core/store.js';

/** What of a hit follows from the place's own words, the question and the minute. */
export type States = Pick<Hit, 'open' | 'usable'> & Partial<Pick<Hit, 'servicesOpen' | 'entry'>>;

/** By what a place says of its services, where some are asked for. */
type ByServices = Map<string, States>;
type Table = Map<CardHead, ByServices>;

/** Tables kept at once: one for each question of this minute, or of one that was asked about. */
const MOST_TABLES = 64;
/** States kept in all of them. */
const MOST_STATES = 20_000;
const MINUTE = 60_000;

/**
 * States of places of which nothing is known beyond what they say of themselves: the same for all that say it in the same
 * words, until the next minute. Nearly all places are of that kind, so nearly all hits are told by one look.
 */
export class UsualStates {
  #tables = new Map<string, Table>();
  #minute = NaN;
  #asks = '';
  #table: Table = new Map();
  #kept = 0;

  /**
   * @param asks what is asked of each place: equal texts for equal questions
   * @param at milliseconds since 1970
   */
  of(
    card: CardText,
    { asks, at }: { readonly asks: string; readonly at: number },
    tell: () => States,
  ): States {
    const minute = Math.floor(at / MINUTE);
    if (minute !== this.#minute || asks !== this.#asks) this.#turnTo(minute, asks);
    const { head } = card;
    const services = asks === '' ? '' : servicesKey(card);
    const states = this.#table.get(head)?.get(services);
    if (states) return states;
    const made = tell();
    this.#keep(head, services, made);
    return made;
  }

  #keep(head: CardHead, services: string, states: States): void {
    if (this.#kept >= MOST_STATES) {
      this.#tables.clear();
      this.#table = new Map();
      this.#kept = 0;
    }
    let byServices = this.#table.get(head);
    if (!byServices) this.#table.set(head, (byServices = new Map()));
    byServices.set(services, states);
    this.#kept++;
  }

  #turnTo(minute: number, asks: string): void {
    const name = `${minute} ${asks}`;
    let table = this.#tables.get(name);
    if (!table) {
      if (this.#tables.size >= MOST_TABLES) {
        this.#tables.clear();
        this.#kept = 0;
      }
      this.#tables.set(name, (table = new Map()));
    }
    this.#minute = minute;
    this.#asks = asks;
    this.#table = table;
  }
}

/** Whether a place's own words are all that is known of it. */
export function isUsual(card: Card, live: Live): boolean {
  return (
    live.status(card.key) === undefined &&
    live.reports(card.key) === undefined &&
    live.exceptions(card) === undefined &&
    live.offerings.offersAt(card.id).length === 0
  );
}
