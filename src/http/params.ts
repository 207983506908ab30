import { z } from 'zod';

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

/**
 * Several pieces of text: separated by commas in an address, a list in JSON (where commas do as well).
 * @param pattern of each of them
 */
export function list({ most, pattern, allowed, meaning }: TextBounds): Param<readonly string[]> {
  const text = z
    .string('not a list of text')
    .trim()
    .min(1, 'has an empty member')
    .max(100, 'has a member that is too long');
  const item = pattern ? text.regex(pattern, { error: notOfTheForm }) : text;
  const many = z
    .array(item, 'not a list of text')
    .min(1, 'is empty')
    .max(most, `has more than ${most} members`)
    .transform((items) => [...new Set(items)]);
  const split = z.preprocess((it) => (typeof it === 'string' ? it.split(',') : it), many);
  const schema = { type: 'array', items: { type: 'string' }, minItems: 1, maxItems: most };
  return { text: split, json: split, allowed, meaning, required: true, schema };
}

function notOfTheForm({ input }: { readonly input?: unknown }): string {
  return `has a member that is not of the form that is expected: ${JSON.stringify(input).slice(0, 100)}`;
}

/** An instant; it comes out in UTC. */
export function instant(meaning: string): Param<string> {
  const schema = z.iso
    .datetime({ offset: true, error: 'not an instant with an offset' })
    .transform((it) => new Date(it).toISOString());
  return {
    text: z.string().transform(plusOfAddress).pipe(schema),
    json: schema,
    allowed: 'ISO 8601 with an offset, such as 2026-10-01T08:00:00Z',
    meaning,
    required: true,
    schema: { type: 'string', format: 'date-time' },
  };
}

/** In an address + means a blank: an offset that was not written as %2B arrives with one, and can mean nothing else. */
export function plusOfAddress(time: string): string {
  return time.replace(/(\d[T ]\d.*) (\d{2}:?\d{2})$/i, '$1+$2');
}

interface Anything {
  readonly schema: Readonly<Record<string, unknown>>;
  readonly allowed: string;
  readonly meaning: string;
}

/** Something only a body can hold; what it is gets checked by whoever uses it. */
export function anything({ schema, allowed, meaning }: Anything): Param<unknown> {
  const refused = z.never('only a JSON body can hold it');
  return { text: refused, json: z.unknown(), allowed, meaning, required: true, schema };
}

/** The JSON Schema of a parameter, as OpenAPI 3.0 has it. */
export function schemaOf(param: Param<unknown>): Record<string, unknown> {
  if (param.schema) return { ...param.schema };
  const { $schema: _, ...schema } = z.toJSONSchema(param.json, { target: 'openapi-3.0', io: 'output' });
  return { ...schema, ...(param.usual === undefined ? {} : { default: param.usual }) };
}
