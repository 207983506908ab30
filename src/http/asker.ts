import { createHash, createHmac, randomBytes } from 'node:crypto';
import { localMinutes, MINUTES_A_DAY } from '../core/hours/civil.js';

/** Characters of a tag: 72 bits. */
const LENGTH = 12;

/** The key of the tags of one day; days are counted from 1970, in Shanghai. */
export interface DayKey {
  readonly day: number;
  readonly salt: Uint8Array;
}

/**
 * Tells two askers of one day apart without keeping who they are. The tag is a keyed hash (HMAC-SHA-256) of the network;
 * its key is random, lives in this process only, is written nowhere and is thrown away at midnight: the next day's is its
 * hash, which does not lead back. After that nobody, we included, can find the network of a tag or see that two tags of
 * two days are one person's. Threads that serve one port begin with the same key and so come to the same keys.
 *
 * People behind one network address (an office, a mobile network) count as one: fewer reports than there were, never more.
 */
export class Askers {
  #day: number | undefined;
  #salt: Uint8Array;

  /** @param key where several threads answer: the day's key; it is wiped where it came from */
  constructor(key?: DayKey) {
    this.#day = key?.day;
    this.#salt = Uint8Array.from(key?.salt ?? randomBytes(32));
    key?.salt.fill(0);
  }

  /** The key of the day, for another thread. @param now milliseconds since 1970 */
  keyOf(now: number): DayKey {
    return { day: this.#turn(now), salt: Uint8Array.from(this.#salt) };
  }

  /**
   * @param network where the asker is, as address.ts tells it
   * @param now milliseconds since 1970
   */
  tagOf(network: string, now: number): string {
    this.#turn(now);
    return createHmac('sha256', this.#salt).update(network).digest('base64url').slice(0, LENGTH);
  }

  /** Throws away the keys of days that are over. A clock that was set back keeps the key it has. */
  #turn(now: number): number {
    const today = Math.floor(localMinutes(now) / MINUTES_A_DAY);
    let day = this.#day ?? today;
    for (; day < today; day++) {
      const next = createHash('sha256').update(this.#salt).digest();
      this.#salt.fill(0);
      this.#salt = next;
    }
    this.#day = day;
    return day;
  }
}
