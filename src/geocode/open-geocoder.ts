import type { Geocoder } from '../core/geocoder.js';
import { amap } from './amap.js';
import { AnswerFile } from './answer-file.js';
import { Asker, type Fetch } from './ask.js';
import { nominatim } from './nominatim.js';
import type { Clock } from './pace.js';
import { remembering } from './remembering.js';

export interface GeocoderOptions {
  /** Address of the service; absent: the public one of its kind. */
  readonly url?: string | undefined;
  readonly key?: string | undefined;
  readonly contact?: string | undefined;
  /** Questions a second; absent: what the public service allows. */
  readonly rate?: number | undefined;
  /** Milliseconds for one answer. */
  readonly timeout: number;
  /** File that keeps answers; absent: kept for as long as the process runs. */
  readonly cache?: string | undefined;
  /** Name and version of the asking program. */
  readonly product: string;
  readonly fetch: Fetch;
  readonly clock: Clock;
}

/** The kinds of services that can be asked: where the public one is, what it allows, and how it is spoken to. */
const KINDS = {
  nominatim: {
    url: 'https://nominatim.openstreetmap.org',
    rate: 1,
    speak: (url: string, _: string, asker: Asker) => nominatim(url, asker),
  },
  amap: { url: 'https://restapi.amap.com', rate: 3, speak: amap },
} as const;

export type GeocoderKind = keyof typeof KINDS;

/**
 * A geocoder as the settings want it, which asks nothing twice.
 * @throws UserError `unavailable` where answers cannot be kept
 */
export async function openGeocoder(kind: GeocoderKind, options: GeocoderOptions): Promise<Geocoder> {
  const { fetch, clock, timeout, contact, product, key = '', cache } = options;
  const { url, rate, speak } = KINDS[kind];
  const service = options.url ?? url;
  // Both services want to know who asks; a browser's name would be a lie.
  const agent = contact === undefined ? product : `${product} (${contact})`;
  const headers = { 'User-Agent': agent, Accept: 'application/json' };
  const asker = new Asker({ fetch, clock, timeout, headers, rate: options.rate ?? rate });
  const file = await AnswerFile.open(cache, clock.now());
  return remembering(speak(service, key, asker), { file, service, now: clock.now });
}
