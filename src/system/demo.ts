import { readFile } from 'node:fs/promises';
import type { StatusStore } from '../core/status.js';
import type { FacilityStore } from '../core/store.js';
import type { Stores } from '../core/stores.js';
import type { Vocabulary } from '../core/vocabulary.js';
import { parseDemo, parseDemoStatus } from '../importer/demo.js';
import { loadDemoOfferings as putDemoOfferings } from '../importer/offerings/demo.js';
import { shipped } from './shipped.js';

/**
 * Puts the demo quarter into a store that has never had a facility.
 * @param at instant, ISO 8601 in UTC
 */
export async function loadDemo(store: FacilityStore, at: string): Promise<void> {
  if ((await store.head()) > 0) return;
  const quarter: unknown = JSON.parse(await readFile(shipped('demo/changshou-road.geojson'), 'utf8'));
  for (const { source, changes } of parseDemo(quarter)) {
    await store.apply(changes, { source, label: 'demo quarter', at });
  }
}

/**
 * Makes up live status for made-up places of the demo quarter, so that there is some to see. In twenty minutes nobody
 * knows any more, which is the truth of live status.
 * @param now milliseconds since 1970
 */
export async function loadDemoStatus(status: StatusStore, now: number): Promise<void> {
  const made: unknown = JSON.parse(await readFile(shipped('demo/status.json'), 'utf8'));
  await status.put(parseDemoStatus(made, now));
}

/**
 * Puts hotlines, programmes, events and offers beside the places of the demo quarter, dated from the day of loading on.
 * @param now milliseconds since 1970
 */
export async function loadDemoOfferings(stores: Stores, vocabulary: Vocabulary, now: number): Promise<void> {
  if (!(await stores.facilities.record('demo-illustrative', 'station-changshou-party'))) return;
  const made: unknown = JSON.parse(await readFile(shipped('demo/offerings.json'), 'utf8'));
  await putDemoOfferings(made, { stores, vocabulary, now });
}

/** Puts all of the demo quarter into a store that is still empty, as of now. */
export async function loadDemoInto(stores: Stores, vocabulary: Vocabulary): Promise<void> {
  await loadDemo(stores.facilities, new Date().toISOString());
  await loadDemoStatus(stores.status, Date.now());
  await loadDemoOfferings(stores, vocabulary, Date.now());
}
