import type { Observation, StatusStore } from '../core/status.js';
import type { Followed } from './follower.js';
import { StatusTable } from './status-table.js';

/** How many are read at once: between two reads answers go on. */
const READ = 2_000;

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
    if (head < this.#seq) {
      // An older copy of the store was put back.
      this.#table = new StatusTable();
      this.#seq = 0;
    }
    while (this.#seq < head) {
      const news = await this.#store.since(this.#seq, READ);
      if (news.length === 0) return;
      for (const { key, observation } of news) this.#table.put(key, observation);
      this.#seq = news.at(-1)!.seq;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}
