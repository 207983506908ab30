import { EDITOR_SOURCE, isDerived } from '../core/compose.js';
import type { Change } from '../core/change.js';
import { correctionOf, documentOf, saidBy, saysNothing, type JudgedEdit } from '../core/edit.js';
import { UserError } from '../core/errors.js';
import type { Claim, Facility } from '../core/facility.js';
import type { Issue } from '../core/import.js';
import type { KeyHolder } from '../core/key.js';
import type { Run } from '../core/store.js';
import type { Language } from '../core/vocabulary.js';
import { matchesVersion, versionTag } from './cache.js';
import type { HttpDeps } from './deps.js';
import { HttpError } from './problem.js';
import type { Reply } from './reply.js';
import { GEOJSON } from './search-reply.js';
import { tellFacility } from './tell-facility.js';

/** Writing one facility on an editor's word: what the routes of routes/edit.ts share. */

/** An editor's word on a place as it is kept. */
export interface Word {
  readonly externalId: string;
  readonly said: Partial<Claim>;
  /** Whether there is a record of it. */
  readonly kept: boolean;
  /** Records beside the first: places that became one may each have had one. */
  readonly others: readonly string[];
}

/** @throws UserError for an id that leads to no place, or to another one: a write is never sent on */
export async function placeToEdit(id: string, { stores }: HttpDeps): Promise<Facility> {
  const found = await stores.facilities.resolve(id);
  if (found?.kind === 'facility') return found.facility;
  if (found === undefined) throw new UserError('not-found', 'No facility has this id.');
  if (found.kind === 'removed')
    throw new UserError('gone', `This facility is no longer there (since ${found.at}).`);
  const into = `/v1/facilities/${encodeURIComponent(found.into)}`;
  const fault = {
    parameter: 'id',
    value: id,
    detail: 'is the same place as another one',
    allowed: [found.into],
  };
  throw new HttpError('conflict', `This place is ${found.into} now: edit that one.`, {
    faults: [fault],
    headers: { Link: `<${into}>; rel="canonical"` },
  });
}

/** @throws UserError 428 without `If-Match`, 412 where the place is not what was read */
export function checkVersion(header: string | undefined, { seq }: Facility): void {
  if (header === undefined) {
    const detail = 'Send the ETag of the place as you read it with your key in the header If-Match.';
    throw new UserError('precondition-required', detail);
  }
  if (matchesVersion(header, seq)) return;
  const weak = /^\s*W\//.test(header)
    ? ' A weak ETag (W/…) never matches: read the place with your key.'
    : '';
  throw new UserError('precondition-failed', `The place is not what If-Match names.${weak}`);
}

/** What editors have said of a place so far. */
export async function wordOn(facility: Facility, { stores }: HttpDeps): Promise<Word> {
  const ids = facility.body.sources
    .filter(({ source }) => source === EDITOR_SOURCE)
    .map(({ externalId }) => externalId);
  const records = await Promise.all(ids.map((one) => stores.facilities.record(EDITOR_SOURCE, one)));
  const said = records.toReversed().map((one) => saidBy(one?.claim));
  const [externalId = facility.id, ...others] = ids;
  return { externalId, said: Object.assign({}, ...said) as Partial<Claim>, kept: ids.length > 0, others };
}

interface Edit {
  readonly facility: Facility;
  readonly word: Word;
  readonly said: Partial<Claim>;
  /** As it was sent, to be kept with the record. */
  readonly sent: unknown;
  readonly key: KeyHolder;
}

/** Writes what an editor says of a place from now on; nothing else of his word stays. */
export async function writeWord({ facility, word, said, sent, key }: Edit, deps: HttpDeps): Promise<void> {
  const { id, seq, body } = facility;
  const published = await isPublished(facility, deps);
  if (!published) requireWhole(said);
  const claim = correctionOf(said, body);
  const { externalId, kept, others } = word;
  const withdraw = (one: string): Change => ({ kind: 'withdraw', source: EDITOR_SOURCE, externalId: one });
  // Nothing is left of his word: the publishers' holds again, all of it.
  const first: Change[] =
    saysNothing(claim) && published
      ? kept
        ? [withdraw(externalId)]
        : []
      : [{ kind: 'put', source: EDITOR_SOURCE, externalId, facility: id, claim, raw: rawOf(sent, key) }];
  await apply([...first, ...others.map(withdraw)], { key, expect: { id, seq } }, deps);
}

/** What an editor sent and with which key, kept beside his claim. */
export function rawOf(sent: unknown, { id, label }: KeyHolder): unknown {
  return { edit: sent, key: { id, label } };
}

/** Writes and waits until what is asked from now on is answered from it. */
export async function apply(
  changes: readonly Change[],
  { key, expect }: { readonly key: KeyHolder } & Pick<Run, 'expect'>,
  { stores, now, refresh }: HttpDeps,
): Promise<void> {
  if (changes.length === 0) return;
  const run: Run = {
    source: { id: EDITOR_SOURCE },
    label: `edit by ${key.label} (${key.id})`,
    at: new Date(now()).toISOString(),
    ...(expect && { expect }),
  };
  await stores.facilities.apply(changes, run);
  await refresh();
}

/** Whether anybody but editors says that the place is there. */
async function isPublished({ body }: Facility, { stores }: HttpDeps): Promise<boolean> {
  for (const { source, externalId } of body.sources) {
    if (source === EDITOR_SOURCE) continue;
    const record = await stores.facilities.record(source, externalId);
    if (record && !isDerived(record)) return true;
  }
  return false;
}

/** @throws UserError where there is neither the editor's nor a publisher's name or category */
export function requireWhole(said: Partial<Claim>): void {
  const faults = (['name', 'category'] as const)
    .filter((member) => said[member] === undefined)
    .map((parameter) => ({ parameter, detail: 'is missing, and nobody else says it', allowed: 'a value' }));
  if (faults.length > 0) throw refusedEdit(faults);
}

/** @throws UserError that names every member the rules refuse */
export function accepted({ said, issues, faults }: JudgedEdit): Pick<JudgedEdit, 'said' | 'issues'> {
  if (faults.length > 0) throw refusedEdit(faults);
  return { said, issues };
}

export function refusedEdit(faults: JudgedEdit['faults']): UserError {
  const detail = faults.map((it) => `${it.parameter} ${it.detail}`).join('; ');
  return new UserError('invalid-parameter', `${detail.slice(0, 1000)}.`, faults.slice(0, 20));
}

/** Personal numbers are kept as they are unless an edit names the member itself. */
export function withInternal(said: Partial<Claim>, before: Partial<Claim>, sent: object): Partial<Claim> {
  if (Object.hasOwn(sent, 'internal') || !before.internal) return said;
  const phone = [...new Set([...(before.internal.phone ?? []), ...(said.internal?.phone ?? [])])].slice(
    0,
    10,
  );
  return { ...said, internal: { ...before.internal, ...(phone.length > 0 && { phone }) } };
}

interface Telling {
  readonly lang: Language;
  readonly status?: number;
  readonly issues?: readonly Issue[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** The facility as it is served now, for an editor: with his word, what the rules noted, and a tag for `If-Match`. */
export async function editorsReply(id: string, telling: Telling, deps: HttpDeps): Promise<Reply> {
  const facility = await placeToEdit(id, deps);
  const { lang, status = 200, issues, headers } = telling;
  const now = deps.now();
  const shape = { lang, crs: 'wgs84', outCrs: 'wgs84' } as const;
  const hit = deps.finder.tell(facility, { at: now, now });
  const told = await tellFacility(facility, { shape, now, hit }, deps);
  const { said } = await wordOn(facility, deps);
  const noted = issues && { issues: issues.map((one) => toldIssue(one, lang)) };
  const body = JSON.stringify({ ...told, edit: documentOf(said), ...noted });
  return {
    status,
    type: GEOJSON,
    body,
    etag: versionTag(facility.seq, body),
    written: [facility.id],
    headers: {
      'Content-Crs': 'wgs84',
      'Content-Language': lang,
      'Cache-Control': 'no-store',
      Vary: 'Accept-Language, Authorization',
      ...headers,
    },
  };
}

function toldIssue({ rule, severity, column, value, words }: Issue, lang: Language): object {
  const where = { ...(column !== undefined && { member: column }), ...(value !== undefined && { value }) };
  return { rule, severity, ...where, detail: words[lang] };
}
