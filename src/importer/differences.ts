import type { Change, Verdict } from '../core/change.js';
import type { Claim } from '../core/facility.js';
import type { Difference, ImportDiff } from '../core/import.js';
import { MASK, maskPersonal } from '../core/personal-number.js';
import type { FacilityStore } from '../core/store.js';
import { short } from './sources/text.js';

type Told = { readonly change: Change; readonly verdict: Verdict; readonly row: number };

/** What a dry run would change, place by place and field by field, so many places at most. */
export class Differences {
  readonly #most: number;
  readonly #told: Told[] = [];
  #leftOut = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** @param row 0 where it is in no row */
  add(change: Change, verdict: Verdict, row: number): void {
    if (verdict !== 'new' && verdict !== 'changed' && verdict !== 'gone') return;
    if (this.#told.length < this.#most) this.#told.push({ change, verdict, row });
    else this.#leftOut++;
  }

  /** @param store as it was before: a dry run has not changed it */
  async finish(store: FacilityStore): Promise<ImportDiff> {
    const changes: Difference[] = [];
    for (const told of this.#told) {
      const found = await difference(told, store);
      if (found) changes.push(found);
    }
    return { changes, leftOut: this.#leftOut };
  }
}

async function difference(
  { change, verdict, row }: Told,
  store: FacilityStore,
): Promise<Difference | undefined> {
  if (change.kind !== 'put' && change.kind !== 'withdraw') return undefined;
  const { externalId } = change;
  const before = verdict === 'new' ? undefined : (await store.record(change.source, externalId))?.claim;
  const after = change.kind === 'put' ? change.claim : undefined;
  const name = (after ?? before)?.name;
  return {
    kind: verdict as Difference['kind'],
    externalId,
    ...(row > 0 ? { row } : {}),
    name: short(name?.zh ?? name?.en ?? ''),
    fields: verdict === 'changed' && before && after ? fieldsOf(before, after) : [],
  };
}

/** The fields of which two claims say something else; none where only a column that is not used differs. */
export function fieldsOf(before: Claim, after: Claim): Difference['fields'] {
  const [old, now] = [leaves(before), leaves(after)];
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((field) => old.get(field) !== now.get(field))
    .map((field) => ({
      field,
      ...(old.has(field) ? { before: shown(field, old.get(field)!) } : {}),
      ...(now.has(field) ? { after: shown(field, now.get(field)!) } : {}),
    }));
}

/** That a person or a person's number changed is told, not who it is. */
function shown(field: string, value: string): string {
  return field.startsWith('internal.') ? MASK : short(maskPersonal(value));
}

/** The values of an object by their path, such as `address.district`; a list is one value. */
function leaves(value: object, path = ''): Map<string, string> {
  return new Map(
    Object.entries(value).flatMap(([member, inner]: [string, unknown]): [string, string][] => {
      const at = path === '' ? member : `${path}.${member}`;
      if (inner === undefined) return [];
      if (typeof inner === 'object' && inner !== null && !Array.isArray(inner)) return [...leaves(inner, at)];
      return [[at, typeof inner === 'string' ? inner : JSON.stringify(inner)]];
    }),
  );
}
