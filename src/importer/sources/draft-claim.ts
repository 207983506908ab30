import type { Claim } from '../../core/facility.js';

/** A claim that is being made; what is not said is `undefined`. */
export type DraftClaim = { -readonly [M in keyof Claim]?: Claim[M] | undefined };
