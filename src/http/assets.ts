import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { contentTag, REVALIDATE } from './cache.js';
import type { Reply } from './reply.js';

/** Files that browsers load, as they lie in a folder of the build: read once, compressed once, kept. */

const TYPES: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  mjs: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
  svg: 'image/svg+xml',
};
/** A file whose name has a hash of what is in it never changes. */
const HASHED = /-[A-Z0-9]{8}\.m?js$/;
const FOR_EVER = 'public, max-age=31536000, immutable';

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);

interface Asset {
  readonly plain: Buffer;
  readonly br: Buffer;
  readonly gzip: Buffer;
  readonly etag: string;
}

export class Assets {
  readonly #folder: string;
  readonly #kept = new Map<string, Promise<Asset>>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The file, compressed where the asker takes it; undefined where there is none of this name. */
  async reply(name: string, request: IncomingMessage): Promise<Reply | undefined> {
    const type = TYPES[/^[\w-]+(?:\.[\w-]+)*\.(\w+)$/.exec(name)?.[1] ?? ''];
    if (type === undefined) return undefined;
    const asset = await this.#asset(name);
    if (!asset) return undefined;
    const coding = codingFor(request.headers['accept-encoding']);
    const cache = HASHED.test(name) ? FOR_EVER : REVALIDATE;
    return {
      type,
      body: asset[coding ?? 'plain'],
      etag: asset.etag,
      headers: {
        'Cache-Control': cache,
        Vary: 'Accept-Encoding',
        // Other pages load these files across origins.
        'Cross-Origin-Resource-Policy': 'cross-origin',
        ...(coding && { 'Content-Encoding': coding }),
      },
    };
  }

  async #asset(name: string): Promise<Asset | undefined> {
    const kept = this.#kept.get(name) ?? this.#load(name);
    this.#kept.set(name, kept);
    try {
      return await kept;
    } catch (error) {
      this.#kept.delete(name); // asked for again, it is looked for again, and names that are not there take no room
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw error;
    }
  }

  async #load(name: string): Promise<Asset> {
    const plain = await readFile(join(this.#folder, name));
    const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };
    const [br, gzipped] = await Promise.all([brotli(plain, quality), zip(plain, { level: 9 })]);
    return { plain, br, gzip: gzipped, etag: contentTag(plain) };
  }
}

/** The better of the codings the asker takes (RFC 9110 section 12.5.3). */
function codingFor(header: string | undefined): 'br' | 'gzip' | undefined {
  const taken = (header ?? '')
    .split(',')
    .map((one) => one.trim().toLowerCase())
    .filter((one) => !/;\s*q=0(\.0*)?$/.test(one))
    .map((one) => one.split(';', 1)[0]!.trim());
  if (taken.includes('br')) return 'br';
  return taken.includes('gzip') ? 'gzip' : undefined;
}
