import type { OfferHit } from '../core/answer.js';
import type { OpenState } from '../core/hours/hours-state.js';
import type { OfferFilter } from '../core/query.js';
import type { Offering } from '../core/offerings/offering.js';
import { offeredState, phaseOf } from '../core/offerings/validity.js';
import type { Card } from '../core/store.js';
import type { Sources } from './nearest.js';

/** What is cheaper or free at a place at an instant. */

type OfferSources = Pick<Sources, 'calendar' | 'live'>;

/** The offers that are to be had at an instant, or that nobody knows the hours of; nothing for nearly all places. */
export function offersOf(
  card: Card,
  at: number,
  { calendar, live }: OfferSources,
): readonly OfferHit[] | undefined {
  const all = live.offerings.offersAt(card.id);
  if (all.length === 0) return undefined;
  const hits = all
    .map((offer) => ({ offer, valid: offeredState(offer.content, at, calendar) }))
    .filter(({ valid }) => valid.state !== 'closed');
  return hits.length > 0 ? hits : undefined;
}

/** Whether there surely is such an offer then. */
export function hasOffer(
  card: Card,
  { at, services, maxPrice }: OfferFilter,
  sources: OfferSources,
): boolean {
  const fits = ({ offer: { content }, valid }: { offer: Offering<'offer'>; valid: OpenState }) =>
    valid.state === 'open' &&
    (services === undefined || services.includes(content.service)) &&
    (maxPrice === undefined || (content.price !== undefined && content.price <= maxPrice));
  return offersOf(card, at, sources)?.some(fits) ?? false;
}

/**
 * The windows of a service at a place, as its offers say them: nothing where there is no offer of it on that day, or one
 * without hours.
 */
export function windowsOf(card: Card, service: string, at: number, { live }: Pick<OfferSources, 'live'>) {
  const offers = live.offerings
    .offersAt(card.id)
    .filter(({ content }) => content.service === service && phaseOf(content, at) === 'current');
  const hours = offers.map(({ content }) => content.hours);
  return hours.every((one) => one !== undefined) ? hours : [];
}
