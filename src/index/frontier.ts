/**
 * The frontier of a best-first search: a binary heap of places still to visit, nearest first. A reference is a
 * number: an entry's slot (>= 0) or an inner node (< 0). Among equals nodes come first, so that nothing below a
 * node is overtaken by an entry just as far away, then entries by ascending key.
 */
export class Frontier {
  static readonly #idle: Frontier[] = [];

  /** An empty frontier. Whoever has done with it gives it back, so that a search need not make its arrays anew. */
  static borrow(): Frontier {
    const frontier = Frontier.#idle.pop() ?? new Frontier();
    frontier.#size = 0;
    return frontier;
  }

  giveBack(): void {
    if (Frontier.#idle.length < MOST_IDLE) Frontier.#idle.push(this);
  }

  #arcs = new Float64Array(256);
  #refs = new Int32Array(256);
  #keys = new Float64Array(256);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Smallest arc in the heap; undefined behaviour when empty. */
  get arc(): number {
    return this.#arcs[0]!;
  }

  /** Reference of the smallest arc. */
  get ref(): number {
    return this.#refs[0]!;
  }

  /** @param key the entry's key, or -1 for a node */
  push(arc: number, ref: number, key: number): void {
    if (this.#size === this.#arcs.length) this.#grow();
    let at = this.#size++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#before(arc, key, parent)) break;
      this.#copy(parent, at);
      at = parent;
    }
    this.#set(at, arc, ref, key);
  }

  /** Takes the first one away. */
  pop(): void {
    const size = --this.#size;
    if (size === 0) return;
    const arc = this.#arcs[size]!;
    const ref = this.#refs[size]!;
    const key = this.#keys[size]!;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && this.#before(this.#arcs[child + 1]!, this.#keys[child + 1]!, child)) child++;
      if (this.#before(arc, key, child)) break;
      this.#copy(child, at);
      at = child;
    }
    this.#set(at, arc, ref, key);
  }

  #before(arc: number, key: number, other: number): boolean {
    const otherArc = this.#arcs[other]!;
    return arc < otherArc || (arc === otherArc && key < this.#keys[other]!);
  }

  #copy(from: number, to: number): void {
    this.#set(to, this.#arcs[from]!, this.#refs[from]!, this.#keys[from]!);
  }

  #set(at: number, arc: number, ref: number, key: number): void {
    this.#arcs[at] = arc;
    this.#refs[at] = ref;
    this.#keys[at] = key;
  }

  #grow(): void {
    const length = this.#arcs.length * 2;
    const arcs = new Float64Array(length);
    const refs = new Int32Array(length);
    const keys = new Float64Array(length);
    arcs.set(this.#arcs);
    refs.set(this.#refs);
    keys.set(this.#keys);
    this.#arcs = arcs;
    this.#refs = refs;
    this.#keys = keys;
  }
}

const MOST_IDLE = 16;
