import { fromGeojsonVt } from '@maplibre/vt-pbf';
import type { Cluster, Hit, TileAnswer } from '../../core/answer.js';
import { fromWgs84 } from '../../core/crs.js';
import type { Position } from '../../core/position.js';
import type { Presentation } from '../../core/query.js';
import { onMap, type Tile } from '../../core/tile.js';
import { inLanguage, type Vocabulary } from '../../core/vocabulary.js';
import { featureObject } from './feature.js';

/** Vector tiles (Mapbox Vector Tile 2.1): the one door to their encoder. */

export const MVT = 'application/vnd.mapbox-vector-tile';
/** Units a tile is wide and high. */
const EXTENT = 4096;
const POINT = 1;

/** What the layers of a tile hold, for TileJSON. */
export const LAYERS = [
  {
    id: 'places',
    description: 'Single places.',
    fields: {
      id: 'The public id.',
      name: 'In the language asked for.',
      category: 'A code of /v1/categories.',
      group: 'The code of its group.',
      open: 'open, closed or unknown.',
      until: 'When the open state changes next.',
      opensAt: 'When it is next known to open.',
      usable: 'yes, no or unknown.',
      address: 'In the language asked for.',
      illustrative: 'true: made up for a demonstration.',
    },
  },
  {
    id: 'clusters',
    description:
      'Places gathered: how many, and besides the fields here how many of each category, by its code.',
    fields: {
      count: 'How many places.',
      open: 'How many of them are open.',
      approximate: 'true: counted without what only a single place tells.',
    },
  },
] as const;

interface Ground {
  readonly tile: Tile;
  readonly shape: Presentation;
  readonly vocabulary: Vocabulary;
}

/** The tile's bytes. A tile without anything in it is empty, as the format has it. */
export function mvtOf({ hits, clusters, approximate }: TileAnswer, ground: Ground): Buffer {
  const places = hits.map((hit) => placeOf(hit, ground));
  const codes = [...ground.vocabulary.categories.keys()];
  const gathered = clusters.map((one) => pointAt(one, ground.tile, tagsOf(one, codes, approximate)));
  const layers = {
    ...(places.length > 0 && { places: { features: places } }),
    ...(gathered.length > 0 && { clusters: { features: gathered } }),
  };
  return Buffer.from(fromGeojsonVt(layers as never, { version: 2, extent: EXTENT }));
}

function placeOf(hit: Hit, { tile, shape, vocabulary }: Ground): object {
  const { properties } = featureObject(hit, shape) as { properties: Properties };
  const { name, category, open, usable, address, illustrative } = properties;
  const tags = {
    id: hit.card.id,
    name,
    category,
    group: vocabulary.categories.get(category)?.group,
    open: open.state,
    until: open.until,
    opensAt: open.opensAt,
    usable: usable.state,
    address: address?.text && inLanguage(address.text, shape.lang),
    illustrative,
  };
  const { lon, lat } = hit.card;
  return pointAt(fromWgs84({ lon: lon!, lat: lat! }, shape.outCrs), tile, tags);
}

/** The members of a hit's properties that a tile takes. */
interface Properties {
  readonly name: string;
  readonly category: string;
  readonly open: { readonly state: string; readonly until?: string; readonly opensAt?: string };
  readonly usable: { readonly state: string };
  readonly address?: { readonly text?: { readonly zh?: string; readonly en?: string } };
  readonly illustrative?: boolean;
}

function tagsOf(
  { count, open, byCategory }: Cluster,
  codes: readonly string[],
  approximate: boolean,
): object {
  const byCode = [...byCategory].map(([bit, many]) => [codes[bit] ?? 'other', many] as const);
  return { count, open, ...Object.fromEntries(byCode), ...(approximate && { approximate }) };
}

/** A point in the tile's own units. Tags that are undefined are left out. */
function pointAt(position: Position, { zoom, x, y }: Tile, tags: object): object {
  const at = onMap(position);
  const side = 2 ** zoom;
  const unit = (part: number) => Math.min(EXTENT - 1, Math.max(0, Math.floor(part * EXTENT)));
  const said = Object.fromEntries(Object.entries(tags).filter(([, value]) => value !== undefined));
  return { type: POINT, geometry: [[unit(at.x * side - x), unit(at.y * side - y)]], tags: said };
}
