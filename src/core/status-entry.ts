import { z } from 'zod';
import { contradiction, counts, isAhead, MOST_AHEAD, type EntryReading, type Report } from './status.js';

/** One observation as somebody writes it, for example as a member of the body of `PUT /v1/status`. */

const text = (most: number) => z.string('must be text').trim().min(1, 'is empty').max(most, 'is too long');
export const entry = z.strictObject({
  id: text(200).optional(),
  source: text(200).optional(),
  externalId: text(500).optional(),
  observedAt: z.iso.datetime({
    offset: true,
    error: 'must be an instant with an offset, such as 2026-10-01T08:00:00+08:00',
  }),
  ...counts.shape,
});
const NAMES = Object.keys(entry.shape);

/** Most observations that are taken at once. */
export const MOST_ENTRIES = 10_000;

/** The members of `{"statuses": [1 to 10,000 of them]}`, not yet read; nothing where the text is anything else. */
export function entriesOf(written: Uint8Array): readonly unknown[] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(written));
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || Object.keys(value).join() !== 'statuses')
    return undefined;
  const { statuses } = value as { readonly statuses: unknown };
  const isList = Array.isArray(statuses) && statuses.length > 0 && statuses.length <= MOST_ENTRIES;
  return isList ? statuses : undefined;
}

/** The observation an entry tells, or in words why it cannot be one. */
export function readEntry(written: unknown, { now, label }: EntryReading): Report | string {
  const parsed = entry.safeParse(written);
  if (!parsed.success) return parsed.error.issues.slice(0, 5).map(inWords).join('; ');
  const { id, source, externalId, observedAt: instant, ...told } = parsed.data;
  const byRecord = source !== undefined && externalId !== undefined;
  if ((id !== undefined) === byRecord || (id !== undefined && (source ?? externalId) !== undefined)) {
    return 'name the place by id, or by source and externalId';
  }
  const observedAt = Date.parse(instant);
  if (isAhead(observedAt, now)) {
    return `observedAt is more than ${MOST_AHEAD / 1000} seconds in the future; here it is ${new Date(now).toISOString()}`;
  }
  const wrong = contradiction(told);
  if (wrong !== undefined) return wrong;
  const place = byRecord ? { source, externalId } : { id: id! };
  return { place, observation: { counts: told, observedAt, receivedAt: now, source: source ?? label } };
}

function inWords(issue: z.core.$ZodIssue): string {
  const path = issue.path.join('.');
  if (issue.code !== 'unrecognized_keys')
    return path === '' ? 'must be an object' : `${path} ${issue.message}`;
  const names = issue.keys.slice(0, 5).map((key) => key.slice(0, 40));
  const known = path === 'fullBatteries' ? '48, 60 and 72' : NAMES.join(', ');
  return `${path === '' ? '' : `${path}: `}${names.join(', ')} is not known; known are ${known}`;
}
