import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { createGunzip } from 'node:zlib';
import { invalidFile, UserError } from '../../core/errors.js';
import { systemFault } from '../../core/system-fault.js';
import { codeOf } from './reason.js';
import { MAX_UNPACKED_BYTES } from './reading.js';

/** A file that can be read from its start any number of times, unpacked where it is gzip. */
export interface Input {
  readonly name: string;
  readonly path: string;
  readonly compressed: boolean;
  /** Size on the disk. */
  readonly size: number;
  /** The first bytes, unpacked. */
  readonly head: Uint8Array;
  /** Its bytes from the start. `onRead` hears of each bite of the packed file. */
  open(onRead?: (bytes: number) => void): AsyncIterable<Uint8Array>;
}

const HEAD_BYTES = 64 * 1024;
/** Bytes read at once: all rows in them are in memory together. */
const BITE = 64 * 1024;

/**
 * Opens the file and looks at its beginning.
 * @throws UserError `invalid-file` for a file that is not there, is a folder, is empty or cannot be unpacked
 */
export async function openInput(path: string): Promise<Input> {
  const size = await sizeOf(path);
  const raw = await first(chunks(path), 2);
  const compressed = isGzip(raw);
  const open = (onRead?: (bytes: number) => void) =>
    compressed ? unpacked(path, onRead) : chunks(path, onRead);
  const head = await first(open(), HEAD_BYTES);
  if (compressed && isGzip(head)) {
    throw invalidFile({
      zh: `${basename(path)} 是 gzip 中的 gzip：请先解压一次，再导入解压出的文件。`,
      en: `${basename(path)} is gzip inside gzip: unpack it once (gunzip) and import what comes out.`,
    });
  }
  if (head.length === 0)
    throw invalidFile({
      zh: `${basename(path)} 是空文件，没有可导入的内容。`,
      en: `${basename(path)} is empty: there is nothing to import.`,
    });
  return { name: basename(path), path, compressed, size, head, open };
}

/** By its first bytes (RFC 1952, 2.3.1). */
function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

async function sizeOf(path: string): Promise<number> {
  try {
    const found = await stat(path);
    if (found.isFile()) return found.size;
  } catch (error) {
    if (codeOf(error) === 'ENOENT')
      throw invalidFile({ zh: `没有文件 ${path}。`, en: `There is no file ${path}.` });
    throw unreadable(path, error);
  }
  throw invalidFile({
    zh: `${path} 不是文件；请一次指定一个文件。`,
    en: `${path} is not a file; name one file at a time.`,
  });
}

function unreadable(path: string, error: unknown): UserError {
  const { zh, en } = systemFault(error);
  return invalidFile({ zh: `${path} 无法读取：${zh}。`, en: `${path} cannot be read: ${en}.` });
}

async function* chunks(path: string, onRead?: (bytes: number) => void): AsyncIterable<Uint8Array> {
  const stream: AsyncIterable<Uint8Array> = createReadStream(path, { highWaterMark: BITE });
  try {
    for await (const bytes of stream) {
      onRead?.(bytes.length);
      yield bytes;
    }
  } catch (error) {
    // No right to read it, or a medium that fails.
    throw unreadable(path, error);
  }
}

async function* unpacked(path: string, onRead?: (bytes: number) => void): AsyncIterable<Uint8Array> {
  const packed = createReadStream(path, { highWaterMark: BITE });
  const gunzip = createGunzip();
  packed.on('data', (chunk) => onRead?.(chunk.length));
  packed.on('error', (error) => gunzip.destroy(error));
  packed.pipe(gunzip);
  let total = 0;
  try {
    for await (const bytes of gunzip as AsyncIterable<Uint8Array>) {
      total += bytes.length;
      if (total > MAX_UNPACKED_BYTES) throw tooLarge(path);
      yield bytes;
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw damaged(path, error);
  } finally {
    packed.destroy();
  }
}

/** What zlib says, in words a person can act on; any other code is of the file itself. */
function damaged(path: string, error: unknown): UserError {
  const name = basename(path);
  const code = codeOf(error);
  if (!code.startsWith('Z_')) return unreadable(path, error);
  return code === 'Z_BUF_ERROR'
    ? invalidFile({
        zh: `${name} 是 gzip，但不完整：缺少末尾。请重新获取文件。`,
        en: `${name} is gzip, but cut short: its end is missing. Get the file again.`,
      })
    : invalidFile({
        zh: `${name} 是 gzip，但已损坏（校验或数据块有误）。请重新获取文件。`,
        en: `${name} is gzip, but damaged (its checksum or its blocks are wrong). Get the file again.`,
      });
}

function tooLarge(path: string): UserError {
  const most = `${MAX_UNPACKED_BYTES / 2 ** 30} GiB`;
  return invalidFile({
    zh: `${basename(path)} 解压后超过 ${most}，请拆分。`,
    en: `${basename(path)} unpacks to more than ${most}; split it.`,
  });
}

async function first(bytes: AsyncIterable<Uint8Array>, most: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of bytes) {
    parts.push(part);
    length += part.length;
    if (length >= most) break;
  }
  return Buffer.concat(parts).subarray(0, most);
}
