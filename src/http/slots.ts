import { HttpError } from './problem.js';

/** Room for so many pieces of long work at a time; whoever comes when there is none is told to come back. */
export class Slots {
  readonly #most: number;
  readonly #words: string;
  #taken = 0;

  /** @param words what a refusal says */
  constructor(most: number, words: string) {
    this.#most = most;
    this.#words = words;
  }

  /** @throws HttpError `unavailable` when there is no room */
  async during<T>(work: () => Promise<T>): Promise<T> {
    if (this.#taken >= this.#most) {
      throw new HttpError('unavailable', this.#words, { headers: { 'Retry-After': '1' } });
    }
    this.#taken++;
    try {
      return await work();
    } finally {
      this.#taken--;
    }
  }
}
