import { creditOf } from '../basemap.js';
import { Client, YizhanError } from '../client.js';
import type {
  Basemap,
  CrsName,
  EventFeature,
  Feature,
  FeatureCollection,
  Language,
  MapSettings,
} from '../wire.js';
import { word } from '../words.js';
import { basemapOf, crsOf, faultsOf, langOf, numberOf, wishesOf } from './attributes.js';
import { dress } from './clothes.js';
import { moved } from './datum.js';
import { h } from './h.js';
import type { Centre, MapView } from './map-view.js';
import { placeCard } from './place-card.js';
import { placeList } from './place-list.js';
import { eventCard, eventList } from './event-card.js';
import { eventsAround, eventSpots } from './event-spots.js';
import { sketch } from './sketch.js';
import { ELEMENT_STYLE } from './style.js';

/** Where the script came from: the API is there too, unless the page says otherwise. */
const HOME = new URL('..', import.meta.url).href;
/** What is shown where neither the page nor the operator says where. */
const START: MapSettings = { basemap: {}, centre: { lat: 31.2465, lon: 121.4385, zoom: 14 } };
const MOST_PLACES = 50;
/** Of these one is to be in view when a search was answered. */
const NEAREST = 3;

/** Attributes by what follows when they change: everything is made anew, the map moves, other places fit, or the shape. */
const BEGINNING = ['api', 'lang', 'basemap', 'basemap-crs', 'attribution'];
const PLACE = ['lat', 'lon', 'zoom', 'crs'];
const WISHES = ['category', 'need', 'open-now'];
const LAYOUT = ['height', 'list'];
const EVENTS = 'events';
const MOST_EVENTS = 100;

/** What `<yizhan-map>` tells the page around it. */
export interface YizhanMapEvents {
  /** A place was chosen, on the map or in the list. Prevented, it opens no card. */
  readonly select: CustomEvent<{ readonly id: string; readonly name: string }>;
  /** What takes place at one spot was chosen, on the map or in the list. Prevented, it opens no card. */
  readonly selectevent: CustomEvent<{ readonly events: readonly EventFeature[]; readonly now: string }>;
  /** A search was answered. */
  readonly search: CustomEvent<{ readonly numberReturned: number }>;
  /** The map was moved by hand: where its middle is, in the datum of the element. */
  readonly move: CustomEvent<{ readonly lat: number; readonly lon: number }>;
  /** Something did not work, or an attribute is wrong; the list goes on where it can. */
  readonly error: CustomEvent<{ readonly kind: string; readonly message: string }>;
}

/** Where there is no document (a server that renders the page) the module can be loaded all the same. */
const Base = globalThis.HTMLElement ?? (Object as unknown as typeof HTMLElement);

/**
 * `<yizhan-map>`: a map and a list of the nearest places that fit, for any page. It asks nothing of the page's scripts
 * or styles, keeps nothing, and never asks for the phone's position.
 *
 * Attributes: `api` (where the API is; else where this script is from), `lat`, `lon`, `zoom`, `category` (codes, by
 * commas), `need` (a code), `open-now`, `lang` (`zh`, `en`; else that of the page), `crs` (the datum of `lat` and
 * `lon`), `basemap` (URL of a MapLibre style, or of raster tiles with {z}/{x}/{y}; else the one the API's operator
 * chose), `basemap-crs`, `attribution`, `height` (CSS length of the map), `list` (`off` for none), `events` (what takes
 * place, of a measure or, empty, of all).
 */
export class YizhanMap extends Base {
  static readonly observedAttributes = [...BEGINNING, ...PLACE, ...WISHES, ...LAYOUT, EVENTS];
  readonly #root: ShadowRoot;
  readonly #map = h('div', { class: 'map' });
  readonly #list = h('div', { class: 'list' });
  readonly #eventList = h('div', { class: 'list' });
  readonly #frame = h('div', { class: 'frame' }, this.#map, this.#list, this.#eventList);
  #view: MapView | undefined;
  #card: HTMLElement | undefined;
  #asking: AbortController | undefined;
  #settings = START;
  #labels: ReadonlyMap<string, string> = new Map();
  #answer: FeatureCollection | undefined;
  #events: readonly EventFeature[] = [];
  /** When they were told. */
  #eventsAt = '';
  #askingEvents: AbortController | undefined;
  /** Where the map was moved to by hand, in the datum of the element. */
  #middle: Centre | undefined;
  /** The datum of the map that is drawn. */
  #drawn: CrsName = 'wgs84';
  /** It wears MapLibre's styles. */
  #isDressed = false;
  /** This time in the document; what comes too late for it is dropped. */
  #life: object | undefined;

  constructor() {
    super();
    this.#root = this.attachShadow({ mode: 'open' });
    dress(this.#root, ELEMENT_STYLE);
    this.#root.append(this.#frame);
  }

  connectedCallback(): void {
    void this.#start();
  }

  disconnectedCallback(): void {
    this.#life = undefined;
    this.#asking?.abort();
    this.#askingEvents?.abort();
    this.#undraw();
    this.#shut();
  }

  attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    if (!this.#life || before === now) return;
    if (BEGINNING.includes(name)) return void this.#start();
    if (LAYOUT.includes(name)) this.#lay();
    if (LAYOUT.includes(name) || PLACE.includes(name) || name === EVENTS) void this.#seekEvents();
    if (name === EVENTS) return;
    if (PLACE.includes(name)) void this.#go();
    this.#view?.show(this.#tiles());
    if (name !== 'height' && name !== 'zoom') void this.search();
  }

  /** Asks for the nearest places to the middle of the map, and shows them. Without a list there is nothing to ask for. */
  async search(): Promise<void> {
    if (this.#hasNoList()) return;
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    const { lat, lon } = this.#middle ?? this.#centre();
    const crs = this.#crs();
    const question = { lat, lon, crs, outCrs: 'wgs84', limit: MOST_PLACES, ...wishesOf(this) } as const;
    try {
      this.show(await this.#client().nearest(question, { signal: asking.signal }));
      await this.reach();
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Asks for what takes place around the middle of the map, and shows it on the map and below the list. */
  async #seekEvents(): Promise<void> {
    this.#askingEvents?.abort();
    const measure = this.getAttribute(EVENTS);
    if (measure === null) return this.#showEvents([], '');
    const { signal } = (this.#askingEvents = new AbortController());
    try {
      const around = eventsAround(await moved(this.#middle ?? this.#centre(), this.#crs(), 'wgs84'));
      const question = { ...around, limit: MOST_EVENTS, ...(measure !== '' && { measure }) };
      const { features, timeStamp } = await this.#client().events(question, { signal });
      await this.#showEvents(features, timeStamp);
    } catch (error) {
      if (error instanceof YizhanError && error.kind === 'aborted') return;
      const kind = error instanceof YizhanError ? error.kind : 'bug';
      this.#emit('error', { kind, message: error instanceof Error ? error.message : String(error) });
    }
  }

  async #showEvents(events: readonly EventFeature[], now: string): Promise<void> {
    this.#events = events;
    this.#eventsAt = now;
    const lang = this.#lang();
    const onSelect = (event: EventFeature) => this.#selectEvents([event]);
    const list = eventList(events, { lang, now, onSelect });
    this.#eventList.hidden = events.length === 0 || this.#hasNoList();
    this.#eventList.replaceChildren(h('h3', {}, word('events', lang)), list);
    await this.#drawEvents();
  }

  async #drawEvents(): Promise<void> {
    const spots = eventSpots(this.#events).map(async ({ lon, lat, events }) => {
      const at = await moved({ lon, lat }, 'wgs84', this.#drawn);
      return { ...at, events };
    });
    const drawn = await Promise.all(spots);
    this.#view?.showEvents(drawn);
  }

  #selectEvents(events: readonly EventFeature[]): void {
    const now = this.#eventsAt;
    if (!this.#emit('selectevent', { events, now })) return;
    const [first] = events;
    const onClose = () => {
      this.#shut();
      this.#eventList.querySelector<HTMLElement>(`[data-event="${CSS.escape(first?.id ?? '')}"]`)?.focus();
    };
    const onPlace = (place: { readonly id: string; readonly name: string }) => this.#select(place);
    this.#put(eventCard(events, { lang: this.#lang(), now, onPlace, onClose }));
  }

  #put(card: HTMLElement): void {
    this.#shut();
    this.#card = card;
    this.#frame.append(card);
    card.focus();
  }

  /** Shows an answer of the API: what a page does that hides the list and asks by itself. @param answer in WGS-84 */
  show(answer: FeatureCollection): void {
    this.#answer = answer;
    const { features, timeStamp: now } = answer;
    const onSelect = ({ id, properties }: Feature) => this.#select({ id, name: properties.name });
    const parts = { lang: this.#lang(), now, labels: this.#labels, onSelect };
    const none = h('p', { role: 'status' }, word('nothing', parts.lang));
    this.#list.replaceChildren(features.length === 0 ? none : placeList(features, parts));
    if (this.#view === undefined && this.#map.querySelector('.absent')) void this.#sketch();
    this.#emit('search', { numberReturned: answer.numberReturned });
  }

  /**
   * Marks a place on the map, and brings it into view.
   * @param id none of them where it is empty
   * @param over what lies over the map, such as a card of the page
   */
  async choose(id: string, over: Element | undefined = this.#card): Promise<void> {
    const at = await this.#onMap(this.#known(id));
    this.#view?.choose(id, at, over?.getBoundingClientRect());
    for (const entry of this.#list.querySelectorAll('.place'))
      entry.setAttribute('aria-current', String(entry.getAttribute('data-id') === id));
  }

  /** Goes so far out that one of the nearest places of the answer is in view. */
  async reach(): Promise<void> {
    const nearest = this.#answer?.features.slice(0, NEAREST) ?? [];
    const places = await Promise.all(nearest.map((one) => this.#onMap(one)));
    const middle = await moved(this.#middle ?? this.#centre(), this.#crs(), this.#drawn);
    this.#view?.reach(
      middle,
      places.filter((one) => one !== undefined),
    );
  }

  /** Where a place is on the map that is drawn; nowhere where it has no position. */
  async #onMap(feature: Feature | undefined): Promise<Centre | undefined> {
    const [lon, lat] = feature?.geometry?.coordinates ?? [];
    return lon === undefined || lat === undefined ? undefined : moved({ lon, lat }, 'wgs84', this.#drawn);
  }

  /** All of it anew: first the list, which needs no map, then the map, the script of which is large. */
  async #start(): Promise<void> {
    const life = {};
    this.#life = life;
    this.#undraw();
    this.#shut();
    this.#lay();
    for (const message of faultsOf(this)) this.#emit('error', { kind: 'attribute', message });
    const settings = this.#client().settings();
    const terms = this.#client().categories();
    const centred = numberOf(this, 'lat') !== undefined && numberOf(this, 'lon') !== undefined;
    const begun = settings.then(
      (found) => life === this.#life && (this.#settings = found),
      (error: unknown) => this.#fail(error),
    );
    const named = terms.then(
      ({ categories }) => (this.#labels = new Map(categories.map(({ code, label }) => [code, label]))),
      () => undefined, // codes are shown then
    );
    await Promise.all([named, centred ? undefined : begun]);
    if (life !== this.#life) return;
    if (this.hasAttribute(EVENTS)) void this.#seekEvents();
    await this.search();
    await begun;
    if (life === this.#life) await this.#draw(life);
  }

  #lay(): void {
    const height = this.getAttribute('height') ?? '';
    const length = /^\d+$/.test(height) ? `${height}px` : height;
    this.#frame.style.setProperty('--height', length === '' ? null : length);
    this.#list.hidden = this.#hasNoList();
    this.#list.setAttribute('aria-label', word('places', this.#lang()));
    this.#list.setAttribute('role', 'region');
  }

  /** Moves the map to where the attributes say. */
  async #go(): Promise<void> {
    this.#middle = undefined;
    this.#view?.moveTo(await moved(this.#centre(), this.#crs(), this.#drawn), this.#zoom());
  }

  async #draw(life: object): Promise<void> {
    const lang = this.#lang();
    try {
      const { MapView, MAP_STYLE } = await import('./map-view.js');
      const basemap = this.#basemap();
      const crs = basemap.crs ?? 'wgs84';
      const centre = await moved(this.#centre(), this.#crs(), crs);
      if (life !== this.#life) return;
      this.#drawn = crs;
      if (!this.#isDressed) dress(this.#root, MAP_STYLE);
      this.#isDressed = true;
      const container = h('div', { class: 'canvas' });
      this.#map.replaceChildren(container);
      const tiles = this.#tiles();
      this.#view = new MapView({
        container,
        centre,
        zoom: this.#zoom(),
        basemap,
        lang,
        tiles,
        onSelect: (place) => this.#select(place),
        onEvents: (events) => this.#selectEvents(events),
        onMove: (to) => void this.#moved(to),
        onError: ({ message }) => this.#emit('error', { kind: 'map', message }),
      });
      this.#map.append(...this.#furniture(creditOf(basemap)));
      await this.#drawEvents();
      await this.reach();
    } catch (error) {
      if (life !== this.#life) return;
      this.#emit('error', { kind: 'no-map', message: String(error) });
      this.#map.replaceChildren(h('p', { class: 'absent' }, word('noMap', lang)));
      if (this.#answer) void this.#sketch();
    }
  }

  #undraw(): void {
    this.#view?.remove();
    this.#view = undefined;
    this.#map.replaceChildren();
  }

  /** What lies on the map: buttons to come closer, the north, whose map it is. */
  #furniture(credit: string): HTMLElement[] {
    const lang = this.#lang();
    const hand = (sign: string, name: 'zoomIn' | 'zoomOut', steps: number) => {
      const onclick = () => this.#view?.zoomBy(steps);
      return h('button', { type: 'button', 'aria-label': word(name, lang), onclick }, sign);
    };
    return [
      h('div', { class: 'hands' }, hand('+', 'zoomIn', 1), hand('−', 'zoomOut', -1)),
      h('div', { class: 'north', 'aria-hidden': 'true' }, `↑ ${word('north', lang)}`),
      ...(credit === '' ? [] : [h('div', { class: 'credit' }, credit)]),
    ];
  }

  /** Where the device draws no map: the nearest places as a picture. */
  async #sketch(): Promise<void> {
    const { features = [], query = {} } = this.#answer ?? {};
    const { lat, lon, crs = 'wgs84' } = query as Partial<Centre> & { crs?: CrsName };
    const asked = lat === undefined || lon === undefined ? this.#centre() : { lat, lon };
    const centre = await moved(asked, crs, 'wgs84');
    const onSelect = ({ id, properties }: Feature) => this.#select({ id, name: properties.name });
    this.#list.classList.add('numbered');
    this.#map.querySelector('svg')?.remove();
    this.#map.append(sketch(features, { centre, lang: this.#lang(), onSelect }));
  }

  #select(place: { readonly id: string; readonly name: string }): void {
    if (!this.#emit('select', place)) return;
    const { id, name } = place;
    const distance = this.#known(id)?.properties.distance;
    const { need } = wishesOf(this);
    const parts = { client: this.#client(), lang: this.#lang(), name, distance, need };
    this.#put(placeCard(id, { ...parts, onClose: () => this.#shut(id) }));
    void this.choose(id);
  }

  /** Closes the card; the focus goes back to the entry it came from. */
  #shut(id?: string): void {
    this.#card?.remove();
    this.#card = undefined;
    void this.choose('');
    if (id !== undefined) this.#list.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`)?.focus();
  }

  async #moved(centre: Centre): Promise<void> {
    this.#middle = await moved(centre, this.#drawn, this.#crs());
    this.#emit('move', { ...this.#middle });
    if (this.hasAttribute(EVENTS)) void this.#seekEvents();
    this.#map.querySelector('.again')?.remove();
    if (this.#hasNoList()) return;
    const again = h('button', { type: 'button', class: 'again' }, word('searchHere', this.#lang()));
    again.addEventListener('click', () => {
      again.remove();
      void this.search();
    });
    this.#map.append(again);
  }

  #known(id: string): Feature | undefined {
    return this.#answer?.features.find((one) => one.id === id);
  }

  #hasNoList(): boolean {
    return this.getAttribute('list') === 'off';
  }

  #client(): Client {
    return new Client({ api: this.#api(), lang: this.#lang() });
  }

  #api(): string {
    return this.getAttribute('api') || HOME;
  }

  #tiles(): string {
    return new Client({ api: this.#api(), lang: this.#lang(), crs: this.#drawn }).tiles(wishesOf(this));
  }

  #lang(): Language {
    return langOf(this);
  }

  #crs(): CrsName {
    return crsOf(this, 'crs');
  }

  /** In the datum of the element. Where the page says nothing, the operator's centre is near enough in any datum. */
  #centre(): Centre {
    const [lat, lon] = [numberOf(this, 'lat'), numberOf(this, 'lon')];
    return lat === undefined || lon === undefined ? this.#settings.centre : { lat, lon };
  }

  #zoom(): number {
    return numberOf(this, 'zoom') ?? this.#settings.centre.zoom;
  }

  /** The basemap the page chose, else the one the operator did; paths of it are the API's. */
  #basemap(): Basemap {
    const chosen = basemapOf(this);
    if (chosen) return chosen;
    const { style, raster, streets, ...rest } = this.#settings.basemap;
    const api = new URL(this.#api(), document.baseURI).href.replace(/\/+$/, '');
    const whole = (url: string) => (url.startsWith('/') ? api + url : url);
    return {
      ...rest,
      ...(style !== undefined && { style: whole(style) }),
      ...(raster !== undefined && { raster: whole(raster) }),
      ...(streets !== undefined && { streets: whole(streets) }),
    };
  }

  #fail(error: unknown): void {
    if (error instanceof YizhanError && error.kind === 'aborted') return;
    const kind = error instanceof YizhanError ? error.kind : 'bug';
    const message = error instanceof Error ? error.message : String(error);
    const lang = this.#lang();
    const onclick = () => void this.search();
    const again = h('button', { type: 'button', onclick }, word('tryAgain', lang));
    this.#list.replaceChildren(h('p', { role: 'alert' }, word('failed', lang)), h('p', {}, again));
    this.#emit('error', { kind, message });
  }

  /** @returns false where the page prevented what would follow */
  #emit(name: keyof YizhanMapEvents, detail: object): boolean {
    return this.dispatchEvent(new CustomEvent(name, { detail, cancelable: name.startsWith('select') }));
  }
}
