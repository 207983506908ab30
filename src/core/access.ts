import type { Access, AccessMode, Audience } from './facility.js';
import type { HoursCalendar } from './hours/calendar.js';
import { localMinutes, MINUTES_A_DAY } from './hours/civil.js';
import { quickStateOf } from './hours/hours-state.js';

/**
 * Who may come in, and how, at an instant. What a place does not say is unknown, and so is what the asker does not
 * say, where the place asks for it.
 */

/**
 * What each group is part of, itself first. Riders, couriers, street cleaners and drivers are the people the unions'
 * stations for outdoor workers (户外劳动者服务站点) are made for: unions' announcements of them name 骑手/网约送餐员, 快递员,
 * 环卫工人 and 货车司机/出租车司机 as whom they serve. The other groups are part of nothing but everyone.
 */
export const PART_OF: Readonly<Record<Audience, readonly Audience[]>> = {
  everyone: ['everyone'],
  outdoor_workers: ['outdoor_workers', 'everyone'],
  riders: ['riders', 'outdoor_workers', 'everyone'],
  couriers: ['couriers', 'outdoor_workers', 'everyone'],
  street_cleaners: ['street_cleaners', 'outdoor_workers', 'everyone'],
  drivers: ['drivers', 'outdoor_workers', 'everyone'],
  union_members: ['union_members', 'everyone'],
  members: ['members', 'everyone'],
  residents: ['residents', 'everyone'],
};

/** Why one may not enter, or nobody can say: a closed set. */
export const ENTRY_REASONS = [
  /** The place is for others. */
  'for-others',
  /** None of the ways in is one the asker can use. */
  'no-way-in',
  /** The place does not say whom it is for. */
  'audience-not-said',
  /** The place is for certain people, and the asker did not say who he is. */
  'asker-not-said',
  /** The place is for some of the people the asker says he belongs to. */
  'for-some',
  /** The place does not say how one gets in. */
  'ways-not-said',
  /** The way in differs at night, and it is not known whether it is night for this place. */
  'night-not-said',
] as const;
export type EntryReason = (typeof ENTRY_REASONS)[number];

/** Who asks, and when. */
export interface Entrant {
  /** All that the asker is; absent: not said. `everyone` is somebody of no group in particular. */
  readonly audience?: readonly Audience[];
  /** Ways in the asker can use; absent: whatever it takes. An open door is always one of them. */
  readonly modes?: readonly AccessMode[];
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface Entry {
  readonly state: 'yes' | 'no' | 'unknown';
  /** Why it is not `yes`. */
  readonly reason?: EntryReason;
}

/** Whether the asker may enter, and can. */
export function mayEnter(access: Access | undefined, who: Entrant, calendar: HoursCalendar): Entry {
  return overTheWays(access, who.at, calendar, (way) => worst([welcome(way, who), wayIn(way, who)]));
}

/** The same for those of the two that the asker said something of: what a filter goes by. */
export function mayEnterAsAsked(access: Access | undefined, who: Entrant, calendar: HoursCalendar): Entry {
  return overTheWays(access, who.at, calendar, (way) =>
    worst([...(who.audience ? [welcome(way, who)] : []), ...(who.modes ? [wayIn(way, who)] : [])]),
  );
}

/** How one gets in, by day or by night. */
type Way = Pick<Access, 'mode' | 'audience'>;

const YES: Entry = { state: 'yes' };

function overTheWays(
  access: Access | undefined,
  at: number,
  calendar: HoursCalendar,
  judge: (way: Way) => Entry,
): Entry {
  const [first, second] = waysAt(access, at, calendar).map(judge);
  if (second === undefined || first!.state === second.state) return first!;
  return { state: 'unknown', reason: 'night-not-said' };
}

/** The ways that may hold at the instant: one, or two where nobody knows whether it is night for this place. */
function waysAt(access: Access = {}, at: number, calendar: HoursCalendar): readonly Way[] {
  const { night, ...day } = access;
  if (!night) return [day];
  const byNight = { ...day, ...night };
  const isNight = night.hours === undefined ? nightByName(at) : quickStateOf(night.hours, at, calendar);
  if (isNight === 'open') return [byNight];
  return isNight === 'closed' ? [day] : [day, byNight];
}

/** When night begins and ends was not said. From 9 to 17 it is none. */
function nightByName(at: number): 'closed' | 'unknown' {
  const hour = (localMinutes(at) % MINUTES_A_DAY) / 60;
  return hour >= 9 && hour < 17 ? 'closed' : 'unknown';
}

/** Whether the place is for one of the groups the asker belongs to. */
function welcome({ audience = [] }: Way, who: Entrant): Entry {
  if (audience.length === 0) return { state: 'unknown', reason: 'audience-not-said' };
  if (audience.includes('everyone')) return YES;
  if (!who.audience) return { state: 'unknown', reason: 'asker-not-said' };
  if (who.audience.some((one) => PART_OF[one].some((group) => audience.includes(group)))) return YES;
  const some = who.audience.filter((one) => one !== 'everyone');
  const forSome = audience.some((group) => some.some((one) => PART_OF[group].includes(one)));
  return forSome ? { state: 'unknown', reason: 'for-some' } : { state: 'no', reason: 'for-others' };
}

/** Whether one of the ways in is one the asker can use: any of them does. */
function wayIn({ mode = [] }: Way, { modes }: Entrant): Entry {
  if (!modes) return YES;
  if (mode.length === 0) return { state: 'unknown', reason: 'ways-not-said' };
  const fits = mode.some((one) => one === 'open_door' || modes.includes(one));
  return fits ? YES : { state: 'no', reason: 'no-way-in' };
}

/** `no` before `unknown` before `yes`. */
function worst(entries: readonly Entry[]): Entry {
  const of = (state: Entry['state']) => entries.find((one) => one.state === state);
  return of('no') ?? of('unknown') ?? YES;
}
