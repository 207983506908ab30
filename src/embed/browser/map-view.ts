import {
  Map as MapLibreMap,
  ScaleControl,
  setWorkerUrl,
  type EaseToOptions,
  type ExpressionSpecification,
  type GeoJSONSource,
  type MapLayerMouseEvent,
  type StyleSpecification,
  type VectorTileSource,
} from 'maplibre-gl';
import css from 'maplibre-gl/dist/maplibre-gl.css';
import type { Basemap, Language } from '../wire.js';
import { word } from '../words.js';
import type { EventSpot } from './event-spots.js';
import { clusterMark, eventMark, marks, PARTS } from './marks.js';
import { TileRetry, tileFailureOf } from './tile-retry.js';

/** The one door to MapLibre: a map with the places of the API's tiles. It is loaded only when there is a map to show. */

setWorkerUrl(new URL('./maplibre-gl-worker.mjs', import.meta.url).href);

/** MapLibre's own styles. */
export const MAP_STYLE = css;

export interface MapOptions {
  readonly container: HTMLElement;
  readonly centre: Centre;
  readonly zoom: number;
  readonly basemap: Basemap;
  readonly lang: Language;
  /** URL of the tiles, with {z}, {x} and {y}. */
  readonly tiles: string;
  readonly onSelect: (place: Place) => void;
  readonly onEvents: (events: EventSpot['events']) => void;
  readonly onMove: (centre: Centre) => void;
  readonly onError: (error: { readonly message: string }) => void;
}

/** Degrees, in the datum of the basemap. */
export interface Centre {
  readonly lon: number;
  readonly lat: number;
}

/** What a tile tells of a place. */
export interface Place {
  readonly id: string;
  readonly name: string;
}

/** A plain ground: what is shown where the operator has chosen no map. */
const GROUND = '#eceae4';
const PLACES = 'yizhan-places';
const CLUSTERS = 'yizhan-clusters';
const CHOSEN = 'yizhan-chosen';
/** Both the source and the layer of what takes place. */
const EVENTS = 'yizhan-events';
/** The tiles' source, which both layers are drawn from. */
const TILES = 'yizhan';
/** The name of a cluster's picture (see marks.ts): how many, and about what part of them is open. */
const CLUSTER_NAME: ExpressionSpecification = [
  'concat',
  'cluster-',
  ['get', 'count'],
  '-',
  ['round', ['*', PARTS, ['/', ['get', 'open'], ['get', 'count']]]],
];
/** Tiles further in are enlarged by the map: the API's own bound. */
const LAST_ZOOM = 18;

export class MapView {
  readonly #map: MapLibreMap;
  readonly #options: MapOptions;
  #tiles: string;
  readonly #retry = new TileRetry((tile) => this.#map.refreshTiles(TILES, [tile]));
  #chosen = '';
  #spots: readonly EventSpot[] = [];
  #ready = false;

  /** @throws where the device cannot draw (no WebGL) */
  constructor(options: MapOptions) {
    this.#options = options;
    this.#tiles = options.tiles;
    const { container, centre, zoom, basemap, lang } = options;
    this.#map = new MapLibreMap({
      container,
      center: [centre.lon, centre.lat],
      zoom,
      style: styleOf(basemap),
      attributionControl: false,
      maxZoom: 19,
      dragRotate: false,
      pitchWithRotate: false,
      // One finger scrolls the page around the map, as everywhere else.
      cooperativeGestures: true,
      locale: {
        'Map.Title': word('map', lang),
        'CooperativeGesturesHandler.WindowsHelpText': word('controlScroll', lang),
        'CooperativeGesturesHandler.MacHelpText': word('commandScroll', lang),
        'CooperativeGesturesHandler.MobileHelpText': word('twoFingers', lang),
      },
    });
    this.#map.touchZoomRotate.disableRotation();
    this.#map.keyboard.disableRotation();
    this.#map.addControl(new ScaleControl({ unit: 'metric' }), 'bottom-left');
    this.#map.on('error', (event) => {
      const failure = tileFailureOf(event, TILES);
      if (!failure || !this.#retry.failed(failure)) options.onError(event.error);
    });
    this.#map.setMissingStyleImageResolver((id) => this.#draw(id));
    this.#map.once('load', () => this.#begin());
  }

  /** Draws other tiles: those of another filter. */
  show(tiles: string): void {
    if (tiles === this.#tiles) return;
    this.#tiles = tiles;
    this.#retry.forget();
    if (this.#ready) this.#map.getSource<VectorTileSource>(TILES)?.setTiles([tiles]);
  }

  /** Draws what takes place. @param spots in the datum of the basemap */
  showEvents(spots: readonly EventSpot[]): void {
    this.#spots = spots;
    if (this.#ready) void this.#map.getSource<GeoJSONSource>(EVENTS)?.setData(featuresOf(spots));
  }

  /**
   * Marks one place, and brings it into view where it is not.
   * @param over the edges of what lies over the map, such as a card
   */
  choose(id: string, at?: Centre, over?: DOMRect): void {
    this.#chosen = id;
    if (this.#ready) this.#map.setFilter(CHOSEN, ['==', ['get', 'id'], id]);
    if (!at) return;
    const free = freePart(this.#map.getContainer().getBoundingClientRect(), over);
    const { x, y } = this.#map.project([at.lon, at.lat]);
    const { left, top, right, bottom } = free;
    if (x > left && x < right && y > top && y < bottom) return;
    const { width, height } = this.#map.getContainer().getBoundingClientRect();
    this.#move({
      center: [at.lon, at.lat],
      offset: [(left + right - width) / 2, (top + bottom - height) / 2],
    });
  }

  /** Goes so far out around a middle that one of the places is in view, unless one is. */
  reach(middle: Centre, places: readonly Centre[]): void {
    const { clientWidth, clientHeight } = this.#map.getContainer();
    const zoom = Math.max(...places.map((one) => zoomToSee(one, middle, [clientWidth, clientHeight])));
    if (places.length === 0 || zoom >= this.#map.getZoom()) return;
    this.#move({ center: [middle.lon, middle.lat], zoom: Math.max(0, zoom) });
  }

  /** @param by what a person did, where it was a person */
  moveTo({ lon, lat }: Centre, zoom?: number, by?: { readonly originalEvent: Event }): void {
    this.#move({ center: [lon, lat], ...(zoom !== undefined && { zoom }) }, by);
  }

  zoomBy(steps: number): void {
    this.#map.zoomTo(this.#map.getZoom() + steps);
  }

  remove(): void {
    this.#retry.forget();
    this.#map.remove();
  }

  #move(to: EaseToOptions, by?: { readonly originalEvent: Event }): void {
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    this.#map.easeTo({ ...to, ...(still && { duration: 0 }) }, by);
  }

  #begin(): void {
    const map = this.#map;
    for (const { name, image } of marks()) map.addImage(name, image, { pixelRatio: 2 });
    map.addSource(TILES, { type: 'vector', tiles: [this.#tiles], maxzoom: LAST_ZOOM });
    map.addSource(EVENTS, { type: 'geojson', data: featuresOf(this.#spots) });
    for (const layer of layersOf(this.#chosen)) map.addLayer(layer);
    map.on('click', PLACES, (event) => this.#select(event));
    map.on('click', CLUSTERS, (event) => this.#enter(event));
    map.on('click', EVENTS, ({ features }) => {
      const spot = this.#spots[Number(features?.at(-1)?.properties['spot'])];
      if (spot) this.#options.onEvents(spot.events);
    });
    for (const layer of [PLACES, CLUSTERS, EVENTS]) {
      map.on('mouseenter', layer, () => (map.getCanvas().style.cursor = 'pointer'));
      map.on('mouseleave', layer, () => (map.getCanvas().style.cursor = ''));
    }
    // Only what a person does: what the page asked for it knows.
    map.on('moveend', ({ originalEvent }) => originalEvent && this.#options.onMove(this.#centre()));
    this.#ready = true;
  }

  #select({ features }: MapLayerMouseEvent): void {
    const { id, name }: Record<string, unknown> = features?.at(-1)?.properties ?? {};
    if (typeof id === 'string') this.#options.onSelect({ id, name: typeof name === 'string' ? name : '' });
  }

  /** Two zooms closer, where the places of a cluster begin to part. */
  #enter({ lngLat, originalEvent }: MapLayerMouseEvent): void {
    this.moveTo({ lon: lngLat.lng, lat: lngLat.lat }, this.#map.getZoom() + 2, { originalEvent });
  }

  #draw(id: string): void {
    const image = clusterMark(id) ?? eventMark(id, word('event', this.#options.lang));
    if (image && !this.#map.hasImage(id)) this.#map.addImage(id, image, { pixelRatio: 2 });
  }

  #centre(): Centre {
    const { lng, lat } = this.#map.getCenter();
    return { lon: lng, lat };
  }
}

/** Pixels of the whole world at zoom 0, and those a mark wants to the edge. */
const WORLD = 512;
const MARGIN = 40;

/** The zoom at which a place is just in view around a middle: web Mercator, near enough within a city. */
function zoomToSee(place: Centre, middle: Centre, [width, height]: readonly [number, number]): number {
  const across = Math.abs(place.lon - middle.lon) / 360;
  const along = Math.abs(place.lat - middle.lat) / 360 / Math.cos((middle.lat * Math.PI) / 180);
  const fits = (side: number, part: number) => Math.log2(Math.max(1, side / 2 - MARGIN) / (WORLD * part));
  return Math.min(fits(width, across), fits(height, along));
}

interface Part {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** The part of the map that nothing lies over, in pixels from its own corner. */
function freePart(map: DOMRect, over: DOMRect | undefined): Part {
  const whole = { left: 0, top: 0, right: map.width, bottom: map.height };
  const apart =
    !over ||
    over.right <= map.left ||
    over.left >= map.right ||
    over.bottom <= map.top ||
    over.top >= map.bottom;
  if (apart) return whole;
  // Beside a card that leaves room there, else above it.
  if (map.right - over.right > map.width / 4) return { ...whole, left: over.right - map.left };
  return over.top - map.top > map.height / 8 ? { ...whole, bottom: over.top - map.top } : whole;
}

type Layers = Extract<Parameters<MapLibreMap['addLayer']>[0], { type: string }>[];

function layersOf(chosen: string): Layers {
  const source = TILES;
  return [
    {
      id: CHOSEN,
      type: 'circle',
      source,
      'source-layer': 'places',
      filter: ['==', ['get', 'id'], chosen],
      paint: {
        'circle-radius': 22,
        'circle-color': '#ffd54a',
        'circle-stroke-color': '#6a4b00',
        'circle-stroke-width': 2,
      },
    },
    {
      id: CLUSTERS,
      type: 'symbol',
      source,
      'source-layer': 'clusters',
      layout: { 'icon-image': CLUSTER_NAME, 'icon-allow-overlap': true, 'symbol-sort-key': ['get', 'count'] },
    },
    {
      id: PLACES,
      type: 'symbol',
      source,
      'source-layer': 'places',
      layout: {
        'icon-image': ['concat', ['get', 'group'], '-', ['get', 'open']],
        'icon-allow-overlap': true,
        // What is open lies on top.
        'symbol-sort-key': ['match', ['get', 'open'], 'open', 2, 'unknown', 1, 0],
      },
    },
    {
      id: EVENTS,
      type: 'symbol',
      source: EVENTS,
      // Above the mark of the place it is at, with its tip towards it.
      layout: {
        'icon-image': ['get', 'mark'],
        'icon-anchor': 'bottom',
        'icon-offset': [0, -14],
        'icon-allow-overlap': true,
      },
    },
  ];
}

function featuresOf(spots: readonly EventSpot[]) {
  const features = spots.map(({ lon, lat, events }, spot) => {
    const isOff = events.every(({ properties: { status } }) => status === 'cancelled');
    return {
      type: 'Feature' as const,
      geometry: { type: 'Point' as const, coordinates: [lon, lat] },
      properties: { spot, mark: `event-${events.length}-${isOff ? 'off' : 'on'}` },
    };
  });
  return { type: 'FeatureCollection' as const, features };
}

function styleOf({ style, raster, streets }: Basemap): StyleSpecification | string {
  if (style !== undefined) return style;
  const sources: StyleSpecification['sources'] = {};
  const layers: StyleSpecification['layers'] = [
    { id: 'ground', type: 'background', paint: { 'background-color': GROUND } },
  ];
  if (raster !== undefined) {
    sources['basemap'] = { type: 'raster', tiles: [raster], tileSize: 256 };
    layers.push({ id: 'basemap', type: 'raster', source: 'basemap' });
  }
  if (streets !== undefined) {
    sources['streets'] = { type: 'geojson', data: streets };
    const width: ExpressionSpecification = ['interpolate', ['exponential', 1.6], ['zoom'], 10, 0.5, 18, 12];
    const paint = { 'line-color': '#ffffff', 'line-width': width };
    layers.push({ id: 'streets', type: 'line', source: 'streets', layout: { 'line-cap': 'round' }, paint });
  }
  return { version: 8, sources, layers };
}
