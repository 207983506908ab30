import { PRECISIONS } from './position.js';
import type { Claim, FacilityBody, ServiceOffer, RecordId } from './facility.js';

/** The source whose word stands above every other: corrections made by hand. */
export const EDITOR_SOURCE = 'editor';

/** A publisher's word on a place, as `compose` takes it. */
export interface RecordOfFacility extends RecordId {
  readonly claim: Claim;
}

/**
 * One facility from the records about it. The precedence, field by field:
 *  - an editor's word stands above all;
 *  - `position`: the most precise one, a measured one before an estimated one; `sourcePosition` goes with it;
 *  - `services`: code by code, a known state before `unknown`, then the one verified last;
 *  - `aliases`, public phones and `internal` are gathered from all, and other names become aliases;
 *  - everything else: the earliest record that says something.
 *
 * @param records at least one, in the order in which they were first seen
 */
export function compose(records: readonly RecordOfFacility[]): FacilityBody {
  const sources = records.map(({ source, externalId }) => ({ source, externalId }));
  if (records.length === 1) return { ...records[0]!.claim, sources };
  const ranked = [
    ...records.filter((one) => one.source === EDITOR_SOURCE),
    ...records.filter((one) => one.source !== EDITOR_SOURCE),
  ];
  const claims = ranked.map((one) => one.claim);
  const placed = mostPrecise(ranked);
  const body: Record<string, unknown> = { ...Object.assign({}, ...claims.toReversed()) };
  body['services'] = mergeServices(ranked);
  body['aliases'] = gather([
    ...claims.flatMap((one) => one.aliases ?? []),
    ...claims.flatMap((one) => [one.name.zh, one.name.en]),
  ]).filter((alias) => alias !== claims[0]!.name.zh && alias !== claims[0]!.name.en);
  body['position'] = placed?.position;
  body['sourcePosition'] = placed?.sourcePosition;
  body['contact'] = firstOf(claims, 'contact', gather(claims.flatMap((one) => one.contact?.phone ?? [])));
  body['internal'] = firstOf(claims, 'internal', gather(claims.flatMap((one) => one.internal?.phone ?? [])));
  body['sources'] = sources;
  for (const [member, value] of Object.entries(body)) {
    const empty = Array.isArray(value) && value.length === 0;
    if (value === undefined || empty) delete body[member];
  }
  return body as unknown as FacilityBody;
}

function mostPrecise(ranked: readonly RecordOfFacility[]): Claim | undefined {
  const byHand = ranked.find((one) => one.source === EDITOR_SOURCE && one.claim.position);
  if (byHand) return byHand.claim;
  const rank = ({ position }: Claim) =>
    PRECISIONS.indexOf(position?.precision ?? 'unknown') + (position?.estimated ? PRECISIONS.length : 0);
  return ranked
    .map((one) => one.claim)
    .filter((one) => one.position)
    .reduce<Claim | undefined>((best, one) => (best && rank(best) <= rank(one) ? best : one), undefined);
}

function mergeServices(ranked: readonly RecordOfFacility[]): Record<string, ServiceOffer> | undefined {
  const merged: Record<string, ServiceOffer & { byHand?: boolean }> = {};
  const settled = new Set<string>();
  for (const { source, claim } of ranked) {
    for (const [code, offer] of Object.entries(claim.services ?? {})) {
      if (settled.has(code)) continue;
      if (source === EDITOR_SOURCE) settled.add(code);
      const before = merged[code];
      if (before === undefined || betterOffer(offer, before)) merged[code] = offer;
    }
  }
  return Object.keys(merged).length > 0 ? merged : undefined;
}

function betterOffer(offer: ServiceOffer, than: ServiceOffer): boolean {
  if ((offer.state === 'unknown') !== (than.state === 'unknown')) return than.state === 'unknown';
  return Date.parse(offer.verifiedAt ?? '') > Date.parse(than.verifiedAt ?? '0000-01-01');
}

function firstOf(
  claims: readonly Claim[],
  member: 'contact' | 'internal',
  phone: readonly string[],
): object | undefined {
  const merged = Object.assign({}, ...claims.map((one) => one[member]).toReversed()) as object;
  const whole = phone.length > 0 ? { ...merged, phone } : merged;
  return Object.keys(whole).length > 0 ? whole : undefined;
}

function gather(texts: readonly (string | undefined)[]): string[] {
  return [...new Set(texts.filter((one) => one !== undefined))];
}
