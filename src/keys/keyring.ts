import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import {
  KEY_BYTES,
  readKey,
  writeKey,
  type KeyRole,
  type KeyStore,
  type KeyVerdict,
  type StoredKey,
} from '../core/key.js';

export interface KeyringParts {
  readonly keys: KeyStore;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Told of a use that could not be noted: the key works all the same. */
  readonly onError?: (error: unknown) => void;
}

/** Milliseconds between two notes of a key's use: when an office was last active, not what somebody does all day. */
const NOTED_EVERY = 3_600_000;
const NO_HASH = Buffer.alloc(32);

/** Makes keys and tells whose a key is. */
export class Keyring {
  readonly #parts: KeyringParts;
  /** When the use of a key was noted last, by its id. */
  readonly #noted = new Map<string, number>();

  constructor(parts: KeyringParts) {
    this.#parts = parts;
  }

  /** A new key. Its text is told here and nowhere again. */
  async create(role: KeyRole, label: string): Promise<{ readonly id: string; readonly text: string }> {
    const text = writeKey(role, randomBytes(KEY_BYTES));
    const { id } = readKey(text) as Exclude<ReturnType<typeof readKey>, string>;
    const created = new Date(this.#parts.now()).toISOString();
    await this.#parts.keys.add({ id, label, role, hash: hashOf(text).toString('hex'), created });
    return { id, text };
  }

  /**
   * Whose key it is. It is read from the store each time (a point look-up of some microseconds), so one that was revoked
   * in another process is refused at once. It is found by its id, which is no secret, and then compared as a whole in
   * constant time: how long that takes says nothing about how much of it was right.
   */
  async check(text: string): Promise<KeyVerdict> {
    const read = readKey(text);
    if (typeof read === 'string') return { kind: read };
    const found = await this.#parts.keys.find(read.id);
    const same = timingSafeEqual(hashOf(text), found ? Buffer.from(found.hash, 'hex') : NO_HASH);
    if (!found || !same) return { kind: 'unknown' };
    if (found.revoked !== undefined) return { kind: 'revoked' };
    this.#note(found);
    const { id, label, role } = found;
    return { kind: 'known', holder: { id, label, role } };
  }

  #note({ id, lastUsed }: StoredKey): void {
    const now = this.#parts.now();
    const noted = this.#noted.get(id) ?? (lastUsed === undefined ? -Infinity : Date.parse(lastUsed));
    if (now - noted < NOTED_EVERY) return;
    this.#noted.set(id, now);
    this.#parts.keys
      .used(id, new Date(now).toISOString())
      .catch((error: unknown) => this.#parts.onError?.(error));
  }
}

/**
 * What is stored instead of a key. A plain SHA-256 is right here, where for a password it would be wrong: a key has 140
 * random bits, so nobody tries them all however fast the hash is, and a slow one would only slow down every write.
 */
function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
