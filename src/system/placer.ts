import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { SettingsError, type Settings } from '../config.js';
import type { Placer } from '../core/placing.js';
import type { FacilityStore } from '../core/store.js';
import { byGeocoder } from '../geocode/by-geocoder.js';
import { byStreet } from '../geocode/by-street.js';
import { openGeocoder } from '../geocode/open-geocoder.js';
import { PACKAGE_FOLDER } from './shipped.js';

/** Ways to find positions for places that have none: by known house numbers, or by asking a service. */
type Way = 'street' | 'nominatim' | 'amap';

/**
 * One of these ways, for the store that is open.
 * @throws SettingsError where a setting is missing that the service wants
 */
export async function placerFor(
  how: Way,
  store: FacilityStore,
  { geocoder, database }: Settings,
): Promise<Placer> {
  if (how === 'street') return byStreet(store);
  if (how === 'amap' && geocoder.key === undefined)
    throw new SettingsError(
      'GEOCODER_KEY is not set: Amap wants a key of the type "Web 服务" (lbs.amap.com)',
    );
  if (how === 'nominatim' && geocoder.url === undefined && geocoder.contact === undefined)
    throw new SettingsError(
      'GEOCODER_CONTACT is not set: the public Nominatim wants to know whom to write to. Name an e-mail address, or your own service in GEOCODER_URL',
    );
  const { version } = JSON.parse(await readFile(`${PACKAGE_FOLDER}package.json`, 'utf8')) as {
    version: string;
  };
  const beside = database.path === ':memory:' ? undefined : `${database.path}.geocoded.ndjson`;
  const clock = {
    now: Date.now,
    sleep: (milliseconds: number, signal?: AbortSignal) =>
      sleep(milliseconds, undefined, signal ? { signal } : {}),
  };
  const product = `Yizhan/${version}`;
  return byGeocoder(await openGeocoder(how, { cache: beside, ...geocoder, product, fetch, clock }));
}
