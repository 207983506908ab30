import type { Access, Hours } from './facility.js';
import { remembered } from './remember.js';

/** The members of a head, in the order in which they are written. */
export const HEAD_MEMBERS = [
  'hours',
  'category',
  'access',
  'inService',
  'illustrative',
  'positionPrecision',
  'source',
] as const;

interface Members {
  readonly hours?: Hours;
  readonly category: string;
  readonly access?: Access;
  readonly inService?: boolean;
  readonly source?: string;
}

/**
 * What many places say in the same words, and what decides whether one can go there: hours, category, access. There
 * is one object for each text, so it is read once, and what follows from it can be remembered by it.
 */
export class CardHead {
  /** JSON text of the members, each with a comma before it, in UTF-8. */
  readonly bytes: Buffer;
  readonly category: string;
  readonly hours: Hours | undefined;
  readonly access: Access | undefined;
  readonly source: string | undefined;
  /** The publisher says that the place is out of service. */
  readonly outOfService: boolean;

  constructor(bytes: Buffer) {
    const { hours, category, access, inService, source } = JSON.parse(
      `{${bytes.toString('utf8', 1)}}`,
    ) as Members;
    this.bytes = bytes;
    this.category = category;
    this.hours = hours && sameHours(JSON.stringify(hours));
    this.access = access && sameAccess(JSON.stringify(access));
    this.source = source;
    this.outOfService = inService === false;
  }
}

/** Many heads have the same hours, or the same access: what is made of those is remembered by them. */
const sameHours = remembered((text) => JSON.parse(text) as Hours, 50_000);
const sameAccess = remembered((text) => JSON.parse(text) as Access, 50_000);

/** Some 2 KB each. */
const MOST_HEADS = 20_000;

/** The head with this text, whose bytes stand as one character each (`latin1`): no faster name for bytes is known. */
export const headOf: (bytes: string) => CardHead = remembered(
  (bytes) => new CardHead(Buffer.from(`,${bytes}`, 'latin1')),
  MOST_HEADS,
);
