import type { Route } from './route.js';

/**
 * Whether the header `Accept` (RFC 9110 section 12.5.1) lets through what the route answers with. Plain
 * `application/json` is taken for any of our JSON formats.
 */
export function accepts(header: string | undefined, route: Route): boolean {
  if (header === undefined || header === '' || header.includes('*/*')) return true;
  const offered = offeredTypes(route);
  return header.split(',').some((part) => {
    const [range = '', ...parameters] = part.trim().toLowerCase().split(';');
    if (parameters.some((it) => /^\s*q\s*=\s*0(\.0*)?\s*$/.test(it))) return false;
    const type = range.trim();
    if (type.endsWith('/*')) return [...offered].some((it) => it.startsWith(type.slice(0, -1)));
    return (
      offered.has(type) || (type === 'application/json' && [...offered].some((it) => it.endsWith('json')))
    );
  });
}

/** The media types a route answers in. */
export function offeredTypes(route: Route): ReadonlySet<string> {
  const answers = Object.values(route.answers);
  return new Set(
    answers.flatMap(({ contentType, also }) => (also === undefined ? [contentType] : [contentType, also])),
  );
}
