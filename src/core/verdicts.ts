import { mayEnter, type Entrant } from './access.js';
import { availability, type Wanted as StockWanted } from './available.js';
import type { Access, Audience, ServiceOffer } from './facility.js';
import type { HoursCalendar } from './hours/calendar.js';
import type { State } from './hours/rule.js';
import type { ReportEffect } from './report-effects.js';
import type { ReportKindCode } from './report.js';
import type { AvailableWhen } from './status-rules.js';
import type { LiveStatus } from './status.js';
import { allOf, anyOf, YES, type UsableReason, type Verdict } from './usable.js';

/** The verdicts that `usable` is made of, each on one thing that has to be so. */

const verdict = (state: Verdict['state'], ...reasons: UsableReason[]): Verdict => ({ state, reasons });

const OUT_OF_SERVICE = verdict('no', 'out-of-service');
const CLOSED = verdict('no', 'closed');
const HOURS_UNKNOWN = verdict('unknown', 'hours-unknown');
const SERVICE_MISSING = verdict('no', 'service-missing');
const SERVICE_BROKEN = verdict('no', 'service-broken');
const SERVICE_CLOSED = verdict('no', 'service-closed');
const SERVICE_UNKNOWN = verdict('unknown', 'service-unknown');
const SERVICE_HOURS_UNKNOWN = verdict('unknown', 'service-hours-unknown');

/** It is in service, unless its publisher says that it is not. */
export function inServiceVerdict(inService: boolean): Verdict {
  return inService ? YES : OUT_OF_SERVICE;
}

/**
 * Whether what is wanted can be had then.
 * @param state the place, or the services wanted where they have times of their own
 * @param place the place, for the reason
 */
export function openVerdict(state: State, place: State = state): Verdict {
  if (state === 'open') return YES;
  if (state === 'closed') return place === 'closed' ? CLOSED : SERVICE_CLOSED;
  return place === 'unknown' ? HOURS_UNKNOWN : SERVICE_HOURS_UNKNOWN;
}

/** Who asks: what he said of himself, which may be nothing. */
export type Asker = Pick<Entrant, 'audience' | 'modes'>;

/** Whom one who says nothing is taken for: those the finder is made for. */
const USUAL_ASKER: readonly Audience[] = ['outdoor_workers'];

/**
 * Whether the asker may enter. A place that does not say whom it is for is taken to be for those its kind is for, an
 * asker who does not say who he is for an outdoor worker; a `yes` that rests on either says so, and neither makes a `no`.
 *
 * @param byKind whom places of this category are for by their nature; empty: that differs from place to place
 */
export function entryVerdict(
  access: Access | undefined,
  byKind: readonly Audience[],
  { calendar, ...who }: Entrant & { readonly calendar: HoursCalendar },
): Verdict {
  const assumed = (access?.audience ?? []).length === 0 && byKind.length > 0;
  const door = assumed ? { ...access, audience: [...byKind] } : access;
  const entry = mayEnter(door, who, calendar);
  const note: UsableReason[] = assumed ? ['audience-assumed'] : [];
  if (entry.state === 'yes') return note.length === 0 ? YES : verdict('yes', ...note);
  if (entry.state === 'no' && !(assumed && entry.reason === 'for-others'))
    return verdict('no', entry.reason!);
  if (entry.reason !== 'asker-not-said') return verdict('unknown', entry.reason!, ...note);
  const usual = mayEnter(door, { ...who, audience: USUAL_ASKER }, calendar);
  if (usual.state === 'yes') return verdict('yes', ...note, 'asker-assumed');
  return verdict('unknown', usual.reason === 'for-some' ? 'asker-not-said' : entry.reason, ...note);
}

/** What the asker came for. */
export interface Wanted {
  /** All of these services … */
  readonly services: readonly string[];
  /** … and one of these, where there are any … */
  readonly anyService: readonly string[];
  /** … and one of the services of a need, or a place of one of its categories. */
  readonly need?: { readonly services: readonly string[]; readonly categories: readonly string[] };
}

export const WANTS_NOTHING: Wanted = { services: [], anyService: [] };

/** What a place says of its services, when they are asked for, and what is reported of them. */
export interface Services {
  readonly category: string;
  readonly offers: Readonly<Record<string, ServiceOffer>>;
  readonly reports: readonly ReportEffect[];
}

/**
 * Whether what the asker came for is there and works; its times are part of being open. A place of one of the need's categories has what
 * the need asks for by its nature, unless it speaks of those services itself.
 */
export function wantedVerdict({ services, anyService, need }: Wanted, place: Services): Verdict {
  const of = (code: string) => serviceVerdict(code, place);
  const verdicts = services.map(of);
  if (anyService.length > 0) verdicts.push(anyOf(anyService.map(of)));
  if (need) verdicts.push(needVerdict(need, place));
  return allOf(verdicts);
}

function needVerdict({ services, categories }: NonNullable<Wanted['need']>, place: Services): Verdict {
  if (!categories.includes(place.category)) return anyOf(services.map((code) => serviceVerdict(code, place)));
  const stated = services.filter((code) => (place.offers[code]?.state ?? 'unknown') !== 'unknown');
  return anyOf(stated.map((code) => serviceVerdict(code, place)));
}

function serviceVerdict(code: string, { offers, reports }: Services): Verdict {
  const offer = offers[code];
  if (offer === undefined || offer.state === 'unknown') return SERVICE_UNKNOWN;
  if (offer.state === 'no') return SERVICE_MISSING;
  if (offer.state === 'broken') return SERVICE_BROKEN;
  const broken = reports.find((one) => one.service === code);
  return broken ? verdict(broken.state, 'reported-broken') : YES;
}

/** What is known of a place's units at the instant asked about. */
export interface Stock {
  /** Absent: nobody observes the place. */
  readonly status: LiveStatus | undefined;
  readonly counted: boolean;
  readonly when: AvailableWhen;
  /** What of it is wanted. */
  readonly wanted: StockWanted;
}

const OFFLINE = verdict('no', 'offline');
const NONE_AVAILABLE = verdict('no', 'none-available');
const AVAILABILITY_UNKNOWN = verdict('unknown', 'availability-unknown');

/**
 * Whether there is one to be had. A cabinet that nobody observes may be empty; a parking bay that nobody counts is taken
 * as it is; of what is not made of units only being offline counts.
 */
export function stockVerdict({ status, counted, when, wanted }: Stock): Verdict {
  if (status === undefined) return counted && when === 'battery' ? AVAILABILITY_UNKNOWN : YES;
  const offline = status.fresh !== 'unknown' && status.observation.counts.online === false;
  if (offline) return OFFLINE;
  if (!counted) return YES;
  const available = availability(status, when, wanted);
  if (available === 'yes') return YES;
  return available === 'no' ? NONE_AVAILABLE : AVAILABILITY_UNKNOWN;
}

const REPORTED: Readonly<Partial<Record<ReportKindCode, UsableReason>>> = {
  locked: 'reported-locked',
  gone: 'reported-gone',
  wrong_place: 'reported-wrong-place',
};

/** What is reported against the place as a whole; a broken service counts only where it is asked for. */
export function reportsVerdict(effects: readonly ReportEffect[]): Verdict {
  if (effects.length === 0) return YES;
  const verdicts = effects.map(({ kind, state }) => {
    const reason = REPORTED[kind];
    return reason === undefined ? YES : verdict(state, reason);
  });
  return allOf(verdicts);
}
