import ICAL from 'ical.js';
import { civilDate, localMinutes, MINUTES_A_DAY, parseDate, parseInstant } from '../hours/civil.js';
import { inLanguage, type Language } from '../vocabulary.js';
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

/** What follows an event's id in the UID of a calendar written here. */
export const UID_END = '@yizhan.event';
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
  if (end !== undefined)
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
