import type { Feature, FeatureCollection } from 'geojson';
import {
  AttributionControl,
  Map as MapLibreMap,
  NavigationControl,
  ScaleControl,
  setWorkerUrl,
  type GeoJSONSource,
  type StyleSpecification,
} from 'maplibre-gl';
import { creditOf, type Basemap } from '../basemap.js';
import type { Feature as PlaceFeature } from '../wire.js';
import { markName, marks } from './marks.js';

/** The one door to MapLibre: a map with places on it. It is loaded only when there is a map to show. */

setWorkerUrl(new URL('./maplibre-gl-worker.mjs', import.meta.url).href);

export interface MapOptions {
  readonly container: HTMLElement;
  readonly centre: { readonly lon: number; readonly lat: number };
  readonly zoom: number;
  readonly basemap: Basemap;
  /** The group of a category, for its mark. */
  readonly groupOf: (category: string) => string;
  readonly onSelect: (id: string) => void;
  readonly onMove: (view: View) => void;
  readonly onError: (error: { readonly message: string }) => void;
}

export interface View {
  readonly lon: number;
  readonly lat: number;
  readonly zoom: number;
  /** West, south, east, north. */
  readonly bounds: readonly [number, number, number, number];
}

/** A plain ground: what is shown where the operator has chosen no map. */
const GROUND = '#eceae4';
const PLACES = 'yizhan-places';

export class MapView {
  readonly #map: MapLibreMap;
  readonly #options: MapOptions;
  #features: readonly PlaceFeature[] = [];
  readonly #ready: Promise<void>;

  /** @throws where the device cannot draw (no WebGL) */
  constructor(options: MapOptions) {
    this.#options = options;
    const { container, centre, zoom, basemap } = options;
    this.#map = new MapLibreMap({
      container,
      center: [centre.lon, centre.lat],
      zoom,
      style: styleOf(basemap),
      attributionControl: false,
      // Text of places is drawn with the phone's own fonts: no server of glyphs is needed for Chinese.
      localIdeographFontFamily: 'sans-serif',
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
    this.#ready = new Promise((resolve) => this.#map.once('load', () => resolve()));
    void this.#ready.then(() => this.#begin());
  }

  /** Puts these places on the map instead of those before. */
  async show(features: readonly PlaceFeature[]): Promise<void> {
    this.#features = features;
    await this.#ready;
    await this.#map.getSource<GeoJSONSource>(PLACES)?.setData(this.#collection());
  }

  moveTo(centre: { readonly lon: number; readonly lat: number }, zoom?: number): void {
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const to = { center: [centre.lon, centre.lat] as [number, number], ...(zoom !== undefined && { zoom }) };
    if (still) this.#map.jumpTo(to);
    else this.#map.easeTo(to);
  }

  get view(): View {
    const { lng, lat } = this.#map.getCenter();
    const [[west, south], [east, north]] = this.#map.getBounds().toArray();
    return { lon: lng, lat, zoom: this.#map.getZoom(), bounds: [west, south, east, north] };
  }

  remove(): void {
    this.#map.remove();
  }

  #begin(): void {
    const map = this.#map;
    for (const { name, image } of marks()) map.addImage(name, image, { pixelRatio: 2 });
    map.addSource(PLACES, { type: 'geojson', data: this.#collection() });
    map.addLayer({
      id: PLACES,
      type: 'symbol',
      source: PLACES,
      layout: {
        'icon-image': ['get', 'mark'],
        'icon-allow-overlap': true,
        'symbol-sort-key': ['get', 'order'],
      },
    });
    map.on('click', PLACES, ({ features }) => {
      const id: unknown = features?.[0]?.properties['id'];
      if (typeof id === 'string') this.#options.onSelect(id);
    });
    map.on('mouseenter', PLACES, () => (map.getCanvas().style.cursor = 'pointer'));
    map.on('mouseleave', PLACES, () => (map.getCanvas().style.cursor = ''));
    map.on('moveend', () => this.#options.onMove(this.view));
  }

  #collection(): FeatureCollection {
    return { type: 'FeatureCollection', features: this.#features.flatMap((one, i) => this.#drawn(one, i)) };
  }

  /** What the map needs of a place; nothing where it has no position. The nearest are drawn last, on top. */
  #drawn({ id, geometry, properties: { category, open } }: PlaceFeature, order: number): Feature[] {
    if (geometry === null) return [];
    const mark = markName(this.#options.groupOf(category), open.state);
    const point = { type: 'Point' as const, coordinates: [...geometry.coordinates] };
    return [{ type: 'Feature', geometry: point, properties: { id, mark, order: -order } }];
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
