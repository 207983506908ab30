import type { IndexEntry } from '../../src/core/spatial-index.js';
import { columnsOf } from '../../src/index/columns.js';
import { LayeredIndex } from '../../src/index/layered.js';
import { pack, unpack } from '../../src/index/pack.js';
import { PackedTree } from '../../src/index/packed-tree.js';
import { RTree } from '../../src/index/rtree.js';
import { applyChanges, spatialIndexContract, type IndexChange } from './spatial-index.js';

const packed = (entries: readonly IndexEntry[]) => new PackedTree(pack(columnsOf(entries)));

spatialIndexContract({
  name: 'RTree',
  from: (entries) => RTree.from(entries),
  changed: (entries: readonly IndexEntry[], changes: readonly IndexChange[]) => {
    const index = RTree.from(entries);
    applyChanges(index, changes);
    return index;
  },
});

spatialIndexContract({ name: 'PackedTree', from: packed });

spatialIndexContract({
  name: 'PackedTree over a buffer from another thread',
  from: (entries) => new PackedTree(unpack(packed(entries).packed.shared)),
});

spatialIndexContract({
  name: 'LayeredIndex',
  from: (entries) => new LayeredIndex(packed(entries)),
  changed: (entries: readonly IndexEntry[], changes: readonly IndexChange[]) => {
    const index = new LayeredIndex(packed(entries));
    applyChanges(index, changes);
    return index;
  },
});

spatialIndexContract({
  name: 'LayeredIndex changed in bulk',
  from: (entries) => new LayeredIndex(packed(entries)),
  changed: (entries: readonly IndexEntry[], changes: readonly IndexChange[]) => {
    const index = new LayeredIndex(packed(entries));
    const middle = changes.length >> 1;
    for (const part of [changes.slice(0, middle), changes.slice(middle)]) {
      const last = new Map(part.map((change) => ['removed' in change ? change.removed : change.key, change]));
      const puts = [...last.values()].filter((change): change is IndexEntry => !('removed' in change));
      index.apply(puts, [...last.keys()]);
    }
    return index;
  },
});
