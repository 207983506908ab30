import { createHmac, randomBytes } from 'node:crypto';
import { localMinutes, MINUTES_A_DAY } from '../core/hours/civil.js';

/** Characters of a tag: 72 bits. */
const LENGTH = 12;

/**
 * Tells two askers of one day apart without keeping who they are. The tag is a keyed hash (HMAC-SHA-256) of the network;
 * its key is random, lives in this process only, is written nowhere and is thrown away at midnight. After that nobody,
 * we included, can find the network of a tag or see that two tags of two days are one person's.
 *
 * People behind one network address (an office, a mobile network) count as one: fewer reports than there were, never more.
 */
export class Askers {
  #day = -1;
  #salt: Uint8Array = new Uint8Array();

  /**
   * @param network where the asker is, as address.ts tells it
   * @param now milliseconds since 1970
   */
  tagOf(network: string, now: number): string {
    const day = Math.floor(localMinutes(now) / MINUTES_A_DAY);
    if (day !== this.#day) {
      this.#day = day;
      this.#salt = randomBytes(32);
    }
    return createHmac('sha256', this.#salt).update(network).digest('base64url').slice(0, LENGTH);
  }
}
