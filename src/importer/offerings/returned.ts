import { isDeepStrictEqual } from 'node:util';
import type { Contents, OfferingKind } from '../../core/offerings/documents.js';
import { writeCalendar } from '../../core/offerings/icalendar.js';
import type { AnyOffering, Offering } from '../../core/offerings/offering.js';
import { readCalendar, type CalendarEvent } from '../../core/offerings/read-calendar.js';
import { setMember, withCells, withoutEmpty } from '../../core/offerings/sheet.js';
import { cellText, ID_COLUMN } from '../../core/sheet.js';
import { LANGUAGES, type LocalText } from '../../core/vocabulary.js';
import { CALENDAR_ID } from '../readers/calendar.js';
import type { SourceRow } from '../readers/reading.js';
import { isEastAsian } from '../sources/text.js';

/** Rows of an export that come back. */

/** The id of the offering a row speaks of; `undefined` for a row of somebody’s list. */
export function returnedId({ values }: SourceRow): string | undefined {
  return cellText(values[ID_COLUMN] ?? values[CALENDAR_ID]) || undefined;
}

/**
 * The document a row makes of what is kept: of a table the columns that are there, of JSON the whole document, of a calendar
 * what was changed in it.
 */
export function returnedDocument(
  offering: AnyOffering,
  row: SourceRow,
  headings: readonly string[] | undefined,
): Record<string, unknown> {
  const { kind, content } = offering;
  if (row.values[CALENDAR_ID] !== undefined) return fromCalendar(offering as Offering<'event'>, row);
  if (!headings) return fromJson(row);
  const cells = headings.map((column) => [column, withoutApostrophe(row.values[column] ?? '')] as const);
  return withNewHours(kind, content, withCells(kind, content, Object.fromEntries(cells)));
}

/** The apostrophe keeps a text from being run as a formula; see the export. */
function withoutApostrophe(value: unknown): unknown {
  return typeof value === 'string' && /^'+[=+\-@\t\r\n＝＋－＠]/.test(value) ? value.slice(1) : value;
}

/** New words of hours are read anew: the rules made of the old ones go. */
function withNewHours(kind: OfferingKind, content: object, document: Record<string, unknown>) {
  if (kind !== 'offer' && kind !== 'hotline') return document;
  const before = (content as Contents['offer']).hours;
  const after = document['hours'] as Contents['offer']['hours'];
  if (after === undefined || after.text === before?.text) return document;
  return { ...document, hours: after.text ?? (after.osm === undefined ? undefined : { osm: after.osm }) };
}

function fromJson({ values }: SourceRow): Record<string, unknown> {
  const document: Record<string, unknown> = {};
  for (const [path, value] of Object.entries(values))
    if (![ID_COLUMN, 'source', 'external_id'].includes(path)) setMember(document, path, value);
  return withoutEmpty(document);
}

/** Properties of a calendar’s event, and the member of the document each of them is. */
const PROPERTIES = [
  'summary',
  'description',
  'start',
  'end',
  'rrule',
  'except',
  'location',
  'position',
  'url',
  'status',
] as const;
type Property = (typeof PROPERTIES)[number];

/**
 * A calendar tells less than is kept, and in one language: what is in it as it was written changes nothing, whatever has been
 * changed by hand does.
 */
function fromCalendar(event: Offering<'event'>, { values }: SourceRow): Record<string, unknown> {
  const given = eventOfRow(values);
  const wrote = LANGUAGES.map((lang) => {
    const text = writeCalendar([{ event }], { name: '', lang });
    return readCalendar(text).events[0]!;
  });
  const changed = PROPERTIES.filter((name) => !wrote.some((one) => isSame(one[name], given[name])));
  const document: Record<string, unknown> = { ...event.content };
  for (const name of changed) change(document, name, given);
  return withoutEmpty(document);
}

/** The place’s own name and position are written into a calendar, too: they are no words of the event. */
function isSame(before: unknown, after: unknown): boolean {
  return isDeepStrictEqual(before ?? [], after ?? []);
}

function eventOfRow(values: SourceRow['values']): Partial<CalendarEvent> {
  const text = (name: string) => values[name] as string | undefined;
  const [lon, lat] = [values['LON'], values['LAT']] as (number | undefined)[];
  const except = text('EXDATE')?.split('、');
  return withoutEmpty({
    summary: text('SUMMARY'),
    description: text('DESCRIPTION'),
    start: text('DTSTART'),
    end: text('DTEND'),
    rrule: text('RRULE'),
    except,
    location: text('LOCATION'),
    position: lon === undefined || lat === undefined ? undefined : { lon, lat },
    url: text('URL'),
    status: text('STATUS'),
  });
}

function change(document: Record<string, unknown>, name: Property, given: Partial<CalendarEvent>): void {
  const value = given[name];
  if (name === 'summary' && value !== undefined)
    document['name'] = inItsLanguage(document['name'], value as string);
  else if (name === 'description')
    document['description'] =
      value === undefined ? undefined : inItsLanguage(document['description'], value as string);
  else if (name === 'status') document['status'] = value === 'CANCELLED' ? 'cancelled' : undefined;
  else if (name === 'url') document['link'] = value;
  else if (name === 'start' || name === 'end' || name === 'rrule' || name === 'except')
    document[name] = value;
  // Where a facility is named the calendar shows its name and position; to move an event, edit it as CSV or by key.
  else if (name === 'location' && document['facility'] === undefined) document['address'] = value;
  else if (name === 'position' && document['facility'] === undefined)
    document['position'] = value && { ...(value as object), crs: 'wgs84' };
}

function inItsLanguage(before: unknown, text: string): LocalText {
  return { ...(before as LocalText | undefined), [isEastAsian(text) ? 'zh' : 'en']: text };
}
