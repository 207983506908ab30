import { z } from 'zod';
import { contradiction, MOST_UNITS, type Counts, type Voltage } from '../core/status.js';
import { FeedError, issueOf, readEach, type Reading, type Sighting } from './reading.js';

/** GBFS `station_status` (2.0 to 3.1). https://gbfs.org/documentation/reference */

/** What a rider comes for. */
export interface GbfsMeaning {
  /** Which count makes a station one to go to: vehicles to take (a rental), or docks to leave one at (a bay). */
  readonly available: 'vehicles' | 'docks';
  /** Of a swap operator's feed: the vehicle type by which it counts full batteries → volts. */
  readonly batteries?: Readonly<Record<string, Voltage>> | undefined;
}

const count = z.int().min(0).max(MOST_UNITS);
/** Version 2 writes seconds since 1970, version 3 an RFC 3339 instant. */
const instant = z.union([
  z
    .int()
    .min(1)
    .transform((seconds) => seconds * 1000),
  z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
]);
/** Version 1 wrote 1 and 0. */
const flag = z.union([z.boolean(), z.literal([0, 1]).transform((it) => it === 1)]);

const head = z.object({
  last_updated: instant.optional().catch(undefined),
  ttl: z.int().min(0).max(86_400).optional().catch(undefined),
  data: z.object({ stations: z.array(z.unknown()).max(1_000_000) }),
});
const station = z.object({
  station_id: z.string().trim().min(1).max(500),
  num_bikes_available: count.optional(),
  num_vehicles_available: count.optional(),
  num_bikes_disabled: count.optional(),
  num_vehicles_disabled: count.optional(),
  num_docks_available: count.optional(),
  is_installed: flag.optional(),
  is_renting: flag.optional(),
  is_returning: flag.optional(),
  last_reported: instant.optional().catch(undefined),
  vehicle_types_available: z
    .array(z.object({ vehicle_type_id: z.string(), count }))
    .max(1000)
    .optional(),
});
type Station = z.infer<typeof station>;

/**
 * Reads a `station_status`. A station was observed when it last reported; where it does not say, when the feed was made.
 * @throws FeedError for what is no `station_status`
 */
export function readStationStatus(document: unknown, meaning: GbfsMeaning): Reading {
  const parsed = head.safeParse(document);
  if (!parsed.success) throw new FeedError(`no station_status of GBFS: ${issueOf(parsed.error.issues)}`);
  const { data, last_updated: made, ttl } = parsed.data;
  const reading = readEach(data.stations, (one) => {
    const read = station.safeParse(one);
    return read.success ? sightingOf(read.data, made, meaning) : issueOf(read.error.issues);
  });
  return { ...reading, ...(ttl !== undefined && { ttl }) };
}

function sightingOf(one: Station, made: number | undefined, meaning: GbfsMeaning): Sighting | string {
  const observedAt = one.last_reported ?? made;
  if (observedAt === undefined) return `${one.station_id}: neither last_reported nor last_updated is there`;
  const counts = meaning.batteries
    ? cabinetCounts(one, meaning.batteries)
    : unitCounts(one, meaning.available);
  const wrong = contradiction(counts);
  return wrong === undefined
    ? { externalId: one.station_id, counts, observedAt }
    : `${one.station_id}: ${wrong}`;
}

function unitCounts(one: Station, available: GbfsMeaning['available']): Counts {
  const vehicles = one.num_vehicles_available ?? one.num_bikes_available;
  const disabled = one.num_vehicles_disabled ?? one.num_bikes_disabled;
  const docks = one.num_docks_available;
  const units = available === 'docks' ? docks : vehicles;
  const works = available === 'docks' ? one.is_returning : one.is_renting;
  return {
    ...onlineOf([one.is_installed, works]),
    ...(units !== undefined && { available: units }),
    ...(available === 'vehicles' && docks !== undefined && { emptySlots: docks }),
    ...(available === 'vehicles' && disabled !== undefined && { outOfOrder: disabled }),
  };
}

/** A cabinet's "vehicles" are its full batteries, its "docks" the empty slots. It must give and take. */
function cabinetCounts(one: Station, voltages: Readonly<Record<string, Voltage>>): Counts {
  const batteries: { -readonly [V in Voltage]?: number } = {};
  for (const { vehicle_type_id: type, count: ready } of one.vehicle_types_available ?? []) {
    const voltage = Object.hasOwn(voltages, type) ? voltages[type] : undefined;
    if (voltage !== undefined) batteries[voltage] = (batteries[voltage] ?? 0) + ready;
  }
  return {
    ...onlineOf([one.is_installed, one.is_renting, one.is_returning]),
    ...(Object.keys(batteries).length > 0 && { fullBatteries: batteries }),
    ...(one.num_docks_available !== undefined && { emptySlots: one.num_docks_available }),
  };
}

/** Offline as soon as one says so; online only when all do. */
function onlineOf(flags: readonly (boolean | undefined)[]): { online?: boolean } {
  if (flags.includes(false)) return { online: false };
  return flags.includes(undefined) ? {} : { online: true };
}

const feedList = z.array(z.object({ name: z.string(), url: z.string().max(2000) })).max(1000);
const discovery = z.object({
  data: z.union([
    z.object({ feeds: feedList }).transform(({ feeds }) => feeds),
    z
      .record(z.string().max(50), z.object({ feeds: feedList }))
      .transform((languages) => Object.values(languages).flatMap(({ feeds }) => feeds)),
  ]),
});

/**
 * The address of `station_status` in a `gbfs.json`. In version 2 the lists stand under languages: counts are the same in
 * all of them, so the first is taken.
 * @returns nothing for a document that is no `gbfs.json`
 * @throws FeedError for one that names no `station_status`
 */
export function stationStatusUrl(document: unknown): string | undefined {
  const parsed = discovery.safeParse(document);
  if (!parsed.success) return undefined;
  const url = parsed.data.data.find(({ name }) => name === 'station_status')?.url;
  if (url === undefined) throw new FeedError('the gbfs.json names no station_status');
  return url;
}
