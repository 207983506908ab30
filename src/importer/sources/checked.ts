import { claim as schema, type Claim } from '../../core/facility.js';
import { rememberedBy } from '../../core/remember.js';
import { isPlain } from './plain-member.js';

/** What is wrong with a member, and where in it. */
interface Wrong {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

interface CheckedMember {
  readonly value?: unknown;
  readonly wrong: readonly Wrong[];
}

export type Member = keyof typeof schema.shape;
const MEMBERS = Object.keys(schema.shape) as Member[];

/**
 * A claim that a row makes, held against the model member by member, in the model's order: as the model itself does with the
 * whole. What is plainly right is not held against it at all; members that many rows share, such as hours that are read once
 * for all who keep them, are held against it once.
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
    const value = claim[member];
    if (value === undefined && member !== 'name' && member !== 'category') continue;
    if (isPlain(member, value)) {
      checked[member] = value;
      continue;
    }
    const found = isShared(member, value) ? SHARED[member](value as object) : checkedMember(member, value);
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

/** Members that many rows have in common, as one and the same object. */
const SHARED = {
  hours: rememberedBy((hours) => checkedMember('hours', hours)),
  services: rememberedBy((services) => checkedMember('services', services)),
  overwrites: rememberedBy((members) => checkedMember('overwrites', members)),
};

function isShared(member: Member, value: unknown): member is keyof typeof SHARED {
  return Object.hasOwn(SHARED, member) && typeof value === 'object' && value !== null;
}
