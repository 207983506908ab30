import { rememberedBy } from '../../core/remember.js';

/** Members of a claim that many rows have in common as one and the same object, because they say the same words. */
const SHARED: ReadonlySet<string> = new Set(['hours', 'services', 'overwrites']);

/** The question about a member of a claim, asked once of an object that many rows share. */
export function askedOnce<T>(answer: (value: unknown) => T): (member: string, value: unknown) => T {
  const shared = rememberedBy(answer);
  return (member, value) =>
    SHARED.has(member) && typeof value === 'object' && value !== null ? shared(value) : answer(value);
}
