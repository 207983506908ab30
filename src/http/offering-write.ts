import { UserError, type Fault } from '../core/errors.js';
import type { KeyHolder } from '../core/key.js';
import { mergePatch } from '../core/merge-patch.js';
import type { OfferingKind } from '../core/offerings/documents.js';
import type { AnyOffering, OfferingPut, OfferingRun } from '../core/offerings/offering.js';
import { readOffering } from '../core/offerings/read-offering.js';
import { withReferences } from '../core/offerings/references.js';
import { matchesVersion } from './cache.js';
import type { AppDeps } from './deps.js';

/** From what an editor sends to an offering as it is kept. */

type Members = Readonly<Record<string, unknown>>;

/** @throws UserError that names every member that is wrong */
export async function contentOf(
  kind: OfferingKind,
  document: unknown,
  { vocabulary, stores }: AppDeps,
): Promise<OfferingPut['content']> {
  const { content, faults } = readOffering(kind, document, vocabulary);
  if (!content) throw refused(faults);
  const checked = await withReferences(content, stores);
  if (checked.faults.length > 0) throw refused(checked.faults);
  return checked.content;
}

function refused(faults: readonly Fault[]): UserError {
  const detail = faults.map((it) => `${it.parameter} ${it.detail}`).join('; ');
  return new UserError('invalid-parameter', `${detail.slice(0, 1000)}.`, faults.slice(0, 20));
}

/** @throws UserError for one that is not there, or no longer */
export async function offeringToEdit(
  kind: OfferingKind,
  id: string,
  { stores }: AppDeps,
): Promise<AnyOffering> {
  const found = await stores.offerings.get(kind, id);
  if (!found) throw new UserError('not-found', `No ${kind} has this id.`);
  if (found.removedAt !== undefined)
    throw new UserError('gone', `This ${kind} was removed (${found.removedAt}).`);
  return found;
}

/** @throws UserError 428 without `If-Match`, 412 where it is not what was read */
export function checkVersion(header: string | undefined, { seq }: AnyOffering): void {
  if (header === undefined)
    throw new UserError(
      'precondition-required',
      'Send the ETag of what you have read in the header If-Match.',
    );
  if (!matchesVersion(header, seq))
    throw new UserError('precondition-failed', 'It is not what If-Match names.');
}

/**
 * The document after a merge patch (RFC 7396). Hours and a position are said anew as a whole, not mixed of old and new;
 * a place takes the place of another form of it.
 * @throws UserError for a patch that is nested too deeply
 */
export function patched(content: object, patch: Members): unknown {
  const rest: Record<string, unknown> = { ...content };
  for (const name of ['hours', 'position']) if (patch[name] !== undefined) delete rest[name];
  if (patch['position'] != null) delete rest['facility'];
  if (patch['facility'] != null) delete rest['position'];
  try {
    return mergePatch(rest, patch);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UserError('invalid-body', 'The patch is nested more deeply than any document of ours.');
  }
}

export function runOf({ id, label }: KeyHolder, { now }: AppDeps): OfferingRun {
  return { by: { id, label }, at: new Date(now()).toISOString() };
}
