import { setImmediate } from 'node:timers/promises';
import type { Observation, StatusStore } from '../core/status.js';
import type { Followed } from './follower.js';
import { StatusTable } from './status-table.js';

/** How many are read at once: between two reads answers go on. */
const READ = 100;

/** The latest observation of every place, as the store has it. */
export class Statuses implements Followed {
  readonly name = 'status';
  readonly #store: StatusStore;
  #table = new StatusTable();
  #seq = 0;

  constructor(store: StatusStore) {
    this.#store = store;
  }

  get seq(): number {
    return this.#seq;
  }

  get size(): number {
    return this.#table.size;
  }

  of(key: number): Observation | undefined {
    return this.#table.get(key);
  }

  async look(): Promise<void> {
    const head = await this.#store.head();
    // An older copy of the store was put back, or nothing was read yet.
    if (head < this.#seq || this.#seq === 0) return this.#reload(head);
    while (this.#seq < head) {
      const news = await this.#store.since(this.#seq, READ);
      if (news === undefined) return this.#reload(head);
      if (news.length === 0) return;
      for (const { key, observation } of news) this.#table.put(key, observation);
      this.#seq = news.at(-1)!.seq;
      await setImmediate();
    }
  }

  /** @param head what was there before anything is read: what comes meanwhile is taken in once more after it */
  async #reload(head: number): Promise<void> {
    const table = new StatusTable();
    for (let after = 0; ;) {
      const page = await this.#store.all(after, READ);
      for (const { key, observation } of page) table.put(key, observation);
      if (page.length < READ) break;
      after = page.at(-1)!.key;
      await setImmediate();
    }
    this.#table = table;
    this.#seq = head;
  }
}
