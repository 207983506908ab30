import { randomBytes } from 'node:crypto';
import { MINUTE, type Buckets, type Taken } from './buckets.js';

/** Buckets that may take each other's place; a power of two. */
const WAYS = 8;
const SETS = 32_768;
/** Two cells for each bucket: whose it is, and when it will be full. */
const CELLS = 2;
const NANOSECONDS = 1_000_000;
/** Other threads that come between one's reading and writing so often are no reason to make anybody wait. */
const MOST_TRIES = 50;

/** The memory of such buckets: 4 MiB, which are all empty. */
export function bucketMemory(): SharedArrayBuffer {
  const shared = new SharedArrayBuffer((1 + SETS * WAYS * CELLS) * 8);
  new BigUint64Array(shared, 0, 1)[0] = randomBytes(8).readBigUInt64LE();
  return shared;
}

/**
 * Buckets that several threads draw from, in memory they share, without locks: a thread that dies holds up nobody. A
 * bucket is one number, the instant at which it will be full again (the generic cell rate algorithm of ITU-T I.371, turned
 * around): a token moves it on by one token's time, so that taking one is one compare-and-exchange. Whose bucket it is
 * tells a hash of 64 bits with a random seed. Where a set has no room, the bucket that is the fullest is forgotten.
 */
export class SharedBuckets implements Buckets {
  readonly #seed: readonly [number, number];
  readonly #cells: BigInt64Array;
  readonly #now: () => number;

  /** @param now milliseconds on a clock that all threads share and that does not go back */
  constructor(memory: SharedArrayBuffer, now: () => number) {
    const [low, high] = new Uint32Array(memory, 0, 2);
    this.#seed = [low!, high!];
    this.#cells = new BigInt64Array(memory, 8);
    this.#now = now;
  }

  take(name: string, limit: number): Taken {
    const now = this.#now();
    const place = this.#find(name);
    const cells = this.#cells;
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const kept = Atomics.load(cells, place + 1);
      // What a bucket of a smaller limit lacked cannot be more than all.
      const lacks = Math.min(MINUTE, Math.max(0, Number(kept) / NANOSECONDS - now));
      const tokens = limit - (lacks * limit) / MINUTE;
      if (tokens < 1 - 1e-6) return { allowed: false, tokens: Math.max(0, tokens) };
      const full = BigInt(Math.round((now + lacks + MINUTE / limit) * NANOSECONDS));
      if (Atomics.compareExchange(cells, place + 1, kept, full) === kept)
        return { allowed: true, tokens: Math.max(0, tokens - 1) };
    }
    return { allowed: true, tokens: 0 };
  }

  /** The place of the bucket; one is made where there is none. */
  #find(name: string): number {
    const [low, high] = hash(name, this.#seed);
    const whose = BigInt.asIntN(64, (BigInt(high) << 32n) | BigInt(low)) || 1n; // 0: a place that is free
    const set = (low & (SETS - 1)) * WAYS * CELLS;
    const cells = this.#cells;
    let fullest = set;
    for (let way = 0; way < WAYS; way++) {
      const place = set + way * CELLS;
      if (Atomics.load(cells, place) === whose) return place;
      if (Atomics.load(cells, place + 1) < Atomics.load(cells, fullest + 1)) fullest = place;
    }
    // Two threads that make two buckets here at once may lose one of them, or its tokens: it fills again.
    Atomics.store(cells, fullest, whose);
    Atomics.store(cells, fullest + 1, 0n);
    return fullest;
  }
}

/** Two halves of a hash: FNV-1a over the characters with two seeds, mixed at the end as MurmurHash3 does. */
function hash(text: string, [a, b]: readonly [number, number]): readonly [number, number] {
  let low = a;
  let high = b;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x85ebca6b) + low;
  }
  return [mix(low), mix(high)];
}

function mix(word: number): number {
  let mixed = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
