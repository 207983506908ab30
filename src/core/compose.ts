import { PRECISIONS } from './position.js';
import type { Claim, FacilityBody, RecordId, ServiceOffer } from './facility.js';

/** The source whose word stands above every other: corrections made by hand. */
export const EDITOR_SOURCE = 'editor';

/** A publisher's word on a place, as `compose` takes it. */
export interface RecordOfFacility extends RecordId {
  readonly claim: Claim;
}

/**
 * One facility from the records about it. The precedence, field by field:
 *  - an editor's word stands above all, part by part (the floor is his, the gate stays the publisher's); a list he gives
 *    is the whole list, and what his claim only restates gives way to the publishers;
 *  - below it, likewise, the word of a publisher who may overwrite the member (`overwrites`), the earliest of them first;
 *    an estimated position and a service of which nothing is known overwrite nothing;
 *  - `position`: a measured one before an estimated one, then the most precise; `sourcePosition` goes with it. One that
 *    was derived from the address stands in where nobody gives any, for as long as the place has that address;
 *  - `services`: code by code, a known state before `unknown`, then the one verified last;
 *  - `aliases` and phones, public and internal, are gathered from all, and other names become aliases;
 *  - the other members of `contact` and `internal`, one by one, and everything else: the earliest record that says
 *    something.
 *
 * @param records at least one, in the order in which they were first seen
 */
export function compose(records: readonly RecordOfFacility[]): FacilityBody {
  const derived = records.filter(isDerived);
  const said = derived.length === 0 ? records : records.filter((one) => !isDerived(one));
  if (said.length === 0) return { ...records[0]!.claim, sources: records.map(idOf) };
  const body = composeSaid(said);
  const best = derived.filter(({ claim }) => claim.derivedFrom!.address === addressOf(body));
  const placed = best.toSorted((a, b) => vagueness(a.claim) - vagueness(b.claim))[0];
  if (body.position || !placed?.claim.position) return body;
  return { ...body, position: placed.claim.position, sources: [...body.sources, idOf(placed)] };
}

/**
 * Whether a record only holds what was worked out about a place. It is no word that the place exists: with the last other
 * record goes the place.
 */
export function isDerived({ claim }: Pick<RecordOfFacility, 'claim'>): boolean {
  return claim.derivedFrom !== undefined;
}

/** The address as one text, the one that positions are derived from; empty where there is none. */
export function addressOf({ address }: Pick<Claim, 'address'>): string {
  return address?.text?.zh ?? address?.text?.en ?? '';
}

function idOf({ source, externalId }: RecordId): RecordId {
  return { source, externalId };
}

function composeSaid(records: readonly RecordOfFacility[]): FacilityBody {
  const sources = records.map(idOf);
  if (records.length === 1) return withSources(saidIn(records[0]!.claim, []), sources);
  const published = records.filter((one) => one.source !== EDITOR_SOURCE).map((one) => one.claim);
  const edited = records
    .filter((one) => one.source === EDITOR_SOURCE)
    .map(({ claim }) => saidIn(claim, published.length > 0 ? claim.restates : []));
  const words = {
    edited,
    overwriting: published.filter((one) => one.overwrites).map(overwriting),
    published,
  };
  const placed = bestPlaced(words);
  const higher = [...edited, ...words.overwriting];
  const said = higher.toReversed().reduce(above, earliest(published.map((one) => saidIn(one))));
  const body = {
    ...said,
    position: placed?.position,
    sourcePosition: placed?.sourcePosition,
    services: mergeServices(words),
    aliases: mergeAliases(words, said.name),
    contact: mergeLines(words, (one) => one.contact),
    internal: mergeLines(words, (one) => one.internal),
    sources,
  };
  return withoutEmpty(body) as unknown as FacilityBody;
}

/** Member by member: a spread object has a hidden class of its own, and a nation is composed of millions. */
function withSources(said: Partial<Claim>, sources: readonly RecordId[]): FacilityBody {
  const body: Record<string, unknown> = {};
  for (const member in said) body[member] = said[member as keyof Claim];
  body['sources'] = sources;
  return body as unknown as FacilityBody;
}

/** What was said of one place, by hand and by publishers, each in the order in which it was first seen. */
interface Words {
  readonly edited: readonly Partial<Claim>[];
  /** Of the publishers who may overwrite others: what they may. */
  readonly overwriting: readonly Partial<Claim>[];
  readonly published: readonly Claim[];
}

/** What a claim says of the place: all but these members and its remarks about itself. */
function saidIn(claim: Claim, names: Claim['restates'] = []): Partial<Claim> {
  if (claim.restates === undefined && claim.overwrites === undefined) return claim;
  const without = new Set<string>(['restates', 'overwrites', ...names]);
  return Object.fromEntries(Object.entries(claim).filter(([member]) => !without.has(member)));
}

function overwriting({ overwrites = [], ...claim }: Claim): Partial<Claim> {
  const members = new Set<string>(overwrites);
  if (claim.position?.estimated) members.delete('position');
  else if (members.has('position')) members.add('sourcePosition');
  const known = Object.entries(claim.services ?? {}).filter(([, offer]) => offer.state !== 'unknown');
  const said = { ...claim, services: Object.fromEntries(known) };
  return Object.fromEntries(Object.entries(said).filter(([member]) => members.has(member)));
}

/** Members that are put together of parts; the others are said as a whole. */
const IN_PARTS: readonly (keyof Claim)[] = [
  'name',
  'address',
  'access',
  'capacity',
  'operator',
  'description',
];

/** One word above another: of a member in parts, only the parts it says. */
function above(lower: Partial<Claim>, upper: Partial<Claim>): Partial<Claim> {
  const parts = IN_PARTS.filter((member) => lower[member] !== undefined && upper[member] !== undefined);
  const merged = parts.map((member) => [member, Object.assign({}, lower[member], upper[member]) as unknown]);
  return { ...lower, ...upper, ...(Object.fromEntries(merged) as Partial<Claim>) };
}

function bestPlaced({ edited, overwriting: above, published }: Words): Partial<Claim> | undefined {
  const placed = published.filter((one) => one.position);
  return (
    [...edited, ...above].find((one) => one.position) ??
    placed.toSorted((a, b) => vagueness(a) - vagueness(b))[0]
  );
}

/** Grows from a measured entrance to an estimate of nobody knows where. */
function vagueness({ position }: Partial<Claim>): number {
  return PRECISIONS.indexOf(position!.precision) + (position!.estimated ? PRECISIONS.length : 0);
}

function mergeServices({ edited, overwriting: above, published }: Words): Record<string, ServiceOffer> {
  const merged = new Map<string, ServiceOffer>();
  for (const [code, offer] of published.flatMap(offers)) {
    const before = merged.get(code);
    if (before === undefined || isBetter(offer, before)) merged.set(code, offer);
  }
  const higher = [...edited, ...above].toReversed();
  for (const [code, offer] of higher.flatMap(offers)) merged.set(code, offer);
  return Object.fromEntries(merged);
}

function offers(claim: Partial<Claim>): [string, ServiceOffer][] {
  return Object.entries(claim.services ?? {});
}

function isBetter(offer: ServiceOffer, than: ServiceOffer): boolean {
  if ((offer.state === 'unknown') !== (than.state === 'unknown')) return than.state === 'unknown';
  return verifiedAt(offer) > verifiedAt(than);
}

/** Milliseconds; before all times for an offer that nobody verified. */
function verifiedAt(offer: ServiceOffer): number {
  return offer.verifiedAt === undefined ? -Infinity : Date.parse(offer.verifiedAt);
}

function mergeAliases(words: Words, own: Claim['name'] | undefined): readonly string[] {
  const claims = [...words.edited, ...words.published];
  const names = claims.flatMap(({ name }) => [name?.zh, name?.en].filter((one) => one !== undefined));
  const byHand = words.edited.find((one) => one.aliases)?.aliases;
  const all = byHand ?? [...claims.flatMap((one) => one.aliases ?? []), ...names];
  return [...new Set(all)].filter((alias) => alias !== own?.zh && alias !== own?.en);
}

/** Members of `contact` or `internal`: phones from all, unless an editor, or who may overwrite them, listed them, the rest from the earliest. */
function mergeLines(
  { edited, overwriting: above, published }: Words,
  pick: (claim: Partial<Claim>) => Lines | undefined,
): object {
  const higher = [...edited, ...above].map(pick);
  const lines = [...higher, ...published.map(pick)].map((one) => one ?? {});
  const phone = higher.find((one) => one?.phone)?.phone ?? [
    ...new Set(lines.flatMap((one) => one.phone ?? [])),
  ];
  return withoutEmpty({ ...earliest(lines), phone });
}

interface Lines {
  readonly phone?: readonly string[] | undefined;
}

/** Each member from the first object that has it. */
function earliest<T extends object>(objects: readonly T[]): Partial<T> {
  return Object.assign({}, ...objects.toReversed()) as Partial<T>;
}

/** The members that say something: neither absent, nor an empty list, nor an object without members. */
function withoutEmpty(members: object): object {
  const isEmpty = (value: unknown) =>
    value === undefined || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
  return Object.fromEntries(Object.entries(members).filter(([, value]) => !isEmpty(value)));
}
