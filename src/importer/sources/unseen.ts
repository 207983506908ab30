import { holdsUnseen, visibleText } from '../../core/visible-text.js';
import type { Findings } from './findings.js';
import { askedOnce } from './shared-members.js';

/**
 * What was written without what nobody sees: control characters, direction marks, half characters. They turn words around
 * on a page or a terminal, and make two of one name.
 *
 * @param said of any shape, not yet checked
 */
export function withoutUnseen<T>(said: T, findings: Findings): T {
  if (typeof said === 'object' && said !== null && !anyHolds(said)) return said;
  const cleaned: string[] = [];
  const result = visible(said, { column: '', cleaned }) as T;
  for (const column of new Set(cleaned)) findings.note('text.unseen', { column });
  return result;
}

interface Place {
  /** The member of the whole in which a text stands. */
  readonly column: string;
  readonly cleaned: string[];
}

function visible(said: unknown, place: Place): unknown {
  if (typeof said === 'string') {
    if (!holdsUnseen(said)) return said;
    place.cleaned.push(place.column);
    return visibleText(said);
  }
  if (typeof said !== 'object' || said === null || !holds(said)) return said;
  if (Array.isArray(said)) return said.map((one) => visible(one, place));
  const members = Object.entries(said).map(([name, one]) => {
    return [name, visible(one, { ...place, column: place.column || name })] as const;
  });
  return Object.fromEntries(members);
}

function anyHolds(said: object): boolean {
  for (const member in said) if (memberHolds(member, (said as Record<string, unknown>)[member])) return true;
  return false;
}
const memberHolds = askedOnce(holds);

/** Whether a text of it has to be cleaned: hardly any has, and what has not is handed on as it is. */
function holds(said: unknown): boolean {
  if (typeof said === 'string') return holdsUnseen(said);
  if (typeof said !== 'object' || said === null) return false;
  for (const member in said) if (holds((said as Record<string, unknown>)[member])) return true;
  return false;
}
