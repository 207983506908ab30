import { createInflateRaw } from 'node:zlib';
import { Readable } from 'node:stream';

/**
 * Just enough of ZIP to look into a workbook before it is opened: the entries by the central directory (PKWARE
 * APPNOTE 4.3.12), and an entry's bytes, counted while they unpack.
 */
export interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly packed: number;
  readonly unpacked: number;
  readonly offset: number;
}

const END = 0x06054b50;
const CENTRAL = 0x02014b50;

/** Every entry by name. Zip64 (more than 4 GiB) is not read. @throws Error for what is not a ZIP to its end */
export function zipEntries(file: Buffer): ReadonlyMap<string, ZipEntry> {
  const end = findEnd(file);
  const count = file.readUInt16LE(end + 10);
  const entries = new Map<string, ZipEntry>();
  let at = file.readUInt32LE(end + 16);
  for (let i = 0; i < count; i++) {
    if (file.readUInt32LE(at) !== CENTRAL) throw new Error('the list of its parts is damaged');
    const nameLength = file.readUInt16LE(at + 28);
    const name = file.toString('utf8', at + 46, at + 46 + nameLength);
    entries.set(name, {
      name,
      method: file.readUInt16LE(at + 10),
      packed: file.readUInt32LE(at + 20),
      unpacked: file.readUInt32LE(at + 24),
      offset: file.readUInt32LE(at + 42),
    });
    at += 46 + nameLength + file.readUInt16LE(at + 30) + file.readUInt16LE(at + 32);
  }
  return entries;
}

function findEnd(file: Buffer): number {
  for (let at = file.length - 22; at >= Math.max(0, file.length - 22 - 65_535); at--) {
    if (file.readUInt32LE(at) === END) return at;
  }
  throw new Error('its end is missing: the file was cut short');
}

/**
 * The entry's bytes, unpacked piece by piece.
 * @throws Error when it unpacks to more than it says: a sign of a file made to harm
 */
export async function* unpackEntry(file: Buffer, entry: ZipEntry): AsyncIterable<Buffer> {
  const start =
    entry.offset + 30 + file.readUInt16LE(entry.offset + 26) + file.readUInt16LE(entry.offset + 28);
  const packed = file.subarray(start, start + entry.packed);
  if (entry.method === 0) {
    yield packed;
    return;
  }
  let total = 0;
  const inflate: AsyncIterable<Buffer> = Readable.from([packed]).pipe(createInflateRaw());
  for await (const piece of inflate) {
    total += piece.length;
    if (total > entry.unpacked) throw new Error('a part is larger than it says');
    yield piece;
  }
}

export async function entryText(file: Buffer, entry: ZipEntry): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of unpackEntry(file, entry)) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
}
