import Flatbush from 'flatbush';
import { around as flatbushAround } from 'geoflatbush';
import * as geokdbush from 'geokdbush';
import KDBush from 'kdbush';
import RBush from 'rbush';
import rbushKnn from 'rbush-knn';
import type { Position } from '../../../src/core/position.js';
import type { SpatialIndex } from '../../../src/core/spatial-index.js';
import { EVERYTHING, matches, NO_TRAITS, TRAIT_WORDS, type TraitFilter } from '../../../src/core/traits.js';
import { buildBase } from '../../../src/index/base.js';
import type { Columns } from '../../../src/index/columns.js';
import { LayeredIndex } from '../../../src/index/layered.js';
import { RTree } from '../../../src/index/rtree.js';
import type { Built, IndexDriver } from './driver.js';

/** Ours, as it serves: a packed base with changes on top. */
const yizhan: IndexDriver = {
  name: 'yizhan (packed base + changes)',
  async build(columns) {
    const index = new LayeredIndex(await buildBase(columns));
    return ours(index, (key, { lon, lat }) => index.put({ key, lon, lat, traits: NO_TRAITS, hours: 0 }));
  },
};

/** Ours, the tree of changes alone: rbush with traits on its nodes. */
const yizhanRtree: IndexDriver = {
  name: 'yizhan (rbush with traits)',
  build(columns) {
    const index = RTree.from(entriesOf(columns));
    return ours(index, (key, { lon, lat }) => index.put({ key, lon, lat, traits: NO_TRAITS, hours: 0 }));
  },
};

const geoflatbush: IndexDriver = {
  name: 'flatbush + geoflatbush',
  build(columns) {
    const index = new Flatbush(columns.keys.length);
    for (let i = 0; i < columns.keys.length; i++) index.add(columns.lons[i]!, columns.lats[i]!);
    index.finish();
    return {
      nearest: ({ lon, lat }, k, filter) =>
        flatbushAround(index, lon, lat, k, Infinity, test(columns, filter)).map((i: number) => i + 1),
      count: ({ west, south, east, north }) => index.search(west, south, east, north).length,
    };
  },
};

const kdbush: IndexDriver = {
  name: 'kdbush + geokdbush',
  build(columns) {
    const index = new KDBush(columns.keys.length);
    for (let i = 0; i < columns.keys.length; i++) index.add(columns.lons[i]!, columns.lats[i]!);
    index.finish();
    return {
      nearest: ({ lon, lat }, k, filter) =>
        geokdbush.around(index, lon, lat, k, Infinity, test(columns, filter)).map((i: number) => i + 1),
      count: ({ west, south, east, north }) => index.range(west, south, east, north).length,
    };
  },
};

/** Plain rbush with rbush-knn: order on the plane of degrees, not on the sphere. */
const plainRbush: IndexDriver = {
  name: 'rbush + rbush-knn (planar order)',
  build(columns) {
    const index = new RBush<Item>();
    index.load(
      Array.from(columns.keys, (key, i) => item(key, { lon: columns.lons[i]!, lat: columns.lats[i]! })),
    );
    return {
      nearest: ({ lon, lat }, k, filter) => {
        const fits = test(columns, filter);
        return rbushKnn(index, lon, lat, k, fits && ((one: Item) => fits(one.key - 1))).map((one) => one.key);
      },
      count: ({ west, south, east, north }) =>
        index.search({ minX: west, minY: south, maxX: east, maxY: north }).length,
      insert: (key, position) => void index.insert(item(key, position)),
    };
  },
};

export const DRIVERS: Readonly<Record<string, IndexDriver>> = {
  yizhan,
  'yizhan-rtree': yizhanRtree,
  geoflatbush,
  geokdbush: kdbush,
  'rbush-knn': plainRbush,
};

interface Item {
  readonly key: number;
  readonly minX: number;
  readonly minY: number;
  readonly maxX: number;
  readonly maxY: number;
}

function item(key: number, { lon, lat }: Position): Item {
  return { key, minX: lon, minY: lat, maxX: lon, maxY: lat };
}

function ours(index: SpatialIndex, insert: (key: number, position: Position) => void): Built {
  return {
    nearest(centre, k, filter) {
      const keys: number[] = [];
      for (const { key } of index.nearest(centre, filter)) {
        keys.push(key);
        if (keys.length === k) break;
      }
      return keys;
    },
    nearestOfEach(centre, clauses) {
      const found = index.nearestOfEach({ centre, common: EVERYTHING, clauses, count: 1 });
      return found.map(([first]) => first?.key);
    },
    count(box) {
      let count = 0;
      for (const key of index.within(box, EVERYTHING)) count += key > 0 ? 1 : 0;
      return count;
    },
    insert,
  };
}

/** The filter as the other libraries take one: a function of the place's number. */
function test({ traits }: Columns, filter: TraitFilter): ((i: number) => boolean) | undefined {
  if (filter === EVERYTHING) return undefined;
  return (i) => matches(filter, traits.subarray(i * TRAIT_WORDS, (i + 1) * TRAIT_WORDS));
}

function* entriesOf({ keys, lons, lats, traits }: Columns) {
  for (let i = 0; i < keys.length; i++) {
    const from = i * TRAIT_WORDS;
    yield {
      key: keys[i]!,
      lon: lons[i]!,
      lat: lats[i]!,
      traits: traits.subarray(from, from + TRAIT_WORDS),
      hours: 0,
    };
  }
}
