import ICAL from 'ical.js';
import { formatDate, formatInstant, parseDate, parseInstant } from '../hours/civil.js';
import { UID_END } from './icalendar.js';

/** Calendars (RFC 5545) as others write them. */

/** An event of a calendar: what its properties say, in this program's forms, not yet checked. */
export interface CalendarEvent {
  readonly uid: string;
  /** Of a calendar that was written here: the event's id. */
  readonly id?: string;
  readonly summary?: string;
  readonly description?: string;
  /** A time in Shanghai or a date; the end of dates is included, as an event has it. */
  readonly start?: string;
  readonly end?: string;
  readonly rrule?: string;
  /** Days of the rule on which it falls away, or for which another event of the calendar stands. */
  readonly except: readonly string[];
  readonly location?: string;
  readonly position?: { readonly lon: number; readonly lat: number };
  readonly url?: string;
  readonly status?: string;
  readonly categories: readonly string[];
  /** Properties that say more than an event can hold; without them it would be told wrongly. */
  readonly notTaken: readonly string[];
}

export interface ReadCalendar {
  readonly events: readonly CalendarEvent[];
  /** Parts that are no events: tasks, journals, free and busy times. */
  readonly leftOut: number;
}

/**
 * Reads a calendar. Times of another zone become Shanghai's; one occurrence that was changed becomes an event of its own,
 * and its day an exception of the rule.
 * @throws RangeError for what is no calendar
 */
export function readCalendar(text: string): ReadCalendar {
  const parts = calendarsIn(text).flatMap((one) => one.getAllSubcomponents());
  const all = parts.filter((one) => one.name === 'vevent');
  const changed = all.filter((one) => one.hasProperty('recurrence-id'));
  const events = all.filter((one) => !one.hasProperty('recurrence-id'));
  const moved = movedDays(changed);
  return {
    events: [
      ...events.map((one) => eventOf(one, moved.get(uidOf(one)) ?? [])),
      ...changed.filter((one) => textIn(one, 'status') !== 'CANCELLED').map(occurrenceOf),
    ],
    leftOut: parts.filter((one) => one.name !== 'vevent' && one.name !== 'vtimezone').length,
  };
}

function calendarsIn(text: string): ICAL.Component[] {
  let parsed: unknown;
  try {
    parsed = ICAL.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new RangeError(why.slice(0, 200), { cause: error });
  }
  const list = (Array.isArray(parsed) && Array.isArray(parsed[0]) ? parsed : [parsed]) as never[];
  const calendars = list.map((one) => new ICAL.Component(one));
  if (calendars.some(({ name }) => name !== 'vcalendar')) throw new RangeError('there is no VCALENDAR');
  return calendars;
}

function movedDays(changed: readonly ICAL.Component[]): Map<string, string[]> {
  const moved = new Map<string, string[]>();
  for (const one of changed) moved.set(uidOf(one), [...(moved.get(uidOf(one)) ?? []), dayOf(one)]);
  return moved;
}

function dayOf(changed: ICAL.Component): string {
  return timeOf(changed.getFirstProperty('recurrence-id')!)?.text.slice(0, 10) ?? '';
}

function occurrenceOf(changed: ICAL.Component): CalendarEvent {
  const { id: _, ...event } = eventOf(changed, []);
  const ahead = changed.getFirstProperty('recurrence-id')!.getFirstParameter('range') !== undefined;
  return {
    ...event,
    uid: `${event.uid}/${dayOf(changed)}`,
    notTaken: [...event.notTaken, ...(ahead ? ['RECURRENCE-ID;RANGE'] : [])],
  };
}

function eventOf(component: ICAL.Component, moved: readonly string[]): CalendarEvent {
  const uid = uidOf(component);
  const start = component.getFirstProperty('dtstart');
  const begins = start ? timeOf(start) : undefined;
  const end = begins && endOf(component, begins);
  const position = positionOf(component);
  const said = {
    summary: textIn(component, 'summary'),
    description: textIn(component, 'description'),
    start: begins?.text,
    end,
    rrule: textIn(component, 'rrule'),
    location: textIn(component, 'location'),
    position,
    url: textIn(component, 'url'),
    status: textIn(component, 'status'),
  };
  return {
    uid,
    ...(uid.endsWith(UID_END) && { id: uid.slice(0, -UID_END.length) }),
    ...Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)),
    except: [...new Set([...exceptDays(component), ...moved])].toSorted(),
    categories: component.getAllProperties('categories').flatMap((one) => one.getValues().map(String)),
    notTaken: notTaken(component, start, begins),
  };
}

function notTaken(
  component: ICAL.Component,
  start: ICAL.Property | null,
  begins: Time | undefined,
): readonly string[] {
  const said = ['rdate', 'exrule'].filter((name) => component.hasProperty(name));
  if (component.getAllProperties('rrule').length > 1) said.push('rrule');
  const zoned = [start, component.getFirstProperty('dtend')].filter((one) => one !== null);
  if (zoned.some((one) => !timeOf(one))) said.push('tzid');
  // A rule holds on days of its own zone: on others, where the day differs, it cannot be said in Shanghai's.
  else if (component.hasProperty('rrule') && begins?.otherDay === true) said.push('tzid');
  return said.map((name) => name.toUpperCase());
}

interface Time {
  /** A date, or a time with Shanghai's offset. */
  readonly text: string;
  /** Whether its day may be another one where it was written. */
  readonly otherDay: boolean;
}

/** Zones of Shanghai's offset by the names calendars have for them. */
const SHANGHAI =
  /^(Asia\/(Shanghai|Chongqing|Chungking|Harbin|Hong_Kong|Macau|Macao|Taipei|Singapore|Kuala_Lumpur|Manila)|Australia\/Perth|PRC|Hongkong|Singapore|(China|Taipei|Singapore) Standard Time|Etc\/GMT-8)$/i;

/** Nothing for a zone the calendar names but does not describe. */
function timeOf(property: ICAL.Property): Time | undefined {
  const value: unknown = property.getFirstValue();
  return value instanceof ICAL.Time ? inShanghai(value, property.getFirstParameter('tzid')) : undefined;
}

function inShanghai(time: ICAL.Time, tzid: string | undefined): Time | undefined {
  if (time.isDate) return { text: time.toString().slice(0, 10), otherDay: false };
  const floating = time.zone === null || time.zone === undefined || time.zone.tzid === 'floating';
  if (floating && tzid !== undefined && !SHANGHAI.test(tzid)) return undefined;
  const written = time.toString().slice(0, 19);
  if (floating) return { text: `${written}+08:00`, otherDay: false };
  const text = formatInstant(time.toUnixTime() * 1000);
  const same = text.slice(0, 19) === written;
  // UTC is steady: a rule's days stay what they are. Another offset may change with the season.
  const steady = same || time.zone.tzid === 'UTC';
  return { text, otherDay: !steady || text.slice(0, 10) !== written.slice(0, 10) };
}

function endOf(component: ICAL.Component, begins: Time): string | undefined {
  const property = component.getFirstProperty('dtend');
  const duration: unknown = component.getFirstPropertyValue('duration');
  const days = parseDate(begins.text);
  const ended = property && timeOf(property)?.text;
  if (days !== undefined) {
    const last = ended ? parseDate(ended) : undefined;
    const length = duration instanceof ICAL.Duration ? Math.ceil(duration.toSeconds() / 86_400) : 1;
    // RFC 5545 section 3.6.1: the end is excluded, of dates too.
    return formatDate((last ?? days + Math.max(1, length)) - 1);
  }
  if (ended) return ended === begins.text ? undefined : ended;
  if (!(duration instanceof ICAL.Duration)) return undefined;
  return formatInstant(parseInstant(begins.text)! + duration.toSeconds() * 1000);
}

function exceptDays(component: ICAL.Component): string[] {
  return component.getAllProperties('exdate').flatMap((property) => {
    const tzid = property.getFirstParameter('tzid');
    const times = property.getValues().filter((value) => (value as unknown) instanceof ICAL.Time);
    return times.flatMap((value) => inShanghai(value as unknown as ICAL.Time, tzid)?.text.slice(0, 10) ?? []);
  });
}

function positionOf(component: ICAL.Component): CalendarEvent['position'] {
  const value: unknown = component.getFirstPropertyValue('geo');
  const [lat, lon] = Array.isArray(value) ? value.map(Number) : [];
  const numbers = lat !== undefined && lon !== undefined && Number.isFinite(lat) && Number.isFinite(lon);
  return numbers ? { lon, lat } : undefined;
}

function uidOf(component: ICAL.Component): string {
  return textIn(component, 'uid') ?? '';
}

function textIn(component: ICAL.Component, name: string): string | undefined {
  const value: unknown = component.getFirstPropertyValue(name);
  if (value === null || value === undefined) return undefined;
  // A rule is an object that writes itself.
  const text = (
    value instanceof ICAL.Recur ? value.toString() : typeof value === 'string' ? value : ''
  ).trim();
  return name === 'status' ? text.toUpperCase() : text || undefined;
}
