import { YizhanError, type Client } from '../../client.js';
import type { Feature, Language, Measure } from '../../wire.js';
import { word } from '../../words.js';
import { eventList } from '../event-card.js';
import { h } from '../h.js';
import { measureView, type MeasureParts } from './measure-view.js';
import { part } from './parts.js';

/**
 * The view “for you”: the ten measures, and what there is of one of them. Which one stands in the address after `#`, so
 * that the phone's way back works and a link can lead to one: `/#for-you`, `/#for-you/mind`.
 */

export interface ForYouParts extends Omit<MeasureParts, 'labels'> {
  readonly client: Client;
  readonly lang: Language;
  readonly labels: () => MeasureParts['labels'];
  /** Where one is, as far as somebody said so. */
  readonly where: () => { readonly lat: number; readonly lon: number } | undefined;
  /** A view was chosen: `events` are those of which measure the map is to show (empty: of all), absent: none. */
  readonly onView: (events: string | undefined) => void;
  /** What the list has of places: the nearest of a measure. */
  readonly onPlaces: (places: readonly Feature[]) => void;
}

const VIEW = '#for-you';
const NEAR = ['near', 'near-options', 'found-part'];
const FOR_YOU = ['for-you', 'measure-part'];

export class ForYou {
  readonly #parts: ForYouParts;
  #asking: AbortController | undefined;

  constructor(parts: ForYouParts) {
    this.#parts = parts;
    addEventListener('hashchange', () => this.route(true));
  }

  get isShown(): boolean {
    return location.hash === VIEW || location.hash.startsWith(`${VIEW}/`);
  }

  /** The measure that is shown; none where all are. Codes need no decoding, and what somebody wrote may not bear it. */
  get #code(): string {
    return location.hash.slice(VIEW.length + 1);
  }

  /** Shows what the address says. @param isChosen by a click, which the focus follows */
  route(isChosen: boolean): void {
    const { isShown } = this;
    for (const id of NEAR) part(id).hidden = isShown;
    for (const id of FOR_YOU) part(id).hidden = !isShown;
    mark(part('to-near'), !isShown);
    mark(part('to-for-you'), isShown);
    for (const link of document.querySelectorAll<HTMLAnchorElement>('.measures a'))
      mark(link, link.hash === location.hash);
    for (const link of document.querySelectorAll<HTMLAnchorElement>('header a[hreflang]'))
      link.hash = location.hash;
    this.#asking?.abort();
    this.#parts.onView(isShown ? this.#code : undefined);
    if (isShown) void this.ask(isChosen);
  }

  /** Asks for what is shown, from where one is now. */
  async ask(isChosen = false): Promise<void> {
    const { lang, client, onEvent } = this.#parts;
    this.#asking?.abort();
    const { signal } = (this.#asking = new AbortController());
    part('measure-told').textContent = word('loading', lang);
    try {
      if (this.#code === '') {
        const { features, timeStamp: now } = await client.events({ limit: MOST_EVENTS }, { signal });
        const none = h('p', {}, word('noEvents', lang));
        const list = eventList(features, { lang, now, onSelect: (event) => onEvent(event, now) });
        this.#show(word('events', lang), [features.length === 0 ? none : list]);
        this.#parts.onPlaces([]);
      } else {
        const where = this.#parts.where() ?? {};
        // Those that are cancelled are on the map and in this list, and no part of what a measure offers.
        const [measure, { features }] = await Promise.all([
          client.measure(this.#code, { ...where, limit: MOST_OF_EACH }, { signal }),
          client.events({ measure: this.#code, limit: MOST_EVENTS }, { signal }),
        ]);
        const near = new Map(measure.events.map((one) => [one.id, one]));
        this.#tell({ ...measure, events: features.map((one) => near.get(one.id) ?? one) }, isChosen);
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  #tell(measure: Measure, isChosen: boolean): void {
    const labels = this.#parts.labels();
    this.#show(measure.label, measureView(measure, { ...this.#parts, labels }));
    this.#parts.onPlaces(measure.nearest ?? []);
    if (!isChosen) return;
    const title = part('measure-title');
    title.focus({ preventScroll: true });
    title.scrollIntoView({ block: 'nearest' });
    if (title.getBoundingClientRect().top > innerHeight / 2) title.scrollIntoView();
  }

  #show(title: string, body: readonly HTMLElement[]): void {
    part('measure-title').textContent = title;
    part('measure-told').textContent = '';
    part('measure').replaceChildren(...body);
  }

  #fail(error: unknown): void {
    if (error instanceof YizhanError && error.kind === 'aborted') return;
    const { lang } = this.#parts;
    const refused = error instanceof YizhanError && error.kind === 'problem';
    const why = refused ? error.message : word('failed', lang);
    const again = h('button', { type: 'button', onclick: () => void this.ask() }, word('tryAgain', lang));
    this.#show(word('forYou', lang), [h('p', { role: 'alert' }, why), again]);
  }
}

const MOST_EVENTS = 30;
const MOST_OF_EACH = 8;

function mark(link: HTMLElement, isCurrent: boolean): void {
  if (isCurrent) link.setAttribute('aria-current', 'page');
  else link.removeAttribute('aria-current');
}
