import { z } from 'zod';
import { UserError, type Fault } from '../core/errors.js';
import type { Param, ParamTable, Values } from './params.js';
import { closest } from '../core/spelling.js';

/** Reading a question by its table of parameters, and saying what is wrong with it. */

/** A parameter that stands in the contract but is not answered yet; with values: only these are not. */
export type NotYet = Readonly<Record<string, true | readonly string[]>>;

export interface Reader<P extends ParamTable> {
  /** @throws UserError that names every parameter that is wrong */
  readonly read: (raw: Readonly<Record<string, unknown>>, form: 'text' | 'json') => Values<P>;
}

/**
 * Compiles a table into one strict object for each form.
 * @param inPath names that stand in the path, so that nobody is told to send them
 */
export function reader<P extends ParamTable>(
  table: P,
  notYet: NotYet = {},
  inPath: readonly string[] = [],
): Reader<P> {
  const shape = (form: 'text' | 'json') =>
    z.strictObject(Object.fromEntries(Object.entries(table).map(([name, param]) => [name, param[form]])));
  const forms = { text: shape('text'), json: shape('json') };
  const quick = { text: quickReader(table, 'text'), json: quickReader(table, 'json') };
  return {
    read: (sent, form) => {
      const alias = 'lon' in table && 'lng' in sent;
      const raw = alias ? withoutAlias(sent) : sent;
      const values = quick[form](raw);
      if (values && !hasRefusedValue(raw, notYet)) return values as Values<P>;
      const result = forms[form].safeParse(raw);
      // The strict object has exactly the table's names, each of the table's type.
      if (result.success && !hasRefusedValue(raw, notYet)) return result.data as Values<P>;
      throw refusal({ raw, table, notYet, inPath, alias }, result.error?.issues ?? []);
    },
  };
}

/**
 * Reads what was sent by its own part of the table, and nothing for the rest: of some forty parameters a question has
 * three. Gives nothing where anything is wrong; the whole table then says what.
 */
function quickReader(
  table: ParamTable,
  form: 'text' | 'json',
): (raw: Readonly<Record<string, unknown>>) => Record<string, unknown> | undefined {
  const schemas = new Map(Object.entries(table).map(([name, param]) => [name, param[form]]));
  const required = Object.keys(table).filter((name) => table[name]!.required);
  const absent = [...schemas].map(([name, schema]) => [name, schema.safeParse(undefined).data] as const);
  const defaults = Object.fromEntries(absent.filter(([, value]) => value !== undefined));
  return (raw) => {
    for (const name of required) if (raw[name] === undefined) return undefined;
    const values: Record<string, unknown> = Object.assign({}, defaults);
    for (const name in raw) {
      const result = schemas.get(name)?.safeParse(raw[name]);
      if (!result?.success) return undefined;
      values[name] = result.data;
    }
    return values;
  };
}

/** `lng` read as `lon`. */
function withoutAlias(sent: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { lng, ...rest } = sent;
  if (!('lon' in rest)) return { ...rest, lon: lng };
  throw new UserError('invalid-parameter', 'lng and lon are the same parameter; send one of them.', [
    {
      parameter: 'lng',
      ...shown(lng),
      detail: 'is the same as lon; send one of them',
      allowed: 'lon or lng',
    },
  ]);
}

function hasRefusedValue(raw: Readonly<Record<string, unknown>>, notYet: NotYet): boolean {
  for (const name in notYet) if (isNotYet(name, raw[name], notYet)) return true;
  return false;
}

function isNotYet(name: string, value: unknown, notYet: NotYet): boolean {
  const which = Object.hasOwn(notYet, name) ? notYet[name] : undefined;
  if (which === undefined || value === undefined) return false;
  return which === true || (typeof value === 'string' && which.includes(value));
}

interface Refused {
  readonly raw: Readonly<Record<string, unknown>>;
  readonly table: ParamTable;
  readonly notYet: NotYet;
  readonly inPath: readonly string[];
  /** True: `lon` was sent as `lng`. */
  readonly alias: boolean;
}

function refusal(
  { raw, table, notYet, inPath, alias }: Refused,
  issues: readonly z.core.$ZodIssue[],
): UserError {
  const faults = new Map<string, Fault>();
  const waiting: Fault[] = [];
  for (const name of Object.keys(notYet)) {
    if (!isNotYet(name, raw[name], notYet)) continue;
    const allowed = table[name]?.allowed ?? 'nothing yet: leave it out';
    const detail = 'is not supported yet by this version';
    waiting.push({ parameter: name, ...shown(raw[name]), detail, allowed });
  }
  for (const issue of issues) {
    const names = issue.code === 'unrecognized_keys' ? issue.keys : [String(issue.path[0] ?? '')];
    for (const name of names) {
      if (faults.has(name) || isNotYet(name, raw[name], notYet)) continue;
      const unknown = issue.code === 'unrecognized_keys';
      const sentAs = alias && name === 'lon' ? 'lng' : name.slice(0, 80);
      const fault = unknown
        ? { ...shown(raw[name]), ...unknownName(name, table, inPath) }
        : wrongValue(raw[name], table[name]!, wordsOf(name, raw, issue));
      faults.set(name, { parameter: sentAs, ...fault });
    }
  }
  // What is wrong in any version comes before what only this version cannot do.
  const kind = faults.size > 0 ? 'invalid-parameter' : 'not-supported-yet';
  const all = faults.size > 0 ? [...faults.values()] : waiting;
  return new UserError(
    kind,
    all.map((it) => `${it.parameter} ${it.detail}`).join('; ') + '.',
    all.slice(0, 20),
  );
}

/** Names of a position: where they mean nothing, no other parameter is meant by them. */
const POSITION_NAMES = new Set(['lat', 'lon', 'lng']);

function unknownName(
  name: string,
  table: ParamTable,
  inPath: readonly string[] = [],
): { detail: string; allowed: readonly string[] } {
  const known = Object.keys(table).filter((it) => !inPath.includes(it));
  const meant = POSITION_NAMES.has(name) ? undefined : closest(name, known);
  const hint = meant === undefined ? '' : ` (did you mean ${meant}?)`;
  return { detail: `is not a parameter of this path${hint}`, allowed: known };
}

function emptyValue(name: string, table: ParamTable): Omit<Fault, 'parameter'> {
  const sentAs = name === 'lng' && Object.hasOwn(table, 'lon') ? 'lon' : name;
  const param = Object.hasOwn(table, sentAs) ? table[sentAs] : undefined;
  if (param === undefined)
    return { ...unknownName(name, table), detail: 'is empty, and no parameter of this path' };
  const detail = param.required ? 'is empty; it needs a value' : 'is empty; give it a value or leave it out';
  return { detail, allowed: param.allowed };
}

function wrongValue(value: unknown, { allowed }: Param<unknown>, words: string): Omit<Fault, 'parameter'> {
  const detail = value === undefined ? 'is missing' : words.replace(/^(not|out|too) /, 'is $1 ');
  return { ...shown(value), detail, allowed };
}

/** What is wrong with a value. Of `lat=121&lon=31` nobody looks for the range of a latitude. */
function wordsOf(
  name: string,
  raw: Readonly<Record<string, unknown>>,
  { message }: z.core.$ZodIssue,
): string {
  const [lat, lon] = [degrees(raw['lat']), degrees(raw['lon'])];
  const swapped = name === 'lat' && Math.abs(lat) > 90 && Math.abs(lat) <= 180 && Math.abs(lon) <= 90;
  return swapped ? `${message} (are lat and lon the wrong way round?)` : message;
}

/** NaN of what is neither text nor a number: a deep list cannot even be asked for its number. */
function degrees(value: unknown): number {
  return typeof value === 'number' || typeof value === 'string' ? Number(value) : NaN;
}

/** What was sent, cut to a readable length. A deeply nested value is not written out. */
export function shown(value: unknown): { value?: string } {
  if (value === undefined) return {};
  const plain = typeof value !== 'object' || value === null;
  const flat = Array.isArray(value) && value.length <= 20 && value.every((it) => typeof it !== 'object');
  const written = typeof value === 'string' ? value : plain || flat ? JSON.stringify(value) : 'an object';
  return { value: written.length > 80 ? `${written.slice(0, 80)}…` : written };
}

/** Names of the parameters in an address, each once. */
export function namesIn(url: string): string[] {
  return [...new Set(new URLSearchParams(url.split('?')[1]).keys())];
}

/**
 * The parameters of an address, each once and with a value.
 * @param url path and query, as in the request line
 * @param table what could have been sent, for the words of a refusal
 * @throws UserError for a name that comes twice or has no value
 */
export function readAddress(url: string, table: ParamTable): Record<string, string> {
  const values: Record<string, string> = Object.create(null) as Record<string, string>;
  const start = url.indexOf('?');
  if (start < 0) return values;
  const faults: Fault[] = [];
  for (const [name, value] of new URLSearchParams(url.slice(start + 1))) {
    const parameter = name.slice(0, 80);
    if (name in values)
      faults.push({ parameter, ...shown(value), detail: 'is given twice', allowed: 'once' });
    else if (value === '') faults.push({ parameter, value: '', ...emptyValue(name, table) });
    values[name] = value;
  }
  if (faults.length === 0) return values;
  const detail = faults.map((it) => `${it.parameter} ${it.detail}`).join('; ') + '.';
  throw new UserError('invalid-parameter', detail.slice(0, 1000), faults.slice(0, 20));
}
