import type { Feed } from './feed-file.js';
import { fetchDocument, type Fetched, type FetchOptions, type Validators } from './fetch-document.js';
import { readStationStatus, stationStatusUrl } from './gbfs.js';
import { nextLink, readLocations } from './ocpi.js';
import { FeedError, type Reading } from './reading.js';

/** Reading a feed once. */

/** Bytes of one document. */
export const MOST_BYTES = 32 * 1024 * 1024;
/** Pages of one list of locations. */
const MOST_PAGES = 500;

export interface PollParts {
  readonly fetch: typeof fetch;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/** What a feed remembers between two polls. */
export interface Memory {
  /** Where its `station_status` is. */
  readonly url?: string;
  readonly validators?: Validators;
}

export interface Polled {
  /** Absent: nothing has changed since the last poll. */
  readonly reading?: Reading;
  readonly memory: Memory;
}

/** @throws FeedError in words for an operator */
export function pollFeed(feed: Feed, memory: Memory, parts: PollParts): Promise<Polled> {
  return feed.kind === 'gbfs' ? pollGbfs(feed, memory, parts) : pollOcpi(feed, parts);
}

async function pollGbfs(feed: Feed & { kind: 'gbfs' }, memory: Memory, parts: PollParts): Promise<Polled> {
  const options = optionsOf(feed, parts);
  if (memory.url !== undefined) {
    return statusOf(
      memory.url,
      await fetchDocument(memory.url, { ...options, validators: memory.validators }),
      feed,
    );
  }
  const first = documentOf(await fetchDocument(feed.url, options));
  const found = stationStatusUrl(first.document);
  if (found === undefined) return statusOf(feed.url, first, feed);
  return statusOf(found, await fetchDocument(found, options), feed);
}

function statusOf(url: string, fetched: Fetched, feed: Feed & { kind: 'gbfs' }): Polled {
  if (fetched.kind === 'unchanged') return { memory: { url } };
  const reading = readStationStatus(fetched.document, feed);
  return { reading, memory: { url, validators: fetched.validators } };
}

/** Every page, each at the address the one before it names. */
async function pollOcpi(feed: Feed, parts: PollParts): Promise<Polled> {
  const readings: Reading[] = [];
  const seen = new Set<string>();
  for (let url: string | undefined = feed.url; url !== undefined;) {
    if (seen.has(url)) throw new FeedError('the pages lead back to one that was read already');
    if (seen.size === MOST_PAGES) throw new FeedError(`there are more than ${MOST_PAGES} pages`);
    if (new URL(url).origin !== new URL(feed.url).origin)
      throw new FeedError('a page lies on another server');
    seen.add(url);
    const fetched = documentOf(await fetchDocument(url, optionsOf(feed, parts)));
    readings.push(readLocations(fetched.document, parts.now()));
    url = nextLink(fetched.link, url);
  }
  return { reading: together(readings), memory: {} };
}

function together(readings: readonly Reading[]): Reading {
  const fault = readings.find((one) => one.fault !== undefined)?.fault;
  return {
    sightings: readings.flatMap((one) => one.sightings),
    faulty: readings.reduce((sum, one) => sum + one.faulty, 0),
    ...(fault !== undefined && { fault }),
  };
}

function optionsOf({ timeout, authorization }: Feed, { fetch, signal }: PollParts): FetchOptions {
  return { fetch, signal, authorization, timeout: timeout * 1000, most: MOST_BYTES };
}

/** @throws FeedError where the answer is "unchanged", though nothing was remembered */
function documentOf(fetched: Fetched): Fetched & { kind: 'document' } {
  if (fetched.kind === 'document') return fetched;
  throw new FeedError('answered 304 to a question without conditions');
}
