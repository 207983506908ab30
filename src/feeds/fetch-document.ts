import { FeedError } from './reading.js';

/** Getting one document of a feed: bounded in time, size and redirects. */

export interface FetchOptions {
  readonly fetch: typeof fetch;
  /** Milliseconds for the whole of it. */
  readonly timeout: number;
  /** Bytes. */
  readonly most: number;
  /** Value of the header `Authorization`; it goes to the first address's origin only. */
  readonly authorization?: string | undefined;
  /** What the last answer was marked with. */
  readonly validators?: Validators | undefined;
  readonly signal: AbortSignal;
}

export interface Validators {
  readonly etag?: string;
  readonly lastModified?: string;
}

/** `unchanged`: it is what the validators came with (304). */
export type Fetched =
  | { readonly kind: 'unchanged' }
  | {
      readonly kind: 'document';
      readonly document: unknown;
      readonly validators: Validators;
      readonly link: string | null;
    };

const MOST_REDIRECTS = 3;

/** @throws FeedError with what went wrong and where, but not the whole address, which may hold a secret */
export async function fetchDocument(address: string, options: FetchOptions): Promise<Fetched> {
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(options.timeout)]);
  try {
    const response = await follow(address, options, signal);
    if (response.status === 304) return { kind: 'unchanged' };
    const { headers } = response;
    const [etag, lastModified] = [headers.get('etag'), headers.get('last-modified')];
    const validators = { ...(etag !== null && { etag }), ...(lastModified !== null && { lastModified }) };
    const document = parse(await textOf(response, options.most), address);
    return { kind: 'document', document, validators, link: headers.get('link') };
  } catch (error) {
    if (error instanceof FeedError) throw error;
    throw new FeedError(`${shownAddress(address)}: ${reasonOf(error, options.timeout)}`);
  }
}

async function follow(address: string, options: FetchOptions, signal: AbortSignal): Promise<Response> {
  let url = checkedUrl(address);
  for (let redirects = 0; ; redirects++) {
    const sameOrigin = url.origin === new URL(address).origin;
    const response = await options.fetch(url.href, {
      headers: headersOf(options, sameOrigin),
      redirect: 'manual',
      signal,
    });
    const { status } = response;
    if (status === 304 || response.ok) return response;
    await response.body?.cancel();
    const location = response.headers.get('location');
    if (status < 300 || status > 399 || location === null) {
      throw new FeedError(`${shownAddress(url.href)} answered ${status}`);
    }
    if (redirects === MOST_REDIRECTS)
      throw new FeedError(`${shownAddress(address)} redirects again and again`);
    const next = checkedUrl(new URL(location, url).href);
    if (url.protocol === 'https:' && next.protocol !== 'https:') {
      throw new FeedError(`${shownAddress(address)} redirects from https to ${next.protocol}//`);
    }
    url = next;
  }
}

function headersOf({ authorization, validators }: FetchOptions, sameOrigin: boolean): Record<string, string> {
  return {
    Accept: 'application/json',
    'User-Agent': 'yizhan',
    ...(authorization !== undefined && sameOrigin && { Authorization: authorization }),
    ...(validators?.etag !== undefined && { 'If-None-Match': validators.etag }),
    ...(validators?.lastModified !== undefined && { 'If-Modified-Since': validators.lastModified }),
  };
}

/** @throws FeedError for anything but http and https */
function checkedUrl(address: string): URL {
  const url = urlOf(address);
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw new FeedError(`${shownAddress(address)} is no address of http or https`);
}

async function textOf(response: Response, most: number): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.length;
    if (size > most) throw new FeedError(`${shownAddress(response.url)} sends more than ${most} bytes`);
    parts.push(part);
  }
  return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(parts));
}

function parse(text: string, address: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new FeedError(`${shownAddress(address)} does not answer with JSON`);
  }
}

/** The server of an address: what follows may hold a secret. */
export function shownAddress(address: string): string {
  const url = urlOf(address);
  return url ? url.origin.slice(0, 200) : 'the address';
}

function urlOf(address: string): URL | undefined {
  return URL.canParse(address) ? new URL(address) : undefined;
}

/** Told by its form: what fetch throws is no Error of every realm. */
function reasonOf(error: unknown, timeout: number): string {
  const { name, cause } = (error ?? {}) as { readonly name?: unknown; readonly cause?: unknown };
  if (name === 'TimeoutError') return `no answer within ${timeout / 1000} s`;
  if (name === 'AbortError') return 'stopped';
  const { code } = (cause ?? error ?? {}) as { readonly code?: unknown };
  return typeof code === 'string' ? code.slice(0, 60) : 'no readable answer';
}
