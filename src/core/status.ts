import { z } from 'zod';

/**
 * Live status: what somebody counted at a place at one instant. Only the latest observation of a place is kept. Counts
 * age (see status-rules.ts): after a while they are doubtful, then nobody knows.
 */

/** Volts of the batteries that e-bikes of riders run on. */
export const VOLTAGES = [48, 60, 72] as const;
export type Voltage = (typeof VOLTAGES)[number];

/** More of anything at one place is a mistake. */
export const MOST_UNITS = 10_000;
const count = z.int('must be a whole number').min(0, 'must not be negative').max(MOST_UNITS, 'is too large');

/** What may be counted. Anything that is not said is unknown, never none. */
export const counts = z.strictObject({
  /** Whether the place answers its operator and can be used: a cabinet's line, GBFS `is_installed` and `is_renting`. */
  online: z.boolean('must be true or false').optional(),
  /** A cabinet's slots (GBFS: docks) in all. */
  slots: count.optional(),
  /** Slots that take a battery now (GBFS `num_docks_available`). */
  emptySlots: count.optional(),
  /** Batteries ready to be taken, by voltage. A voltage that is not named is unknown. */
  fullBatteries: z
    .strictObject({ 48: count.optional(), 60: count.optional(), 72: count.optional() })
    .optional(),
  /** Units in all: charging points, seats, bays. */
  capacity: count.optional(),
  /** Units one could use now (OCPI `AVAILABLE`, GBFS `num_vehicles_available`). */
  available: count.optional(),
  /** Units somebody has (OCPI `CHARGING`, `RESERVED`, `BLOCKED`). */
  inUse: count.optional(),
  /** Units that do not work (OCPI `OUTOFORDER`, `INOPERATIVE`; GBFS `num_vehicles_disabled`). */
  outOfOrder: count.optional(),
});
export type Counts = Readonly<z.infer<typeof counts>>;

/** One observation: what was counted, when, and who says so. */
export interface Observation {
  readonly counts: Counts;
  /** Milliseconds since 1970. */
  readonly observedAt: number;
  /** When it reached us; milliseconds since 1970. */
  readonly receivedAt: number;
  /** Who observed: a source's id, or the label of an operator's key. */
  readonly source: string;
}

/** How much an observation is still worth: `yes`, it is news; `doubtful`; `unknown`, it is too old to say anything. */
export const FRESHNESS = ['yes', 'doubtful', 'unknown'] as const;
export type Freshness = (typeof FRESHNESS)[number];

/** What is told of a place's live status at one moment. */
export interface LiveStatus {
  readonly observation: Observation;
  readonly ageSeconds: number;
  readonly fresh: Freshness;
}

/** Why the counts cannot all be true, in words; nothing where they can. */
export function contradiction(told: Counts): string | undefined {
  const { slots, emptySlots = 0, capacity, available = 0, inUse = 0, outOfOrder = 0 } = told;
  const full = fullBatteriesOf(told) ?? 0;
  if (slots !== undefined && emptySlots + full > slots) {
    return `emptySlots and fullBatteries are ${emptySlots + full} together, more than the ${slots} slots`;
  }
  const units = available + inUse + outOfOrder;
  if (capacity !== undefined && units > capacity) {
    return `available, inUse and outOfOrder are ${units} together, more than the capacity ${capacity}`;
  }
  return Object.keys(told).length === 0 ? 'nothing was observed' : undefined;
}

/** Milliseconds an observer's clock may be ahead of ours. */
export const MOST_AHEAD = 60_000;

/** Whether something was observed in the future: kept, it would stand above every true word for as long. */
export function isAhead(observedAt: number, now: number): boolean {
  return observedAt > now + MOST_AHEAD;
}

/** Full batteries of one voltage, or of all that were counted; nothing where none of them was counted. */
export function fullBatteriesOf({ fullBatteries }: Counts, voltage?: Voltage): number | undefined {
  if (fullBatteries === undefined) return undefined;
  if (voltage !== undefined) return fullBatteries[voltage];
  const known = VOLTAGES.map((one) => fullBatteries[one]).filter((one) => one !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, one) => sum + one, 0);
}

/** An observation on its way into the store: of a place by its public id, or by the record a publisher has of it. */
export interface Report {
  readonly place: { readonly id: string } | { readonly source: string; readonly externalId: string };
  readonly observation: Observation;
}

/**
 * What became of an observation. `older`: a newer one is there. `same`: it is there already. `unknown-facility`: there is
 * no such place (any more).
 */
export const STATUS_VERDICTS = ['stored', 'older', 'same', 'unknown-facility'] as const;
export type StatusVerdict = (typeof STATUS_VERDICTS)[number];

/** What is known of whoever sends observations. */
export interface EntryReading {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Who observed, where the entry does not name a publisher. */
  readonly label: string;
}

/** What became of one observation somebody wrote: a verdict, or in words why it cannot be one. */
export type StatusResult = StatusVerdict | { readonly invalid: string };

/** The latest observation of a place as it is kept. */
export interface StoredStatus {
  /** Sequence of status, not of the facilities. */
  readonly seq: number;
  /** The facility's key. */
  readonly key: number;
  readonly observation: Observation;
}

/** Where the latest observation of each place is kept: beside the facilities, not in their change log. */
export interface StatusStore {
  /**
   * Keeps each observation that is not older than the one that is there; of two of the same instant the later word
   * holds. Written in short steps, so that answers go on meanwhile; sent again, it changes nothing.
   * @returns the verdicts in the order of the reports
   */
  put(reports: readonly Report[]): Promise<readonly StatusVerdict[]>;
  /**
   * The same for observations as somebody wrote them, so that a store may read them where they hold up no answer.
   * @param written JSON text, `{"statuses": […]}`; see status-entry.ts
   * @returns what became of each, in their order; nothing where the text is not of that form
   */
  receive(written: Uint8Array, reading: EntryReading): Promise<readonly StatusResult[] | undefined>;
  /** Sequence of the last one that was kept; 0 before the first. Cheap enough to ask many times a second. */
  head(): Promise<number>;
  /**
   * What was kept after `seq`, ascending, `limit` at most; nothing where so much has happened since that everything has to
   * be read anew.
   */
  since(seq: number, limit: number): Promise<readonly StoredStatus[] | undefined>;
  /** The latest of every place in ascending key, those after `afterKey` (0: from the start), `limit` at most. */
  all(afterKey: number, limit: number): Promise<readonly StoredStatus[]>;
}
