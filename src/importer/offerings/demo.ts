import { z } from 'zod';
import { UserError } from '../../core/errors.js';
import { formatDate, localMinutes, MINUTES_A_DAY } from '../../core/hours/civil.js';
import { OFFERING_KINDS, type OfferingKind } from '../../core/offerings/documents.js';
import type { OfferingPut } from '../../core/offerings/offering.js';
import { readOffering } from '../../core/offerings/read-offering.js';
import { withReferences } from '../../core/offerings/references.js';
import type { Stores } from '../../core/stores.js';
import type { Vocabulary } from '../../core/vocabulary.js';

/**
 * What there is beside places in the demo quarter: lists of documents by kind. `key` names one among its kind. A day may
 * be written as `+3`, three days after the day of loading, with a time as `+3 19:00`; a facility, also
 * of a member, as the demo's own id of a place, an organiser as the key of an organisation.
 */
const documents = z.array(z.looseObject({ key: z.string() }));
const demo = z.strictObject(
  Object.fromEntries(OFFERING_KINDS.map((kind) => [kind, documents])) as Record<
    OfferingKind,
    typeof documents
  >,
);

const SOURCE = 'demo';
const AUTHOR = { id: SOURCE, label: 'demo quarter' };
/** The publishers of the demo's places. */
const PLACE_SOURCES = ['demo-illustrative', 'public-knowledge', 'shanghai-poi', 'putuo-union-articles'];

export interface DemoParts {
  readonly stores: Pick<Stores, 'facilities' | 'offerings'>;
  readonly vocabulary: Vocabulary;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Puts the demo's offerings into a store that holds the demo's places, dated from today on; what an editor has changed
 * stays as he left it.
 * @throws Error for a file that is not as described above
 */
export async function loadDemoOfferings(json: unknown, parts: DemoParts): Promise<void> {
  const { stores, now } = parts;
  const file = demo.parse(json);
  for (const kind of OFFERING_KINDS) {
    const puts: OfferingPut[] = [];
    for (const { key, ...document } of file[kind]) {
      const put = await putOf(kind, key, document, parts);
      if (put) puts.push(put);
    }
    const run = { by: AUTHOR, at: new Date(now).toISOString() };
    await stores.offerings.put(puts, { ...run, snapshot: { kind, source: SOURCE } });
  }
}

/** Nothing where its place is no longer there. */
async function putOf(
  kind: OfferingKind,
  key: string,
  document: Readonly<Record<string, unknown>>,
  { stores, vocabulary, now }: DemoParts,
): Promise<OfferingPut | undefined> {
  const dated = Object.fromEntries(
    Object.entries(document).map(([name, value]) => [name, dateOf(value, now)]),
  );
  const { facility, organiser } = dated;
  if (typeof facility === 'string') {
    const id = await placeIn(stores, facility);
    if (id === undefined) return undefined;
    dated['facility'] = id;
  }
  if (Array.isArray(dated['members']))
    dated['members'] = await membersIn(stores, dated['members'] as readonly Member[]);
  if (typeof organiser === 'string') dated['organiser'] = await organisationIn(stores, organiser);
  const { content, faults } = readOffering(kind, dated, vocabulary);
  const wrong = content ? (await withReferences(content, stores)).faults : faults;
  if (content && wrong.length === 0)
    return { kind, content, record: { source: SOURCE, externalId: key } } as OfferingPut;
  const words = wrong.map((one) => `${one.parameter} ${one.detail}`).join('; ');
  throw new UserError('invalid-file', `the demo's ${kind} ${key}: ${words}`);
}

/** `+3` and `+3 19:00` as a date, or a time, so many days from now. */
function dateOf(value: unknown, now: number): unknown {
  const [, days, time] = (typeof value === 'string' && /^\+(\d{1,3})(?: (\d{2}:\d{2}))?$/.exec(value)) || [];
  if (days === undefined) return value;
  const date = formatDate(Math.floor(localMinutes(now) / MINUTES_A_DAY) + Number(days));
  return time === undefined ? date : `${date}T${time}`;
}

type Member = Readonly<Record<string, unknown>> & { readonly facility?: string };

/** One whose place is no longer there stays by its name. */
async function membersIn(stores: DemoParts['stores'], members: readonly Member[]): Promise<object[]> {
  return Promise.all(
    members.map(async ({ facility, ...rest }) => {
      const id = facility === undefined ? undefined : await placeIn(stores, facility);
      return id === undefined ? rest : { ...rest, facility: id };
    }),
  );
}

async function placeIn({ facilities }: DemoParts['stores'], externalId: string): Promise<string | undefined> {
  for (const source of PLACE_SOURCES) {
    const found = await facilities.record(source, externalId);
    if (found) return found.facility;
  }
  return undefined;
}

async function organisationIn({ offerings }: DemoParts['stores'], key: string): Promise<string | undefined> {
  for (let after = 0; ;) {
    const some = await offerings.changes(after, 1000);
    const found = some.find(
      (one) => one.record?.source === SOURCE && one.record.externalId === key && one.kind === 'organisation',
    );
    if (found) return found.removedAt === undefined ? found.id : undefined;
    if (some.length < 1000) return undefined;
    after = some.at(-1)!.seq;
  }
}
