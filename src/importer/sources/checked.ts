import { claim as schema, type Claim } from '../../core/facility.js';

/** What is wrong with a member, and where in it. */
interface Wrong {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

interface CheckedMember {
  readonly value?: unknown;
  readonly wrong: readonly Wrong[];
}

type Member = keyof typeof schema.shape;
const MEMBERS = Object.keys(schema.shape) as Member[];

/**
 * A claim that a row makes, held against the model member by member, in the model's order: as the model itself does with the
 * whole. Members that many rows share, such as hours that are read once for all who keep them, are held against it once.
 *
 * @param claim has no members but those of the model
 */
export function checkedClaim(claim: { readonly [M in Member]?: unknown }): {
  readonly claim: Claim | undefined;
  readonly wrong: readonly Wrong[];
} {
  const checked: Record<string, unknown> = {};
  let wrong: Wrong[] = [];
  for (const member of MEMBERS) {
    if (claim[member] === undefined && member !== 'name' && member !== 'category') continue;
    const found = SHARED.has(member)
      ? checkedOnce(member, claim[member])
      : checkedMember(member, claim[member]);
    if (found.wrong.length > 0) wrong = [...wrong, ...found.wrong];
    else checked[member] = found.value;
  }
  return { claim: wrong.length === 0 ? (checked as Claim) : undefined, wrong };
}

function checkedMember(member: Member, value: unknown): CheckedMember {
  const parsed = schema.shape[member].safeParse(value);
  if (parsed.success) return { value: parsed.data, wrong: [] };
  return {
    wrong: parsed.error.issues.map(({ path, message }) => ({ path: [member, ...path], message })),
  };
}

/** Members that many rows have in common, as one and the same value. */
const SHARED: ReadonlySet<Member> = new Set<Member>(['category', 'hours', 'services', 'overwrites']);
const byWord = new Map<string, CheckedMember>();
const byObject = new WeakMap<object, CheckedMember>();
const MOST_WORDS = 10_000;

function checkedOnce(member: Member, value: unknown): CheckedMember {
  if (typeof value === 'object' && value !== null) {
    const before = byObject.get(value);
    if (before) return before;
    const found = checkedMember(member, value);
    byObject.set(value, found);
    return found;
  }
  if (typeof value !== 'string') return checkedMember(member, value);
  const before = byWord.get(value);
  if (before) return before;
  const found = checkedMember(member, value);
  if (byWord.size === MOST_WORDS) byWord.clear();
  byWord.set(value, found);
  return found;
}
