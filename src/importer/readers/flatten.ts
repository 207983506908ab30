import { MAX_CELL_CHARACTERS } from './reading.js';

const MAX_DEPTH = 6;

/** Nested deeper than this no list of places is, and following it would end the stack. */
export const MOST_NESTED = 50;

/** Whether a value is nested deeper than so many levels. */
export function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => isDeeper(member, levels - 1));
}

/**
 * The members of a JSON object as columns: nested objects under their path (`address.city`), JSON that stands inside
 * a string unfolded, a text in several languages left whole (see `languagesOf`).
 */
export function flatten(value: unknown): Record<string, unknown> {
  const columns: Record<string, unknown> = {};
  if (isObject(value)) spread(value, '', 0, columns);
  else columns['value'] = value;
  return columns;
}

function spread(
  object: Record<string, unknown>,
  path: string,
  depth: number,
  columns: Record<string, unknown>,
): void {
  for (const [key, folded] of Object.entries(object)) {
    const value = unfold(folded);
    if (value === null || value === undefined) columns[path + key] ??= null;
    else if (isObject(value) && !languagesOf(value) && depth < MAX_DEPTH)
      spread(value, `${path}${key}.`, depth + 1, columns);
    else columns[path + key] = value;
  }
}

function unfold(value: unknown): unknown {
  if (typeof value !== 'string' || value.length > MAX_CELL_CHARACTERS || !/^\s*[{[]/.test(value))
    return value;
  try {
    const unfolded = JSON.parse(value) as unknown;
    return isDeeper(unfolded, MOST_NESTED) ? value : unfolded;
  } catch {
    return value;
  }
}

/**
 * A text in several languages, as feeds write it: a list of `{"language", "text"}` (GBFS 3, OCPI) or
 * `{"Lang", "Value"}`, bare or under one member. Language tag → text; `undefined` for anything else.
 */
export function languagesOf(value: unknown): ReadonlyMap<string, string> | undefined {
  const list = isObject(value) ? onlyMember(value) : value;
  if (!Array.isArray(list) || list.length === 0) return undefined;
  const texts = new Map<string, string>();
  for (const entry of list) {
    if (!isObject(entry)) return undefined;
    const lower = new Map(Object.entries(entry).map(([key, member]) => [key.toLowerCase(), member]));
    const tag = lower.get('lang') ?? lower.get('language');
    const text = lower.get('text') ?? lower.get('value');
    if (typeof tag !== 'string' || typeof text !== 'string') return undefined;
    texts.set(tag.toLowerCase(), text);
  }
  return texts;
}

function onlyMember(object: Record<string, unknown>): unknown {
  const members = Object.values(object);
  return members.length === 1 ? members[0] : undefined;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
