import type { FacilityStore } from '../core/store.js';

/** What is read of the change log at once; where there is more, something may have been merged. */
const READ = 1_000;
const MOST_REMEMBERED = 100_000;

interface Here {
  readonly key: number;
  readonly id: string;
}

/**
 * Where public ids lead to by now: what was said of a place holds for the one it was merged into. Remembered until
 * something is merged or comes back.
 */
export class Redirects {
  readonly #facilities: Pick<FacilityStore, 'head' | 'changes' | 'resolve'>;
  readonly #known = new Map<string, Here | undefined>();
  #seq: number | undefined;
  #version = 0;

  constructor(facilities: Pick<FacilityStore, 'head' | 'changes' | 'resolve'>) {
    this.#facilities = facilities;
  }

  /** Grows when ids may lead elsewhere than before. */
  get version(): number {
    return this.#version;
  }

  /** Looks whether something was merged since the last look. @throws what the store throws */
  async look(): Promise<void> {
    const head = await this.#facilities.head();
    const before = this.#seq;
    this.#seq = head;
    // The first time nothing was asked before, and nothing is remembered.
    if (before === undefined || before === head || !(await this.#movedSince(before, head))) return;
    this.#known.clear();
    this.#version++;
  }

  async #movedSince(before: number, head: number): Promise<boolean> {
    if (head < before) return true; // an older copy of the store was put back
    const changes = await this.#facilities.changes(before, READ);
    return changes.length === READ || changes.some(({ kind, id }) => kind === 'merged' || this.#isAway(id));
  }

  /** The place an id leads to; nothing where there is none any more. */
  async placeOf(id: string): Promise<Here | undefined> {
    if (this.#known.has(id)) return this.#known.get(id);
    const place = await this.#find(id);
    if (this.#known.size >= MOST_REMEMBERED) this.#known.clear();
    this.#known.set(id, place);
    return place;
  }

  async #find(id: string): Promise<Here | undefined> {
    const found = await this.#facilities.resolve(id);
    if (found?.kind === 'merged') return this.#find(found.into);
    return found?.kind === 'facility' ? { key: found.facility.key, id: found.facility.id } : undefined;
  }

  #isAway(id: string): boolean {
    return this.#known.has(id) && this.#known.get(id) === undefined;
  }
}
