import type { Change } from '../core/change.js';
import type { Proposal } from '../core/import.js';
import type { Words } from '../core/vocabulary.js';
import type { FacilityStore } from '../core/store.js';

/** Whose word it is that two places belong together. */
export const LINKS_SOURCE = 'same-place';

/** What is done about the proposals of an import. */
export interface Decided {
  readonly proposals: readonly Proposal[];
  readonly changes: readonly Change[];
  readonly notes: readonly Words[];
}

interface Asked {
  readonly link: boolean | undefined;
  readonly mergeAbove: number | undefined;
  /** The publisher of the file. */
  readonly source: string;
}

/** Links what belongs together and makes one of what is the same, as far as that was asked for. */
export async function decide(
  found: readonly Proposal[],
  { link, mergeAbove, source }: Asked,
  store: FacilityStore,
): Promise<Decided> {
  const { sure, left } = await sureOnes(found, { mergeAbove, source }, store);
  const proposals = found.map((one) => (sure.has(one) ? { ...one, merged: true as const } : one));
  const changes = proposals.flatMap((one): Change[] => {
    const { facility: from, other: into, merged } = one;
    if (from === undefined) return [];
    return merged ? [{ kind: 'merge', from, into }] : link ? [linked(one, from)] : [];
  });
  return { proposals, changes, notes: mergeAbove === undefined ? [] : [told(sure.size, left)] };
}

function linked({ other, relation, part }: Proposal, row: string): Change {
  const [from, to] = part === 'known' ? [other, row] : [row, other];
  return { kind: 'relate', from, relation, to };
}

/**
 * The pairs that may be made one without anybody looking: the same place with a high score, each without a rival, and not
 * two places of one publisher, who has two rows for them.
 */
async function sureOnes(
  found: readonly Proposal[],
  { mergeAbove, source }: Pick<Asked, 'mergeAbove' | 'source'>,
  store: FacilityStore,
): Promise<{ readonly sure: ReadonlySet<Proposal>; readonly left: number }> {
  const high = found.filter(
    ({ relation, score }) => relation === 'same_place' && score >= (mergeAbove ?? Infinity),
  );
  const pairsOf = new Map<string, number>();
  const ends = ({ externalId, other }: Proposal) => [`row ${externalId}`, `place ${other}`];
  for (const end of high.flatMap(ends)) pairsOf.set(end, (pairsOf.get(end) ?? 0) + 1);
  const sure = new Set<Proposal>();
  for (const one of high) {
    if (ends(one).some((end) => pairsOf.get(end) !== 1)) continue;
    if (!(await speaksOf(one.other, source, store))) sure.add(one);
  }
  return { sure, left: high.length - sure.size };
}

/** Whether the publisher has a record of the place. */
async function speaksOf(id: string, source: string, store: FacilityStore): Promise<boolean> {
  const found = await store.resolve(id);
  return found?.kind !== 'facility' || found.facility.body.sources.some((one) => one.source === source);
}

function told(merged: number, left: number): Words {
  return {
    zh: `与已知地点合并 ${merged} 处；另有 ${left} 对达到该分数，但一方有多个候选或属同一来源，未合并。`,
    en: `${merged} places were made one with known ones; ${left} pairs more have the score, but one side has several candidates or both are of one publisher, so they were left.`,
  };
}
