import ICAL from 'ical.js';
import {
  civilDate,
  formatDate,
  localMinutes,
  MINUTES_A_DAY,
  parseDate,
  parseInstant,
} from '../hours/civil.js';
import { inLanguage, type Language, type LocalText } from '../vocabulary.js';
import type { Offering } from './offering.js';

/** Events as iCalendar (RFC 5545). */

const ZONE = 'Asia/Shanghai';

/** Shanghai's time: UTC+8, no daylight saving since 1992. */
const TIMEZONE = [
  'vtimezone',
  [['tzid', {}, 'text', ZONE]],
  [
    [
      'standard',
      [
        ['dtstart', {}, 'date-time', '1992-01-01T00:00:00'],
        ['tzoffsetfrom', {}, 'utc-offset', '+08:00'],
        ['tzoffsetto', {}, 'utc-offset', '+08:00'],
        ['tzname', {}, 'text', 'CST'],
      ],
      [],
    ],
  ],
];

/** An event and where it takes place, as far as that is known. */
export interface CalendarEntry {
  readonly event: Offering<'event'>;
  readonly place?:
    { readonly name?: string | undefined; readonly lon: number; readonly lat: number } | undefined;
}

export interface CalendarOptions {
  readonly name: string;
  readonly lang: Language;
}

/** A calendar of events: each once, with its rule, so that whoever subscribes to it expands it himself. */
export function writeCalendar(entries: readonly CalendarEntry[], { name, lang }: CalendarOptions): string {
  const calendar = new ICAL.Component('vcalendar');
  calendar.addPropertyWithValue('prodid', '-//Yizhan//Yizhan//EN');
  calendar.addPropertyWithValue('version', '2.0');
  calendar.addPropertyWithValue('calscale', 'GREGORIAN');
  calendar.addPropertyWithValue('method', 'PUBLISH');
  calendar.addPropertyWithValue('x-wr-calname', name);
  calendar.addPropertyWithValue('x-wr-timezone', ZONE);
  calendar.addSubcomponent(new ICAL.Component(TIMEZONE as never));
  for (const entry of entries) calendar.addSubcomponent(entryOf(entry, lang));
  return `${calendar.toString()}\r\n`;
}

const UID_END = '@yizhan.event';
const STATUSES = { scheduled: 'CONFIRMED', moved: 'CONFIRMED', cancelled: 'CANCELLED' } as const;

function entryOf({ event, place }: CalendarEntry, lang: Language): ICAL.Component {
  const { id, content, seq, updatedAt } = event;
  const component = new ICAL.Component('vevent');
  const add = (name: string, value: string | undefined) => {
    if (value !== undefined) component.addPropertyWithValue(name, value);
  };
  add('uid', `${id}${UID_END}`);
  component.addPropertyWithValue('dtstamp', ICAL.Time.fromJSDate(new Date(updatedAt), true));
  component.addPropertyWithValue('sequence', seq);
  addTimes(component, content);
  add('summary', inLanguage(content.name, lang));
  const note = content.statusNote && inLanguage(content.statusNote, lang);
  const description = content.description && inLanguage(content.description, lang);
  add('description', [note, description].filter((one) => one !== undefined).join('\n') || undefined);
  add('location', [place?.name, content.address].filter((one) => one !== undefined).join(', ') || undefined);
  if (place) component.addProperty(ICAL.Property.fromString(`GEO:${place.lat};${place.lon}`));
  add('url', content.link ?? content.signUp);
  add('status', STATUSES[content.status ?? 'scheduled']);
  add('categories', content.measure);
  return component;
}

type Content = Offering<'event'>['content'];

function addTimes(component: ICAL.Component, { start, end, rrule, except }: Content): void {
  const days = parseDate(start) !== undefined;
  const time = (name: string, value: ICAL.Time) => {
    const property = component.addPropertyWithValue(name, value);
    if (!days) property.setParameter('tzid', ZONE);
  };
  time('dtstart', days ? dateOf(parseDate(start)!) : timeOf(localMinutes(parseInstant(start)!)));
  // RFC 5545 section 3.6.1: the end is excluded, of dates too.
  time('dtend', days ? dateOf(parseDate(end)! + 1) : timeOf(localMinutes(parseInstant(end)!)));
  if (rrule !== undefined) component.addProperty(ICAL.Property.fromString(`RRULE:${rrule}`));
  const minute = days ? 0 : localMinutes(parseInstant(start)!) % MINUTES_A_DAY;
  for (const day of except ?? [])
    time('exdate', days ? dateOf(parseDate(day)!) : timeOf(parseDate(day)! * MINUTES_A_DAY + minute));
}

function dateOf(day: number): ICAL.Time {
  return ICAL.Time.fromData({ ...civilDate(day), isDate: true });
}

/** @param minutes local minutes since 1970 */
function timeOf(minutes: number): ICAL.Time {
  const day = Math.floor(minutes / MINUTES_A_DAY);
  const minute = minutes - day * MINUTES_A_DAY;
  const clock = { hour: Math.floor(minute / 60), minute: minute % 60, second: 0 };
  return ICAL.Time.fromData({ ...civilDate(day), ...clock, isDate: false });
}

/** An event of a calendar, as a document that is not yet checked, and what it is called there. */
export interface CalendarDocument {
  readonly uid: string;
  /** Of a calendar that was written here: the event's id. */
  readonly id?: string;
  readonly document: Readonly<Record<string, unknown>>;
}

export interface ReadCalendar {
  readonly events: readonly CalendarDocument[];
  /** Parts that are no events, or that change one occurrence only: they are left aside. */
  readonly leftOut: number;
}

/**
 * Reads a calendar. Times in zones other than Shanghai's are taken where the zone is UTC, floating, or of the same offset.
 * @throws RangeError for what is no calendar
 */
export function readCalendar(text: string): ReadCalendar {
  const calendars = parse(text);
  const parts = calendars.flatMap((one) => one.getAllSubcomponents());
  const events = parts.filter((one) => one.name === 'vevent' && !one.hasProperty('recurrence-id'));
  const others = parts.filter((one) => one.name !== 'vevent' && one.name !== 'vtimezone').length;
  const changed = parts.filter((one) => one.name === 'vevent').length - events.length;
  return { events: events.map(documentOf), leftOut: others + changed };
}

function parse(text: string): ICAL.Component[] {
  let parsed: unknown;
  try {
    parsed = ICAL.parse(text);
  } catch (error) {
    throw new RangeError(
      `is no iCalendar file (RFC 5545): ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  const list = (Array.isArray(parsed) && Array.isArray(parsed[0]) ? parsed : [parsed]) as never[];
  const calendars = list.map((one) => new ICAL.Component(one));
  if (calendars.some(({ name }) => name !== 'vcalendar')) throw new RangeError('holds no VCALENDAR');
  return calendars;
}

function documentOf(component: ICAL.Component): CalendarDocument {
  const text = (name: string) => {
    const value = component.getFirstPropertyValue(name);
    return value === null || value === undefined ? undefined : String(value).trim() || undefined;
  };
  const local = (value: string | undefined): LocalText | undefined =>
    value === undefined ? undefined : { zh: value };
  const uid = text('uid') ?? '';
  const except = component
    .getAllProperties('exdate')
    .flatMap((one) => one.getValues().map((it) => String(it).slice(0, 10)));
  const document = {
    name: local(text('summary')),
    description: local(text('description')),
    ...timesOf(component),
    rrule: text('rrule'),
    except: except.length > 0 ? except : undefined,
    address: text('location'),
    position: positionOf(component),
    link: text('url'),
    status: text('status')?.toUpperCase() === 'CANCELLED' ? 'cancelled' : undefined,
    measure: text('categories'),
  };
  const said = Object.fromEntries(Object.entries(document).filter(([, value]) => value !== undefined));
  return { uid, ...(uid.endsWith(UID_END) && { id: uid.slice(0, -UID_END.length) }), document: said };
}

function positionOf(component: ICAL.Component): object | undefined {
  const value: unknown = component.getFirstPropertyValue('geo');
  const [lat, lon] = Array.isArray(value) ? value.map(Number) : [];
  return Number.isFinite(lat) && Number.isFinite(lon) ? { lon, lat, crs: 'wgs84' } : undefined;
}

function timesOf(component: ICAL.Component): { start?: string; end?: string } {
  const start = component.getFirstPropertyValue('dtstart');
  if (!(start instanceof ICAL.Time)) return {};
  const ended = component.getFirstPropertyValue('dtend');
  const duration = component.getFirstPropertyValue('duration');
  const end = ended instanceof ICAL.Time ? ended : start.clone();
  if (!(ended instanceof ICAL.Time) && duration instanceof ICAL.Duration) end.addDuration(duration);
  else if (!(ended instanceof ICAL.Time) && start.isDate) end.adjust(1, 0, 0, 0);
  if (start.isDate) {
    const last = parseDate(end.toString().slice(0, 10));
    return { start: start.toString(), ...(last !== undefined && { end: formatDate(last - 1) }) };
  }
  return { start: start.toString(), end: end.toString() };
}
