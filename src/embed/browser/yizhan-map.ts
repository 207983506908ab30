import { Client, YizhanError, type Wishes } from '../client.js';
import type { Basemap, CrsName, Feature, FeatureCollection, Language } from '../wire.js';
import { word } from '../words.js';
import { moved } from './datum.js';
import { h } from './h.js';
import type { Centre, MapView } from './map-view.js';
import { placeCard } from './place-card.js';
import { placeList } from './place-list.js';
import { ELEMENT_STYLE } from './style.js';

/** Where the script came from: the API is there too, unless the page says otherwise. */
const HOME = new URL('..', import.meta.url).href;
/** Changshou Road, Putuo: where the first stations were. */
const START = { lat: 31.2465, lon: 121.4385, zoom: 14 };
const MOST_PLACES = 100;

/** What `<yizhan-map>` tells the page around it. */
export interface YizhanMapEvents {
  /** A place was chosen. */
  readonly select: CustomEvent<{ readonly id: string; readonly name: string }>;
  /** A search was answered. */
  readonly search: CustomEvent<{ readonly numberReturned: number }>;
  /** The map was moved: where its middle is, in the datum of the element. */
  readonly move: CustomEvent<{ readonly lat: number; readonly lon: number }>;
  readonly error: CustomEvent<{ readonly kind: string; readonly message: string }>;
}

/**
 * `<yizhan-map>`: a map and a list of the nearest places that fit, for any page. It asks nothing of the page's scripts
 * or styles, keeps nothing, and never asks for the phone's position.
 *
 * Attributes: `api` (where the API is; else where this script is from), `lat`, `lon`, `zoom`, `category` and `need`
 * (codes, by commas), `open-now`, `lang` (`zh`, `en`), `crs` (the datum of `lat` and `lon`), `basemap` (URL of a
 * MapLibre style, or of raster tiles with {z}/{x}/{y}; else the one the API's operator chose), `basemap-crs`,
 * `attribution`, `height` (CSS length of the map), `list` (`off` for none).
 */
export class YizhanMap extends HTMLElement {
  static readonly observedAttributes = [
    'api',
    'lat',
    'lon',
    'zoom',
    'category',
    'need',
    'open-now',
    'lang',
    'crs',
  ];
  readonly #root = this.attachShadow({ mode: 'open' });
  readonly #map = h('div', { class: 'map' });
  readonly #list = h('div', { class: 'list' });
  readonly #frame = h('div', { class: 'frame' }, this.#map, this.#list);
  #view: MapView | undefined;
  #card: HTMLElement | undefined;
  #asking: AbortController | undefined;
  #labels: ReadonlyMap<string, string> = new Map();
  #started = false;

  connectedCallback(): void {
    if (this.#started) return;
    this.#started = true;
    const height = this.getAttribute('height');
    if (height !== null)
      this.#frame.style.setProperty('--height', /^\d+$/.test(height) ? `${height}px` : height);
    this.#list.hidden = this.getAttribute('list') === 'off';
    this.#root.append(h('style', {}, ELEMENT_STYLE), this.#frame);
    void this.#start();
  }

  disconnectedCallback(): void {
    this.#asking?.abort();
    this.#view?.remove();
    this.#view = undefined;
    this.#root.replaceChildren();
    this.#started = false;
  }

  attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    if (!this.#started || before === now) return;
    if (name === 'lat' || name === 'lon' || name === 'zoom') void this.#go();
    void this.search();
  }

  /** Asks for the nearest places to the middle of the map, and shows them. */
  async search(): Promise<void> {
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    try {
      const answer = await this.#client().nearest(this.#question(), { signal: asking.signal });
      this.#show(answer);
    } catch (error) {
      this.#fail(error);
    }
  }

  async #start(): Promise<void> {
    const terms = this.#client().categories();
    try {
      const { categories } = await terms;
      this.#labels = new Map(categories.map(({ code, label }) => [code, label]));
    } catch (error) {
      this.#fail(error);
    }
    await this.search(); // the list is there before the map's script is
    await this.#draw();
  }

  /** Moves the map to where the attributes say. */
  async #go(): Promise<void> {
    this.#middle = undefined;
    this.#view?.moveTo(await moved(this.#centre(), this.#crs(), this.#drawn), this.#zoom());
  }

  async #draw(): Promise<void> {
    try {
      const [{ MapView }, basemap] = await Promise.all([import('./map-view.js'), this.#basemap()]);
      if (!this.#started) return;
      const style = new URL('./maplibre-gl.css', import.meta.url).href;
      this.#root.prepend(h('link', { rel: 'stylesheet', href: style }));
      const { crs = 'wgs84' } = basemap;
      this.#drawn = crs;
      this.#view = new MapView({
        container: this.#map,
        centre: await moved(this.#centre(), this.#crs(), crs),
        zoom: this.#zoom(),
        basemap,
        tiles: this.#tiles(),
        onSelect: (id) => this.#open(id),
        onMove: (centre) => void this.#moved(centre),
        onError: ({ message }) => this.#emit('error', { kind: 'map', message }),
      });
    } catch (error) {
      this.#map.replaceChildren(h('p', { class: 'absent', role: 'status' }, word('noMap', this.#lang())));
      this.#emit('error', { kind: 'no-map', message: String(error) });
    }
  }

  #show(answer: FeatureCollection): void {
    const onSelect = ({ id }: Feature) => this.#open(id);
    this.#list.replaceChildren(
      placeList(answer.features, { lang: this.#lang(), labels: this.#labels, onSelect }),
    );
    this.#view?.show(this.#tiles());
    this.#emit('search', { numberReturned: answer.numberReturned });
  }

  #open(id: string): void {
    this.#shut();
    const parts = { client: this.#client(), lang: this.#lang(), onClose: () => this.#shut(id) };
    this.#card = placeCard(id, { ...parts, onName: (name) => this.#emit('select', { id, name }) });
    this.#frame.append(this.#card);
    this.#card.focus();
    this.#view?.choose(id);
  }

  /** Closes the card; the focus goes back to the entry it came from. */
  #shut(id?: string): void {
    this.#card?.remove();
    this.#card = undefined;
    this.#view?.choose('');
    if (id !== undefined) this.#list.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`)?.focus();
  }

  async #moved(centre: Centre): Promise<void> {
    this.#middle = await moved(centre, this.#drawn, this.#crs());
    const again = h('button', { type: 'button', class: 'again' }, word('searchHere', this.#lang()));
    again.addEventListener('click', () => {
      again.remove();
      void this.search();
    });
    this.#emit('move', { ...this.#middle });
    this.#map.querySelector('.again')?.remove();
    if (this.#list.hidden) return; // whoever hides the list asks by himself
    this.#map.append(again);
  }

  /** Where the map was moved to, in the datum of the element. */
  #middle: Centre | undefined;
  /** The datum of the map. */
  #drawn: CrsName = 'wgs84';

  #question() {
    const { lat, lon } = this.#middle ?? this.#centre();
    return { lat, lon, crs: this.#crs(), outCrs: 'wgs84' as const, limit: MOST_PLACES, ...this.#wishes() };
  }

  #wishes(): Wishes {
    const category = codes(this.getAttribute('category'));
    const need = this.getAttribute('need') ?? '';
    return {
      ...(category.length > 0 && { category }),
      ...(need !== '' && { need }),
      ...(this.hasAttribute('open-now') && { openAt: 'now' }),
    };
  }

  #client(): Client {
    return new Client({ api: this.#api(), lang: this.#lang() });
  }

  #api(): string {
    return this.getAttribute('api') ?? HOME;
  }

  #tiles(): string {
    return new Client({ api: this.#api(), lang: this.#lang(), crs: this.#drawn }).tiles(this.#wishes());
  }

  #lang(): Language {
    const asked =
      this.getAttribute('lang') ?? this.closest('[lang]')?.getAttribute('lang') ?? navigator.language;
    return asked.startsWith('en') ? 'en' : 'zh';
  }

  #crs(): CrsName {
    return crsOf(this.getAttribute('crs'));
  }

  #centre() {
    return { lat: this.#number('lat', START.lat), lon: this.#number('lon', START.lon) };
  }

  #zoom(): number {
    return this.#number('zoom', START.zoom);
  }

  #number(name: string, usual: number): number {
    const written = this.getAttribute(name)?.trim() ?? '';
    return written === '' || !Number.isFinite(Number(written)) ? usual : Number(written);
  }

  /** The basemap the page chose, else the one the API's operator chose, else none. */
  async #basemap(): Promise<Basemap> {
    const url = this.getAttribute('basemap') ?? '';
    if (url === '') return (await this.#client().settings()).basemap;
    const attribution = this.getAttribute('attribution');
    const crs = crsOf(this.getAttribute('basemap-crs'));
    const kind = url.includes('{z}') ? { raster: url } : { style: url };
    return { ...kind, crs, ...(attribution !== null && { attribution }) };
  }

  #fail(error: unknown): void {
    if (error instanceof YizhanError && error.kind === 'aborted') return;
    const kind = error instanceof YizhanError ? error.kind : 'bug';
    const message = error instanceof Error ? error.message : String(error);
    this.#list.replaceChildren(h('p', { role: 'alert' }, word('failed', this.#lang())));
    this.#emit('error', { kind, message });
  }

  #emit(name: keyof YizhanMapEvents, detail: object): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

function crsOf(written: string | null): CrsName {
  return written === 'gcj02' || written === 'bd09' ? written : 'wgs84';
}

function codes(written: string | null): string[] {
  return (written ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}
