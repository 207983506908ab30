import {
  AttributionControl,
  Map as MapLibreMap,
  NavigationControl,
  ScaleControl,
  setWorkerUrl,
  type ExpressionSpecification,
  type MapLayerMouseEvent,
  type StyleSpecification,
  type VectorTileSource,
} from 'maplibre-gl';
import { creditOf } from '../basemap.js';
import type { Basemap } from '../wire.js';
import { clusterMark, marks, PARTS } from './marks.js';

/** The one door to MapLibre: a map with the places of the API's tiles. It is loaded only when there is a map to show. */

setWorkerUrl(new URL('./maplibre-gl-worker.mjs', import.meta.url).href);

export interface MapOptions {
  readonly container: HTMLElement;
  readonly centre: Centre;
  readonly zoom: number;
  readonly basemap: Basemap;
  /** URL of the tiles, with {z}, {x} and {y}. */
  readonly tiles: string;
  readonly onSelect: (id: string) => void;
  readonly onMove: (centre: Centre) => void;
  readonly onError: (error: { readonly message: string }) => void;
}

/** Degrees, in the datum of the basemap. */
export interface Centre {
  readonly lon: number;
  readonly lat: number;
}

/** A plain ground: what is shown where the operator has chosen no map. */
const GROUND = '#eceae4';
const PLACES = 'yizhan-places';
const CLUSTERS = 'yizhan-clusters';
const CHOSEN = 'yizhan-chosen';
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
  #chosen = '';
  #ready = false;

  /** @throws where the device cannot draw (no WebGL) */
  constructor(options: MapOptions) {
    this.#options = options;
    this.#tiles = options.tiles;
    const { container, centre, zoom, basemap } = options;
    this.#map = new MapLibreMap({
      container,
      center: [centre.lon, centre.lat],
      zoom,
      style: styleOf(basemap),
      attributionControl: false,
      maxZoom: 19,
      dragRotate: false,
      pitchWithRotate: false,
    });
    this.#map.touchZoomRotate.disableRotation();
    this.#map.addControl(new NavigationControl({ showCompass: true }), 'top-right');
    this.#map.addControl(new ScaleControl({ unit: 'metric' }), 'bottom-left');
    const credit = creditOf(basemap);
    if (credit !== '') this.#map.addControl(new AttributionControl({ customAttribution: credit }));
    this.#map.on('error', ({ error }) => options.onError(error));
    this.#map.setMissingStyleImageResolver((id) => this.#drawCluster(id));
    this.#map.once('load', () => this.#begin());
  }

  /** Draws other tiles: those of another filter. */
  show(tiles: string): void {
    this.#tiles = tiles;
    if (this.#ready) this.#map.getSource<VectorTileSource>(TILES)?.setTiles([tiles]);
  }

  /** Marks one place. */
  choose(id: string): void {
    this.#chosen = id;
    if (this.#ready) this.#map.setFilter(CHOSEN, ['==', ['get', 'id'], id]);
  }

  moveTo({ lon, lat }: Centre, zoom?: number): void {
    const to = { center: [lon, lat] as [number, number], ...(zoom !== undefined && { zoom }) };
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) this.#map.jumpTo(to);
    else this.#map.easeTo(to);
  }

  remove(): void {
    this.#map.remove();
  }

  #begin(): void {
    const map = this.#map;
    for (const { name, image } of marks()) map.addImage(name, image, { pixelRatio: 2 });
    map.addSource(TILES, { type: 'vector', tiles: [this.#tiles], maxzoom: LAST_ZOOM });
    map.addLayer({
      id: CHOSEN,
      type: 'circle',
      source: TILES,
      'source-layer': 'places',
      filter: ['==', ['get', 'id'], this.#chosen],
      paint: { 'circle-radius': 22, 'circle-color': '#ffd54a', 'circle-opacity': 0.9 },
    });
    map.addLayer({
      id: CLUSTERS,
      type: 'symbol',
      source: TILES,
      'source-layer': 'clusters',
      layout: { 'icon-image': CLUSTER_NAME, 'icon-allow-overlap': true, 'symbol-sort-key': ['get', 'count'] },
    });
    map.addLayer({
      id: PLACES,
      type: 'symbol',
      source: TILES,
      'source-layer': 'places',
      layout: {
        'icon-image': ['concat', ['get', 'group'], '-', ['get', 'open']],
        'icon-allow-overlap': true,
        // What is open lies on top.
        'symbol-sort-key': ['match', ['get', 'open'], 'open', 2, 'unknown', 1, 0],
      },
    });
    map.on('click', PLACES, (event) => this.#select(event));
    map.on('click', CLUSTERS, (event) => this.#enter(event));
    for (const layer of [PLACES, CLUSTERS]) {
      map.on('mouseenter', layer, () => (map.getCanvas().style.cursor = 'pointer'));
      map.on('mouseleave', layer, () => (map.getCanvas().style.cursor = ''));
    }
    map.on('moveend', () => this.#options.onMove(this.#centre()));
    this.#ready = true;
  }

  #select({ features }: MapLayerMouseEvent): void {
    const id: unknown = features?.at(-1)?.properties['id'];
    if (typeof id === 'string') this.#options.onSelect(id);
  }

  /** Two zooms closer, where the places of a cluster begin to part. */
  #enter({ lngLat }: MapLayerMouseEvent): void {
    this.moveTo({ lon: lngLat.lng, lat: lngLat.lat }, this.#map.getZoom() + 2);
  }

  #drawCluster(id: string): void {
    const image = clusterMark(id);
    if (image && !this.#map.hasImage(id)) this.#map.addImage(id, image, { pixelRatio: 2 });
  }

  #centre(): Centre {
    const { lng, lat } = this.#map.getCenter();
    return { lon: lng, lat };
  }
}

function styleOf({ style, raster, attribution, streets }: Basemap): StyleSpecification | string {
  if (style !== undefined) return style;
  const sources: StyleSpecification['sources'] = {};
  const layers: StyleSpecification['layers'] = [
    { id: 'ground', type: 'background', paint: { 'background-color': GROUND } },
  ];
  if (raster !== undefined) {
    sources['basemap'] = { type: 'raster', tiles: [raster], tileSize: 256, attribution: attribution ?? '' };
    layers.push({ id: 'basemap', type: 'raster', source: 'basemap' });
  }
  if (streets !== undefined) {
    sources['streets'] = { type: 'geojson', data: streets };
    const paint = { 'line-color': '#ffffff', 'line-width': 3 };
    layers.push({ id: 'streets', type: 'line', source: 'streets', paint });
  }
  return { version: 8, sources, layers };
}
