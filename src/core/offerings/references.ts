import type { Fault } from '../errors.js';
import type { FacilityStore } from '../store.js';
import type { OfferingKind } from './documents.js';
import type { OfferingStore } from './offering.js';

/** What an offering names that has to be there: facilities by public id, and an organisation. */
interface Naming {
  readonly facility?: string | undefined;
  readonly organiser?: string | undefined;
  readonly members?: readonly { readonly facility?: string | undefined }[] | undefined;
}

export interface Known {
  readonly facilities: Pick<FacilityStore, 'resolve'>;
  readonly offerings: Pick<OfferingStore, 'get'>;
}

/**
 * The content with the ids its facilities have now (places that became one have another), and a fault for each that is
 * not there.
 */
export async function withReferences<C extends object>(
  content: C,
  known: Known,
): Promise<{ readonly content: C; readonly faults: readonly Fault[] }> {
  const faults: Fault[] = [];
  const naming = content as Naming;
  const current = async (id: string, parameter: string) => {
    const found = await known.facilities.resolve(id);
    if (found?.kind === 'facility') return id;
    if (found?.kind === 'merged') return found.into;
    faults.push({
      parameter,
      value: id.slice(0, 80),
      detail: 'names no facility there is',
      allowed: 'an id from an answer',
    });
    return id;
  };
  const facility = naming.facility && { facility: await current(naming.facility, 'facility') };
  const members = await Promise.all(
    (naming.members ?? []).map(async (one, i) =>
      one.facility === undefined
        ? one
        : { ...one, facility: await current(one.facility, `members.${i}.facility`) },
    ),
  );
  await checkOrganiser(naming, known, faults);
  return { content: { ...content, ...facility, ...(naming.members && { members }) }, faults };
}

async function checkOrganiser({ organiser }: Naming, { offerings }: Known, faults: Fault[]): Promise<void> {
  if (organiser === undefined) return;
  const kind: OfferingKind = 'organisation';
  const found = await offerings.get(kind, organiser);
  if (found && found.removedAt === undefined) return;
  faults.push({
    parameter: 'organiser',
    value: organiser,
    detail: 'names no organisation there is',
    allowed: 'an id of /v1/organisations',
  });
}
