import type { z } from 'zod';
import { toWgs84 } from '../crs.js';
import type { Fault } from '../errors.js';
import type { Hours } from '../facility.js';
import { formatDate, formatInstant, MINUTES_A_DAY, parseDate, parseInstant } from '../hours/civil.js';
import { hoursOfText } from '../hours/hours-of-text.js';
import { holdsPersonalNumber } from '../personal-number.js';
import { isPosition } from '../position.js';
import type { Vocabulary } from '../vocabulary.js';
import { DOCUMENTS, type Contents, type OfferingKind } from './documents.js';
import { LONGEST_EVENT_DAYS, spanOf } from './occurrences.js';
import { isRecurrenceFault, parseRecurrence, recurrenceDays, RRULE_ALLOWED } from './recurrence.js';

/** From what somebody wrote of an offering to what is kept. */

/** What the rules say to a document. With a fault there is nothing to write. */
export interface JudgedOffering<K extends OfferingKind = OfferingKind> {
  readonly content?: Contents[K];
  readonly faults: readonly Fault[];
}

type Members = Record<string, unknown>;

/**
 * Checks a document and brings it into the one form that is kept: hours are read from their words, times have Shanghai's
 * offset, positions are in WGS-84. What was kept is taken again unchanged.
 */
export function readOffering<K extends OfferingKind>(
  kind: K,
  document: unknown,
  vocabulary: Vocabulary,
): JudgedOffering<K> {
  const faults: Fault[] = [];
  const written = isMembers(document) ? withHours(document) : document;
  const parsed = DOCUMENTS[kind].safeParse(written);
  if (!parsed.success) return { faults: parsed.error.issues.flatMap((issue) => faultsOf(issue, written)) };
  const content = { ...parsed.data } as Members;
  checkWords(content, vocabulary, faults);
  checkDates(content, faults);
  checkPersons(content, faults);
  if (kind === 'event') readEvent(content, faults);
  if (kind === 'offer') checkOffer(content as Contents['offer'], faults);
  return faults.length > 0 ? { faults } : { content: inOrder(kind, content) as Contents[K], faults };
}

/** Members in the order of the schema, so that equal documents are equal texts. */
function inOrder(kind: OfferingKind, content: Members): Members {
  const names = Object.keys(DOCUMENTS[kind].shape).filter((name) => content[name] !== undefined);
  return Object.fromEntries(names.map((name) => [name, content[name]]));
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Hours may be written as words alone; rules that were made of words are made anew. */
function withHours(document: Members): Members {
  const { hours } = document;
  if (hours === undefined) return document;
  if (typeof hours === 'string') return { ...document, hours: readHours(hours) };
  if (!isMembers(hours)) return document;
  const { text, osm } = hours;
  const others = Object.keys(hours).some((name) => !['text', 'osm', 'coverage', 'workdays'].includes(name));
  if (others) return document;
  if (typeof text === 'string') return { ...document, hours: readHours(text) };
  if (typeof osm === 'string') return { ...document, hours: { coverage: 'full', ...hours } };
  return document;
}

function readHours(text: string): unknown {
  if (text.trim() === '' || text.length > 2000) return { text };
  const { hours } = hoursOfText(text);
  return { ...hours, text: text.trim() } satisfies Hours;
}

function say(
  faults: Fault[],
  parameter: string,
  value: unknown,
  detail: string,
  allowed?: Fault['allowed'],
): void {
  const words = typeof value === 'string' ? value : value === undefined ? undefined : JSON.stringify(value);
  const shown = words !== undefined && words.length > 80 ? `${words.slice(0, 80)}…` : words;
  faults.push({
    parameter,
    ...(shown !== undefined && { value: shown }),
    detail,
    ...(allowed !== undefined && { allowed }),
  });
}

function faultsOf(issue: z.core.$ZodIssue, document: unknown): Fault[] {
  const at = (path: readonly PropertyKey[]) => path.map(String).join('.').slice(0, 80) || 'the document';
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ parameter: at([...issue.path, key]), detail: 'is not known' }));
  let value: unknown = document;
  for (const step of issue.path)
    value = isMembers(value) || Array.isArray(value) ? (value as Members)[String(step)] : undefined;
  const faults: Fault[] = [];
  const words = issue.code === 'invalid_value' ? issue.values.map(String) : undefined;
  const plain = typeof value === 'object' ? undefined : value;
  const detail =
    value === undefined ? 'is missing' : words ? 'is not one of the words allowed' : issue.message;
  say(faults, at(issue.path), plain, detail.replace(/^(not|too) /, 'is $1 '), words);
  return faults;
}

function checkWords({ measure, service, services }: Members, vocabulary: Vocabulary, faults: Fault[]): void {
  const known = (parameter: string, word: unknown, words: ReadonlyMap<string, unknown>) => {
    if (word !== undefined && !words.has(word as string))
      say(faults, parameter, word, 'is not a word of the vocabulary', [...words.keys()]);
  };
  known('measure', measure, vocabulary.measures);
  known('service', service, vocabulary.services);
  for (const one of (services as string[] | undefined) ?? []) known('services', one, vocabulary.services);
}

function checkDates(content: Members, faults: Fault[]): void {
  const { validFrom, validTo, except } = content as {
    validFrom?: string;
    validTo?: string;
    except?: string[];
  };
  const allowed = 'a day of the calendar, such as 2026-10-01';
  const check = (parameter: string, date: string | undefined) => {
    if (date !== undefined && parseDate(date) === undefined)
      say(faults, parameter, date, 'is a day that does not exist', allowed);
  };
  check('validFrom', validFrom);
  check('validTo', validTo);
  for (const one of except ?? []) check('except', one);
  if (validFrom !== undefined && validTo !== undefined && validTo < validFrom)
    say(faults, 'validTo', validTo, 'lies before validFrom', `${validFrom} or later`);
}

/** Members whose words are told as they were written. */
const TOLD = [
  'name',
  'description',
  'address',
  'phone',
  'number',
  'hours',
  'proof',
  'steps',
  'topics',
  'statusNote',
  'members',
  'stated',
] as const;

/** A person's own number is nothing to publish, whoever wrote it. */
function checkPersons(content: Members, faults: Fault[]): void {
  for (const name of TOLD)
    if (tellsPerson(content[name]))
      say(
        faults,
        name,
        undefined,
        'holds a person’s own number, which is not published',
        'the line of an office',
      );
}

function tellsPerson(value: unknown): boolean {
  if (typeof value === 'string') return !/^https?:/i.test(value) && holdsPersonalNumber(value);
  return typeof value === 'object' && value !== null && Object.values(value).some(tellsPerson);
}

function checkOffer(
  { price, percentOff, description, facility, address }: Contents['offer'],
  faults: Fault[],
): void {
  if (price === undefined && percentOff === undefined && !description) {
    const allowed = 'price, percentOff or description';
    say(faults, 'price', undefined, 'is missing: nothing says what is offered', allowed);
  }
  if (facility === undefined && address === undefined)
    say(
      faults,
      'facility',
      undefined,
      'is missing: nothing says where it is',
      'facility, or address in words',
    );
}

const TIME_ALLOWED =
  'two times such as 2026-10-20T09:00 (Shanghai’s, or with an offset), or two dates such as 2026-10-20 (whole days)';

function readEvent(content: Members, faults: Fault[]): void {
  const { start, end, rrule, position, facility } = content as Contents['event'];
  for (const [name, value] of Object.entries({ start, end }))
    if (value !== undefined && parseDate(value) === undefined && parseInstant(value) === undefined)
      say(faults, name, value, 'is no time', TIME_ALLOWED);
  const span = spanOf({ start, end });
  if (!span && faults.length === 0) say(faults, 'end', end, 'is of another form than start', TIME_ALLOWED);
  if (span && span.to <= span.from)
    say(faults, 'end', end, 'lies before the start, or at it', `after ${start}`);
  else if (span && span.to - span.from > LONGEST_EVENT_DAYS * MINUTES_A_DAY)
    say(faults, 'end', end, 'is too far from the start', `${LONGEST_EVENT_DAYS} days after it at most`);
  if (rrule !== undefined && span) readRule(rrule, span.from, content, faults);
  if (content['except'] !== undefined && rrule === undefined)
    say(faults, 'except', undefined, 'goes with rrule only', 'rrule');
  if (position !== undefined) content['position'] = inWgs84(position, faults);
  if (position !== undefined && facility !== undefined)
    say(faults, 'position', undefined, 'stands beside facility: the facility has one', 'one of the two');
  content['start'] = formOf(start);
  // One day is its own end.
  content['end'] = formOf(end ?? (parseDate(start) === undefined ? undefined : start));
}

function readRule(rrule: string, from: number, content: Members, faults: Fault[]): void {
  const rule = parseRecurrence(rrule);
  if (isRecurrenceFault(rule)) return say(faults, 'rrule', rrule, rule.detail, RRULE_ALLOWED);
  const day = Math.floor(from / MINUTES_A_DAY);
  const [first] = recurrenceDays(rule, from, { from: day, to: day + 4000, limit: 1 });
  content['rrule'] = rrule
    .trim()
    .replace(/^RRULE:/i, '')
    .replace(/;$/, '')
    .toUpperCase();
  if (first === day) return;
  const instead =
    first === undefined
      ? 'a rule that holds on some day'
      : `a start on ${formatDate(first)}, the first day of the rule`;
  say(faults, 'rrule', rrule, 'does not hold on the day of the start', instead);
}

function inWgs84(position: NonNullable<Contents['event']['position']>, faults: Fault[]): object {
  const { lon, lat, crs } = position;
  if (!isPosition(lon, lat)) {
    say(
      faults,
      'position',
      `${lon}, ${lat}`,
      'is nowhere on earth',
      'lon from -180 to 180, lat from -90 to 90',
    );
    return position;
  }
  const round = (degrees: number) => Math.round(degrees * 1e7) / 1e7;
  const converted = crs === 'wgs84' ? position : toWgs84({ lon, lat }, crs);
  return { lon: round(converted.lon), lat: round(converted.lat), crs: 'wgs84' };
}

/** One way to write a time: a date, or RFC 3339 with Shanghai's offset. */
function formOf(text: string): string;
function formOf(text: string | undefined): string | undefined;
function formOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const day = parseDate(text);
  if (day !== undefined) return formatDate(day);
  const instant = parseInstant(text);
  return instant === undefined ? text : formatInstant(instant);
}
