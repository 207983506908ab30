import { UserError } from '../../core/errors.js';
import { isTile, MAX_ZOOM } from '../../core/tile.js';
import { REVALIDATE, revisionTag } from '../cache.js';
import { LAYERS, MVT, mvtOf } from '../format/mvt.js';
import { tileJson as schema } from '../format/schemas.js';
import { originOf } from '../origin.js';
import { number } from '../params.js';
import { route, type Route } from '../route.js';
import { crsParams, filterParams, langParam, NOT_YET_UNORDERED } from '../search-params.js';
import { filterOf, presentationOf } from '../search-question.js';

/** `/tiles/{z}/{x}/{y}.mvt` and `/tiles.json`: what a map draws, by the filters of a search. */

/** Beyond this zoom a map enlarges what it has: places are a centimetre apart there. */
const LAST_ZOOM = 18;

const { crs } = crsParams;
const filters = { ...filterParams, crs, lang: langParam };
const whole = (max: number, meaning: string) => number({ min: 0, max, whole: true, unit: '', meaning });

const tile = route({
  method: 'GET',
  path: '/tiles/{z}/{x}/{y}.mvt',
  operationId: 'getTile',
  summary: 'A vector tile of facilities',
  description:
    'Mapbox Vector Tile 2.1 of the web-Mercator scheme (OGC WebMercatorQuad), drawn in the datum `crs`. Far out, places are gathered in clusters with their counts; close by they stand singly. `/tiles.json` lists layers and fields.',
  tag: 'Map',
  params: {
    z: whole(MAX_ZOOM, 'Zoom, 0 for the whole world in one tile.'),
    x: whole(2 ** MAX_ZOOM - 1, 'Column, from the antimeridian eastwards.'),
    y: whole(2 ** MAX_ZOOM - 1, 'Row, from the north southwards.'),
    ...filters,
  },
  notYet: NOT_YET_UNORDERED,
  answers: {
    200: { description: 'The tile; empty where there is nothing.', contentType: MVT, schema: 'binary' },
  },
  problems: [404],
  handle: async ({ params, lang }, { finder, vocabulary, now: clock }) => {
    const { z: zoom, x, y } = params;
    const at = { zoom, x, y };
    if (!isTile(at))
      throw new UserError('not-found', `At zoom ${zoom} x and y go from 0 to ${2 ** zoom - 1}.`);
    const now = clock();
    const filter = filterOf(params, vocabulary, now);
    const shape = presentationOf({ ...params, outCrs: undefined, fields: undefined }, lang);
    const answer = await finder.tile({ tile: at, crs: shape.crs, at: filter.open?.at ?? now, now, filter });
    return {
      type: MVT,
      body: mvtOf(answer, { tile: at, shape, vocabulary }),
      etag: revisionTag({ seq: answer.seq, live: answer.live, lang: shape.lang, crs: shape.crs, now }),
      headers: { 'Cache-Control': REVALIDATE, 'Content-Crs': shape.crs, Vary: 'Accept-Language' },
    };
  },
});

const tileJson = route({
  method: 'GET',
  path: '/tiles.json',
  operationId: 'getTileJson',
  summary: 'What the vector tiles hold and where they are (TileJSON 3.0.0)',
  description: 'Filters sent with it are those of the tiles it leads to.',
  tag: 'Map',
  params: filters,
  notYet: NOT_YET_UNORDERED,
  answers: { 200: { description: 'TileJSON.', contentType: 'application/json', schema } },
  handle: ({ params, lang, request }, { vocabulary, settings, now }) => {
    filterOf(params, vocabulary, now()); // tells wrong words here, not in a hundred tiles
    presentationOf({ ...params, outCrs: undefined, fields: undefined }, lang);
    const query = (request.url ?? '').split('?')[1];
    const base = settings.publicUrl ?? originOf(request.headers);
    const body = JSON.stringify({
      tilejson: '3.0.0',
      name: 'Yizhan',
      scheme: 'xyz',
      tiles: [`${base}/tiles/{z}/{x}/{y}.mvt${query ? `?${query}` : ''}`],
      minzoom: 0,
      maxzoom: LAST_ZOOM,
      vector_layers: LAYERS,
    });
    return {
      type: 'application/json',
      body,
      headers: { 'Cache-Control': REVALIDATE, Vary: 'Accept-Language, Host, X-Forwarded-Proto' },
    };
  },
});

export const tiles: readonly Route[] = [tile, tileJson];
