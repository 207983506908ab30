import type { Hit } from '../core/answer.js';
import type { CardText } from '../core/card.js';
import type { CardHead } from '../core/card-head.js';
import type { CardServices } from '../core/card-services.js';
import type { Live } from '../core/live.js';
import type { Card } from '../core/store.js';
import type { AskedServices } from './open-state.js';

/** What of a hit follows from the place's own words, the question and the minute. */
export type States = Pick<Hit, 'open' | 'usable'> & Partial<Pick<Hit, 'servicesOpen' | 'entry'>>;

/** A question as far as states depend on it. */
export interface UsualQuestion {
  /** Equal texts for equal questions. */
  readonly asks: string;
  /** The services it names. */
  readonly asked: AskedServices;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** By what a place says of the services asked for: the text of that, and each of the objects that say it. */
type ByServices = Map<string | CardServices, States>;
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

  of(card: CardText, { asks, asked, at }: UsualQuestion, tell: () => States): States {
    const minute = Math.floor(at / MINUTE);
    if (minute !== this.#minute || asks !== this.#asks) this.#turnTo(minute, asks);
    const { head } = card;
    const name = asks === '' ? '' : card.services;
    const states = this.#table.get(head)?.get(name);
    if (states) return states;
    const said = asks === '' ? '' : saidOf(asked, card.services);
    const made = this.#table.get(head)?.get(said) ?? tell();
    this.#keep(head, [name, said], made);
    return made;
  }

  #keep(head: CardHead, names: readonly (string | CardServices)[], made: States): void {
    if (this.#kept >= MOST_STATES) {
      this.#tables.clear();
      this.#table = new Map();
      this.#kept = 0;
    }
    let byServices = this.#table.get(head);
    if (!byServices) this.#table.set(head, (byServices = new Map()));
    for (const name of names) byServices.set(name, made);
    this.#kept += names.length;
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

/** What a place says of the services asked for: many more places say the same of a few than of all. */
function saidOf({ all, any }: AskedServices, { offers }: CardServices): string {
  let said = '';
  for (const codes of [all, ...any])
    for (const code of codes)
      if (Object.hasOwn(offers, code)) said += `${code}${JSON.stringify(offers[code])}`;
  return said;
}

/** Whether a place's own words are all that is known of it. */
export function isUsual(card: Card, live: Live): boolean {
  return (
    live.status(card.key) === undefined &&
    live.reports(card.key) === undefined &&
    live.exceptions(card) === undefined &&
    (!live.offerings.anyOffers || live.offerings.offersAt(card.id).length === 0)
  );
}
