import { z } from 'zod';
import { UserError, type Fault } from '../core/errors.js';
import { closest } from './spelling.js';

/**
 * A parameter, described once: parsing, refusing and the document all come from it.
 * In an address every value is text; in a JSON body a number is a number and a list is a list.
 */
export interface Param<T> {
  readonly text: z.ZodType<T>;
  readonly json: z.ZodType<T>;
  /** What is accepted, for people: a list of words, or a range. */
  readonly allowed: string | readonly string[];
  readonly meaning: string;
  readonly required: boolean;
  /** JSON Schema where the one of `json` does not say enough. */
  readonly schema?: Readonly<Record<string, unknown>>;
  /** A default that is not in the schema because the absence of the parameter means something. */
  readonly usual?: number;
}

export type ParamTable = Readonly<Record<string, Param<unknown>>>;
export type Values<P extends ParamTable> = {
  readonly [K in keyof P]: P[K] extends Param<infer T> ? T : never;
};

/** The parameter, but it may be absent. */
export function optional<T>(param: Param<T>): Param<T | undefined> {
  return { ...param, text: param.text.optional(), json: param.json.optional(), required: false };
}

/** The parameter with a value for when it is absent. */
export function withDefault<T>(param: Param<T>, value: T & ({} | null)): Param<T> {
  const filled = (schema: z.ZodType<T>) => schema.optional().transform((it) => it ?? value);
  return {
    ...param,
    text: filled(param.text),
    json: filled(param.json),
    required: false,
    schema: { ...schemaOf(param), default: value },
  };
}

interface NumberBounds {
  readonly min: number;
  readonly max: number;
  /** True: `min` itself is too small. */
  readonly above?: boolean;
  readonly whole?: boolean;
  readonly unit: string;
  readonly meaning: string;
}

/** Digits with at most one point and a sign, as RFC 8259 without its exponent: one way to write a number. */
const DECIMAL = /^-?\d{1,17}(\.\d{1,20})?$/;
const WHOLE = /^-?\d{1,15}$/;

/** A number within bounds. `1e3`, `0x10`, blanks and digits of other scripts are refused. */
export function number({
  min,
  max,
  above = false,
  whole = false,
  unit,
  meaning,
}: NumberBounds): Param<number> {
  const error = whole ? 'not a whole number' : 'not a number';
  const base = whole ? z.int(error) : z.number(error);
  const low = above ? base.gt(min, 'out of range') : base.min(min, 'out of range');
  const json = low.max(max, 'out of range');
  const digits = `${error} in plain digits`;
  const written = z
    .string(digits)
    .regex(whole ? WHOLE : DECIMAL, digits)
    .transform(Number)
    .pipe(json);
  const kind = whole ? 'a whole number' : 'a number';
  const allowed = `${kind}${unit && ` of ${unit}`}${above ? ` above ${min} and up to ${max}` : ` from ${min} to ${max}`}`;
  return { text: written, json, allowed, meaning, required: true };
}

/** One of some words. */
export function word<const W extends string>(words: readonly W[], meaning: string): Param<W> {
  const schema = z.enum(words, 'not one of the words allowed');
  return { text: schema, json: schema, allowed: words, meaning, required: true };
}

interface TextBounds {
  readonly most: number;
  readonly pattern?: RegExp;
  readonly allowed: string;
  readonly meaning: string;
}

/** A piece of text. Blanks around it do not count. */
export function text({ most, pattern, allowed, meaning }: TextBounds): Param<string> {
  const trimmed = z.string('not text').trim().min(1, 'is empty').max(most, 'too long');
  const schema = pattern ? trimmed.regex(pattern, 'not of the form that is expected') : trimmed;
  return { text: schema, json: schema, allowed, meaning, required: true };
}

/** Several pieces of text: separated by commas in an address, a list in JSON (where commas do as well). */
export function list({ most, allowed, meaning }: Omit<TextBounds, 'pattern'>): Param<readonly string[]> {
  const item = z
    .string('not a list of text')
    .trim()
    .min(1, 'has an empty member')
    .max(100, 'has a member that is too long');
  const many = z
    .array(item, 'not a list of text')
    .min(1, 'is empty')
    .max(most, `has more than ${most} members`)
    .transform((items) => [...new Set(items)]);
  const split = z.preprocess((it) => (typeof it === 'string' ? it.split(',') : it), many);
  const schema = { type: 'array', items: { type: 'string' }, minItems: 1, maxItems: most };
  return { text: split, json: split, allowed, meaning, required: true, schema };
}

/** An instant; it comes out in UTC. */
export function instant(meaning: string): Param<string> {
  const schema = z.iso
    .datetime({ offset: true, error: 'not an instant with an offset' })
    .transform((it) => new Date(it).toISOString());
  return {
    text: schema,
    json: schema,
    allowed: 'ISO 8601 with an offset, such as 2026-10-01T08:00:00Z (in an address + is written %2B)',
    meaning,
    required: true,
    schema: { type: 'string', format: 'date-time' },
  };
}

/** Something only a body can hold; what it is gets checked by whoever uses it. */
export function anything(schema: Readonly<Record<string, unknown>>, meaning: string): Param<unknown> {
  const refused = z.never('only a JSON body can hold it');
  return { text: refused, json: z.unknown(), allowed: 'GeoJSON (RFC 7946)', meaning, required: true, schema };
}

/** The JSON Schema of a parameter, as OpenAPI 3.0 has it. */
export function schemaOf(param: Param<unknown>): Record<string, unknown> {
  if (param.schema) return { ...param.schema };
  const { $schema: _, ...schema } = z.toJSONSchema(param.json, { target: 'openapi-3.0', io: 'output' });
  return { ...schema, ...(param.usual === undefined ? {} : { default: param.usual }) };
}

/** A parameter that stands in the contract but is not answered yet; with values: only these are not. */
export type NotYet = Readonly<Record<string, true | readonly string[]>>;

export interface Reader<P extends ParamTable> {
  /** @throws UserError that names every parameter that is wrong */
  readonly read: (raw: Readonly<Record<string, unknown>>, form: 'text' | 'json') => Values<P>;
}

/** Compiles a table into one strict object for each form. */
export function reader<P extends ParamTable>(table: P, notYet: NotYet = {}): Reader<P> {
  const shape = (form: 'text' | 'json') =>
    z.strictObject(Object.fromEntries(Object.entries(table).map(([name, param]) => [name, param[form]])));
  const forms = { text: shape('text'), json: shape('json') };
  return {
    read: (sent, form) => {
      const alias = 'lon' in table && 'lng' in sent;
      const raw = alias ? withoutAlias(sent) : sent;
      const result = forms[form].safeParse(raw);
      // The strict object has exactly the table's names, each of the table's type.
      if (result.success && !hasRefusedValue(raw, notYet)) return result.data as Values<P>;
      throw refusal({ raw, table, notYet, alias }, result.error?.issues ?? []);
    },
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
  /** True: `lon` was sent as `lng`. */
  readonly alias: boolean;
}

function refusal({ raw, table, notYet, alias }: Refused, issues: readonly z.core.$ZodIssue[]): UserError {
  const faults = new Map<string, Fault>();
  const waiting: Fault[] = [];
  for (const name of Object.keys(notYet)) {
    if (!isNotYet(name, raw[name], notYet)) continue;
    waiting.push({ parameter: name, ...shown(raw[name]), detail: 'is not supported yet by this version' });
  }
  for (const issue of issues) {
    const names = issue.code === 'unrecognized_keys' ? issue.keys : [String(issue.path[0] ?? '')];
    for (const name of names) {
      if (faults.has(name) || isNotYet(name, raw[name], notYet)) continue;
      const unknown = issue.code === 'unrecognized_keys';
      const sentAs = alias && name === 'lon' ? 'lng' : name.slice(0, 80);
      const fault = unknown ? unknownName(name, table) : wrongValue(raw[name], table[name]!, issue);
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

function unknownName(name: string, table: ParamTable): Omit<Fault, 'parameter'> {
  const known = Object.keys(table);
  const meant = closest(name, known);
  const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
  return { detail: `is not a parameter of this path${hint}`, allowed: known };
}

function wrongValue(
  value: unknown,
  { allowed }: Param<unknown>,
  issue: z.core.$ZodIssue,
): Omit<Fault, 'parameter'> {
  const detail = value === undefined ? 'is missing' : issue.message.replace(/^(not|out|too) /, 'is $1 ');
  return { ...shown(value), detail, allowed };
}

/** What was sent, cut to a readable length. A deeply nested value is not written out. */
export function shown(value: unknown): { value?: string } {
  if (value === undefined) return {};
  const plain = typeof value !== 'object' || value === null;
  const flat = Array.isArray(value) && value.length <= 20 && value.every((it) => typeof it !== 'object');
  const written = typeof value === 'string' ? value : plain || flat ? JSON.stringify(value) : 'an object';
  return { value: written.length > 80 ? `${written.slice(0, 80)}…` : written };
}

/**
 * The parameters of an address, each once and with a value.
 * @param url path and query, as in the request line
 * @throws UserError for a name that comes twice or has no value
 */
export function readAddress(url: string): Record<string, string> {
  const values: Record<string, string> = Object.create(null) as Record<string, string>;
  const start = url.indexOf('?');
  if (start < 0) return values;
  const faults: Fault[] = [];
  for (const [name, value] of new URLSearchParams(url.slice(start + 1))) {
    const parameter = name.slice(0, 80);
    if (name in values)
      faults.push({ parameter, ...shown(value), detail: 'is given twice', allowed: 'once' });
    else if (value === '')
      faults.push({ parameter, value: '', detail: 'is empty; leave it out to use its default' });
    values[name] = value;
  }
  if (faults.length === 0) return values;
  const detail = faults.map((it) => `${it.parameter} ${it.detail}`).join('; ') + '.';
  throw new UserError('invalid-parameter', detail.slice(0, 1000), faults.slice(0, 20));
}
