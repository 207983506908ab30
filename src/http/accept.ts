import type { Route } from './route.js';

/** What the header `Accept` (RFC 9110 section 12.5.1) lets through, and what it wants more. */

/** Whether the header lets through what the route answers with. */
export function accepts(header: string | undefined, route: Route): boolean {
  return header === undefined || [...offeredTypes(route)].some((type) => wantedAs(header, type).quality > 0);
}

/**
 * Whether the header asks for `type` rather than for `usual`, which is what is sent where both are as welcome and
 * `type` is not named.
 */
export function prefers(header: string | undefined, type: string, usual: string): boolean {
  if (header === undefined) return false;
  const wanted = wantedAs(header, type);
  const other = wantedAs(header, usual).quality;
  return wanted.quality > other || (wanted.quality > 0 && wanted.quality === other && wanted.named);
}

/** The media types a route answers in. */
export function offeredTypes(route: Route): ReadonlySet<string> {
  const answers = Object.values(route.answers);
  return new Set(
    answers.flatMap(({ contentType, also }) => (also === undefined ? [contentType] : [contentType, also])),
  );
}

interface Wanted {
  /** From 0, not at all, to 1. */
  readonly quality: number;
  /** Whether the type itself stands in the header. */
  readonly named: boolean;
}

/**
 * How much the header wants the type: what the range says that fits it most closely. Plain `application/json` is
 * taken for any of our JSON formats.
 */
function wantedAs(header: string, type: string): Wanted {
  const ranges = rangesOf(header);
  if (ranges.size === 0) return { quality: 1, named: false };
  const own = ranges.get(type);
  if (own !== undefined) return { quality: own, named: true };
  const json = type.endsWith('json') ? ranges.get('application/json') : undefined;
  const group = ranges.get(`${type.split('/')[0]}/*`);
  return { quality: (json || undefined) ?? group ?? ranges.get('*/*') ?? 0, named: false };
}

/** The media ranges of the header with their qualities; a quality that cannot be read counts as 1. */
function rangesOf(header: string): ReadonlyMap<string, number> {
  const ranges = new Map<string, number>();
  for (const part of header.toLowerCase().split(',')) {
    const [range = '', ...parameters] = part.split(';').map((it) => it.trim());
    if (range === '') continue;
    const written = parameters.map((it) => /^q\s*=\s*(\d(?:\.\d*)?)$/.exec(it)?.[1]).find((it) => it);
    const quality = Math.min(1, Number(written ?? 1));
    ranges.set(range, Math.max(quality, ranges.get(range) ?? 0));
  }
  return ranges;
}
