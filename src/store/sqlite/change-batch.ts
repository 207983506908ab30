import { hash as digest } from 'node:crypto';
import type { Change } from '../../core/change.js';
import type { Claim } from '../../core/facility.js';
import { HASH_LENGTH, type PreparedChange, type PreparedPut } from './prepared-change.js';

/** Changes on their way from one thread to another: texts in UTF-8, one behind the other, and how long each is. */
export interface ChangeBatch {
  readonly bytes: Uint8Array;
  /** `CELLS` of each change. */
  readonly lengths: Uint32Array;
}

/**
 * Texts of one change: source, external id, facility, claim, raw and hash of a record that is put; of any other change
 * nothing but its JSON, in the place of the claim.
 */
const CELLS = 6;
const [SOURCE, EXTERNAL_ID, FACILITY, CLAIM, RAW, HASH] = [0, 1, 2, 3, 4, 5];
const NO_TEXT = 0xffffffff;
/** Bytes of a text with so many characters at the most. */
const MOST_BYTES = 3;
/** Stands between claim and raw, whose hash is that of all three together. */
const PARTING = '\0';

/** Writes changes into batches. What is stored of a record is written once: its hash is made of the same bytes. */
export class BatchWriter {
  #bytes = Buffer.allocUnsafeSlow(2 ** 16);
  #used = 0;
  #lengths: number[] = [];

  write(change: Change): void {
    if (change.kind !== 'put') {
      for (let cell = 0; cell < CELLS; cell++) this.#text(cell === CLAIM ? JSON.stringify(change) : null);
      return;
    }
    const { source, externalId, facility = null, claim, raw } = change;
    this.#text(source);
    this.#text(externalId);
    this.#text(facility);
    const start = this.#used;
    this.#text(JSON.stringify(claim));
    this.#put(PARTING);
    this.#text(raw === undefined ? null : JSON.stringify(raw));
    const hash = digest('sha256', this.#bytes.subarray(start, this.#used), 'base64url');
    this.#text(hash.slice(0, HASH_LENGTH));
  }

  /** What was written since the last time. Its bytes can be handed over with it. */
  take(): ChangeBatch & { readonly bytes: Uint8Array<ArrayBuffer> } {
    const bytes = new Uint8Array(this.#bytes.buffer, 0, this.#used);
    const lengths = Uint32Array.from(this.#lengths);
    this.#bytes = Buffer.allocUnsafeSlow(Math.ceil(this.#used * 1.25) + 2 ** 12);
    this.#used = 0;
    this.#lengths = [];
    return { bytes, lengths };
  }

  #text(text: string | null): void {
    this.#lengths.push(text === null ? NO_TEXT : this.#put(text));
  }

  #put(text: string): number {
    const most = this.#used + MOST_BYTES * text.length;
    if (most > this.#bytes.length) {
      const longer = Buffer.allocUnsafeSlow(2 * most);
      this.#bytes.copy(longer, 0, 0, this.#used);
      this.#bytes = longer;
    }
    const length = this.#bytes.write(text, this.#used);
    this.#used += length;
    return length;
  }
}

/** The changes of a batch, in their order. */
export function changesOf({ bytes, lengths }: ChangeBatch): PreparedChange[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const changes: PreparedChange[] = [];
  let at = 0;
  for (let first = 0; first < lengths.length; first += CELLS) {
    const cells: (Buffer | null)[] = [];
    for (let cell = 0; cell < CELLS; cell++) {
      if (cell === RAW && cells[SOURCE]) at += PARTING.length;
      const length = lengths[first + cell]!;
      cells.push(length === NO_TEXT ? null : buffer.subarray(at, (at += length)));
    }
    changes.push(changeOf(cells));
  }
  return changes;
}

function changeOf(cells: readonly (Buffer | null)[]): PreparedChange {
  const claim = cells[CLAIM]!;
  if (!cells[SOURCE]) {
    return { change: JSON.parse(claim.toString()) as Exclude<Change, { kind: 'put' }> };
  }
  return new ReceivedPut({
    source: cells[SOURCE].toString(),
    externalId: cells[EXTERNAL_ID]!.toString(),
    facility: cells[FACILITY]?.toString(),
    hash: cells[HASH]!.toString('latin1'),
    bytes: { claim, raw: cells[RAW]! },
  });
}

interface Received {
  readonly source: string;
  readonly externalId: string;
  readonly facility: string | undefined;
  readonly hash: string;
  readonly bytes: { readonly claim: Buffer; readonly raw: Buffer | null };
}

/** A record of which nothing is read that nobody looks at: one that says the same as before is known by its hash. */
class ReceivedPut implements PreparedPut {
  readonly bytes: Received['bytes'];
  readonly hash: string;
  readonly change: PreparedPut['change'];

  constructor({ source, externalId, facility, hash, bytes }: Received) {
    this.bytes = bytes;
    this.hash = hash;
    let said: Claim | undefined;
    this.change = {
      kind: 'put',
      source,
      externalId,
      ...(facility !== undefined && { facility }),
      get claim(): Claim {
        return (said ??= JSON.parse(bytes.claim.toString()) as Claim);
      },
    };
  }

  get claim(): string {
    return this.bytes.claim.toString();
  }

  get raw(): string | null {
    return this.bytes.raw?.toString() ?? null;
  }
}
