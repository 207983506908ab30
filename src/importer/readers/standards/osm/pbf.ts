import { promisify } from 'node:util';
import { inflate } from 'node:zlib';
import { parse } from 'osm-pbf-parser-node';
import { UserError } from '../../../../core/errors.js';
import type { Input } from '../../input.js';
import { reasonOf } from '../../reason.js';
import type { OsmElement } from './element.js';

const unpack = promisify(inflate);

/** Bounds of the format: a header of a block, and a block unpacked. https://wiki.openstreetmap.org/wiki/PBF_Format */
const MOST_HEADER_BYTES = 64 * 1024;
const MOST_BLOCK_BYTES = 32 * 2 ** 20;

/** Whether the file begins with the header block every PBF file of OpenStreetMap has: its length, then its type. */
export function isOsmPbf({ head }: Input): boolean {
  return Buffer.from(head.subarray(4, 15)).equals(Buffer.from('\n\tOSMHeader', 'latin1'));
}

/**
 * The elements of a PBF file, a block at a time.
 * @throws UserError `invalid-file` for a file that is damaged or packed in another way than zlib
 */
export async function* pbfElements(
  input: Input,
  onRead?: (bytes: number) => void,
): AsyncIterable<readonly OsmElement[]> {
  const bytes = new ByteQueue(input.open(onRead));
  try {
    for (let length = await bytes.take(4); length; length = await bytes.take(4)) {
      const header = fields(await bytes.need(within(length.readUInt32BE(), MOST_HEADER_BYTES)));
      const size = header.get(3);
      const body = fields(await bytes.need(within(typeof size === 'number' ? size : -1, MOST_BLOCK_BYTES)));
      if (String(header.get(1)) === 'OSMData') yield parse(await contentOf(body), {}) as OsmElement[];
    }
  } catch (error) {
    if (error instanceof UserError && error.kind !== 'invalid-file') throw error;
    const said = reasonOf(error);
    const told = said.startsWith(input.name) ? said : `${input.name} is damaged or cut short: ${said}.`;
    throw new UserError('invalid-file', told);
  }
}

/** A Blob's bytes, unpacked: field 1 as they are, field 3 packed by zlib. */
async function contentOf(blob: ReadonlyMap<number, number | Buffer>): Promise<Buffer> {
  const [raw, packed] = [blob.get(1), blob.get(3)];
  if (Buffer.isBuffer(raw)) return raw;
  if (Buffer.isBuffer(packed)) return unpack(packed, { maxOutputLength: MOST_BLOCK_BYTES });
  throw new Error('a block is packed in a way that is not read here (only zlib is)');
}

function within(size: number, most: number): number {
  if (size >= 0 && size <= most) return size;
  throw new Error(`a block says it is ${size} bytes long`);
}

/** The fields of a protobuf message that has only numbers and bytes, as BlobHeader and Blob do. */
function fields(message: Buffer): ReadonlyMap<number, number | Buffer> {
  const found = new Map<number, number | Buffer>();
  for (let at = 0; at < message.length;) {
    const tag = varint(message, at);
    const first = varint(message, tag.end);
    const number = tag.value >>> 3;
    if ((tag.value & 7) === 0) found.set(number, first.value);
    else if ((tag.value & 7) === 2) found.set(number, message.subarray(first.end, first.end + first.value));
    else throw new Error('a block has a header that is not understood');
    at = (tag.value & 7) === 0 ? first.end : first.end + first.value;
  }
  return found;
}

function varint(bytes: Buffer, start: number): { value: number; end: number } {
  let value = 0;
  for (let at = start, scale = 1; at < bytes.length && at < start + 7; at++, scale *= 128) {
    value += (bytes[at]! & 127) * scale;
    if (bytes[at]! < 128) return { value, end: at + 1 };
  }
  throw new Error('a number does not end');
}

/** Bytes in the sizes they are asked for. */
class ByteQueue {
  readonly #source: AsyncIterator<Uint8Array>;
  #pieces: Uint8Array[] = [];
  #length = 0;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** So many bytes; `undefined` at the end. */
  async take(size: number): Promise<Buffer | undefined> {
    while (this.#length < size) {
      const next = await this.#source.next();
      if (next.done) return this.#length === 0 ? undefined : this.need(Number.POSITIVE_INFINITY);
      this.#pieces.push(next.value);
      this.#length += next.value.length;
    }
    const all = Buffer.concat(this.#pieces);
    this.#pieces = [all.subarray(size)];
    this.#length -= size;
    return all.subarray(0, size);
  }

  async need(size: number): Promise<Buffer> {
    if (size === 0) return Buffer.alloc(0);
    const found = size === Number.POSITIVE_INFINITY ? undefined : await this.take(size);
    if (found) return found;
    throw new Error('it ends in the middle of a block');
  }
}
