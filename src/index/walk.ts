import { cosine, haversineByCosines } from '../core/distance.js';
import type { Position } from '../core/position.js';
import { Bound, maxArc } from './bound.js';
import { Frontier } from './frontier.js';
import { GROUP, upTo, type GroupTest } from './group-test.js';
import { nodeIndex, nodeLevel, nodeRef, type Packed } from './pack.js';

/**
 * A walk through a packed tree from near to far: best first, on the sphere. What it passes over may become less on the
 * way (`narrow`), when some of what was looked for has been found.
 */
export class Walk {
  readonly #packed: Packed;
  readonly #centre: Position;
  readonly #cosLat: number;
  readonly #most: number;
  readonly #bound: Bound;
  readonly #frontier = Frontier.borrow();
  #test: GroupTest;
  #narrowed = false;
  /** Haversine of the entry that `next` gave. */
  arc = 0;

  /** @param maxDistance metres; a little beyond is passed too, the metres themselves decide */
  constructor(
    packed: Packed,
    { centre, test, maxDistance }: { centre: Position; test: GroupTest; maxDistance: number },
  ) {
    this.#packed = packed;
    this.#centre = centre;
    this.#cosLat = cosine(centre.lat);
    this.#most = maxArc(maxDistance);
    this.#bound = new Bound(centre);
    this.#test = test;
    const { keys, levels } = packed;
    const root = levels.length - 1;
    if (keys.length > 0 && (test(levels[root]!.traits, 0) & 1) === 1)
      this.#frontier.push(0, nodeRef(root, 0), -1);
  }

  /** Slot of the next entry, or -1 when there is none; ties come by ascending key. */
  next(): number {
    const frontier = this.#frontier;
    while (frontier.size > 0) {
      const { arc, ref } = frontier;
      if (arc > this.#most) return -1;
      frontier.pop();
      if (ref >= 0) {
        this.arc = arc;
        return ref;
      }
      const level = nodeLevel(ref);
      const node = nodeIndex(ref);
      if (this.#narrowed && !this.#stillFits(level, node)) continue;
      if (level === 0) this.#openLeaf(node);
      else this.#openNode(level - 1, node);
    }
    return -1;
  }

  /** From now on only what passes this test is looked for; it must be a part of what was looked for before. */
  narrow(test: GroupTest): void {
    this.#test = test;
    this.#narrowed = true;
  }

  /** Gives back what the walk borrowed; nothing may be asked of it afterwards. */
  end(): void {
    this.#frontier.giveBack();
  }

  #stillFits(level: number, node: number): boolean {
    return ((this.#test(this.#packed.levels[level]!.traits, node >>> 4) >>> (node & 15)) & 1) === 1;
  }

  #openLeaf(leaf: number): void {
    const { keys, lons, lats, cosines, traits } = this.#packed;
    const { lon, lat } = this.#centre;
    const first = leaf * GROUP;
    let fits = this.#test(traits, leaf) & upTo(keys.length - first);
    for (; fits !== 0; fits &= fits - 1) {
      const i = first + 31 - Math.clz32(fits & -fits);
      const arc = haversineByCosines(lats[i]! - lat, lons[i]! - lon, this.#cosLat * cosines[i]!);
      if (arc <= this.#most) this.#frontier.push(arc, i, keys[i]!);
    }
  }

  /** @param level the one the node's children are of */
  #openNode(level: number, node: number): void {
    const { boxes, minCos, traits } = this.#packed.levels[level]!;
    const first = node * GROUP;
    let fits = this.#test(traits, node) & upTo(minCos.length - first);
    for (; fits !== 0; fits &= fits - 1) {
      const i = first + 31 - Math.clz32(fits & -fits);
      const b = 4 * i;
      const arc = this.#bound.box(boxes[b]!, boxes[b + 1]!, boxes[b + 2]!, boxes[b + 3]!, minCos[i]!);
      if (arc <= this.#most) this.#frontier.push(arc, nodeRef(level, i), -1);
    }
  }
}
