import type { Words } from '../core/vocabulary.js';
import { readStreetAddress, sameHouse, sameStreet } from '../core/street-address.js';
import { compareMarks, dice, ownName } from './place-name.js';

/** What is known of a place for comparing it with another. */
export interface Described {
  readonly name: string;
  readonly address: string;
  readonly category: string;
  readonly source: string;
}

export interface Likeness {
  /** 0: nothing speaks for it; 1: everything there is says that it is the same place. */
  readonly score: number;
  readonly reasons: readonly Words[];
}

/** Metres within which distance says nothing against it, and beyond which it says all. */
const [HERE, FAR] = [20, 250];
/** The most where something says expressly that they are two, where nothing but the name is known, and for one publisher's own rows. */
const [APART, NAME_ONLY, OWN] = [0.5, 0.75, 0.9];

/** Names that share less than this are of two places, whatever else speaks for it. */
const LEAST_ALIKE = 0.5;

/** Whether their names leave it open that two are one: cheap, and no for nearly all that lie beside each other. */
export function mayBeOne(a: Described, b: Described): boolean {
  return dice(ownName(a.name), ownName(b.name)) >= LEAST_ALIKE;
}

/**
 * How likely two descriptions mean the same place: name, distance and address, as far as they are known, weighted 5 : 3 : 2.
 * @param metres between them; absent where one of them has no position
 */
export function likeness(a: Described, b: Described, metres?: number): Likeness {
  const name = dice(ownName(a.name), ownName(b.name));
  const street = compareAddresses(a.address, b.address);
  const near = metres === undefined ? undefined : 1 - Math.min(1, Math.max(0, metres - HERE) / (FAR - HERE));
  const marks = compareMarks(a.name, b.name);
  const known = [
    [name, 5],
    [near, 3],
    [street.score, 2],
  ].filter((one): one is [number, number] => one[0] !== undefined);
  const weights = known.reduce((sum, [, weight]) => sum + weight, 0);
  let score = known.reduce((sum, [value, weight]) => sum + value * weight, 0) / weights;
  if (a.category !== b.category) score *= 0.85;
  if (marks.onlyOne.length > 0) score *= 0.9;
  const most = Math.min(
    marks.apart.length > 0 || street.apart || name < LEAST_ALIKE ? APART : 1,
    known.length === 1 ? NAME_ONLY : 1,
    a.source === b.source ? OWN : 1,
  );
  score = Math.round(Math.min(score, most) * 100) / 100;
  return { score, reasons: reasonsFor({ name, metres, street: street.score }) };
}

/** @returns no score where one address names no street; `apart` where they name two houses of one street */
function compareAddresses(
  a: string,
  b: string,
): { readonly score: number | undefined; readonly apart: boolean } {
  const [one, other] = [readStreetAddress(a), readStreetAddress(b)];
  if (one.street === undefined || other.street === undefined) return { score: undefined, apart: false };
  if (!sameStreet(one.street, other.street)) return { score: 0, apart: false };
  const same = sameHouse(one, other);
  if (same === undefined) return { score: 0.6, apart: false };
  return same ? { score: 1, apart: false } : { score: 0, apart: true };
}

function reasonsFor(found: {
  name: number;
  metres: number | undefined;
  street: number | undefined;
}): Words[] {
  const percent = Math.round(found.name * 100);
  const reasons = [{ zh: `名称相似 ${percent} %`, en: `names ${percent} % alike` }];
  if (found.metres !== undefined) {
    const metres = Math.round(found.metres);
    reasons.push({ zh: `相距 ${metres} 米`, en: `${metres} m apart` });
  }
  if (found.street === 1) reasons.push({ zh: '门牌相同', en: 'the same house number' });
  return reasons;
}
