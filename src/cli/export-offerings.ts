import { invalidParameter } from '../core/errors.js';
import type { OfferingKind } from '../core/offerings/documents.js';
import { writeCalendar } from '../core/offerings/icalendar.js';
import type { AnyOffering, Offering } from '../core/offerings/offering.js';
import { offeringColumns, offeringSheet } from '../core/offerings/sheet.js';
import { ID_COLUMN } from '../core/sheet.js';
import type { Card } from '../core/store.js';
import type { Stores } from '../core/stores.js';
import { inLanguage, type Language } from '../core/vocabulary.js';
import { csvLine } from './export-formats.js';
import { refuseUnknown } from './known.js';

/** Events, offers and the like as files. */

export const OFFERING_FORMATS = ['csv', 'json', 'ics'] as const;
export type OfferingFormat = (typeof OFFERING_FORMATS)[number];

export interface OfferingExport {
  readonly kind: OfferingKind;
  readonly format: OfferingFormat;
  readonly bom: boolean;
  readonly lang: Language;
  /** Only what is from this publisher's list. */
  readonly source?: string | undefined;
}

/** The format that is asked for, or else that of the file's name. @throws UserError for one there is not */
export function offeringFormat(
  kind: OfferingKind,
  { format, out }: { readonly format?: string | undefined; readonly out?: string | undefined },
): OfferingFormat {
  const allowed = OFFERING_FORMATS.filter((one) => one !== 'ics' || kind === 'event');
  const word = (format ?? /\.(csv|json|ics)$/i.exec(out ?? '')?.[1] ?? 'json').toLowerCase();
  const found = allowed.find((one) => one === word);
  if (found) return found;
  const detail = word === 'ics' ? 'is of events only' : `"${word}" is not known`;
  throw invalidParameter({ parameter: 'format', value: word, detail, allowed });
}

/** The whole text in pieces: everything that is there, what is over included. */
export async function* offeringText(stores: Stores, asked: OfferingExport): AsyncIterable<string> {
  const offerings = await present(stores, asked);
  if (asked.source !== undefined && offerings.length === 0)
    refuseUnknown('source', asked.source, await sourcesOf(stores, asked));
  if (asked.format === 'ics') yield await calendar(stores, offerings as Offering<'event'>[], asked);
  else if (asked.format === 'csv') yield* csv(offerings, asked);
  else yield* json(offerings, asked);
}

const READ = 2_000;

async function present(
  { offerings }: Stores,
  { kind, source }: OfferingExport,
): Promise<readonly AnyOffering[]> {
  const found: AnyOffering[] = [];
  for (let after = 0; ;) {
    const some = await offerings.changes(after, READ);
    for (const one of some)
      if (
        one.kind === kind &&
        one.removedAt === undefined &&
        (source ?? one.record?.source) === one.record?.source
      )
        found.push(one);
    if (some.length < READ) return found.toSorted((a, b) => Number(a.id) - Number(b.id));
    after = some.at(-1)!.seq;
  }
}

/** The publishers there is something of this kind from. */
async function sourcesOf(stores: Stores, { kind, ...asked }: OfferingExport): Promise<string[]> {
  const everything = await present(stores, { ...asked, kind, source: undefined });
  return [...new Set(everything.flatMap(({ record }) => record?.source ?? []))];
}

function* csv(offerings: readonly AnyOffering[], { kind, bom }: OfferingExport): Iterable<string> {
  const columns = offeringColumns(kind);
  yield `${bom ? '\ufeff' : ''}${csvLine(columns)}\r\n`;
  for (const one of offerings) {
    const sheet = offeringSheet(one);
    yield `${csvLine(columns.map((column) => sheet[column] ?? null))}\r\n`;
  }
}

function* json(offerings: readonly AnyOffering[], { kind }: OfferingExport): Iterable<string> {
  yield `{"${kind}s":[`;
  for (const [i, { id, record, content }] of offerings.entries()) {
    const named = {
      [ID_COLUMN]: id,
      ...(record && { source: record.source, external_id: record.externalId }),
    };
    yield `${i === 0 ? '' : ','}\n${JSON.stringify({ ...named, ...content })}`;
  }
  yield '\n]}\n';
}

async function calendar(
  { facilities }: Stores,
  events: readonly Offering<'event'>[],
  { lang }: OfferingExport,
): Promise<string> {
  const ids = [...new Set(events.flatMap(({ content }) => content.facility ?? []))];
  const cards = new Map<string, Card>();
  for (let i = 0; i < ids.length; i += READ) {
    const some = ids.slice(i, i + READ);
    for (const card of await facilities.list({ ids: some }, 0, READ)) cards.set(card.id, card);
  }
  const entries = events.map((event) => ({
    event,
    place: placeOf(event, cards.get(event.content.facility ?? ''), lang),
  }));
  return writeCalendar(entries, { name: lang === 'zh' ? '驿站活动' : 'Yizhan events', lang });
}

function placeOf({ content: { position } }: Offering<'event'>, card: Card | undefined, lang: Language) {
  if (position) return { lon: position.lon, lat: position.lat };
  if (!card || card.lon === null || card.lat === null) return undefined;
  const name = inLanguage({ zh: card.nameZh ?? undefined, en: card.nameEn ?? undefined }, lang);
  return { name, lon: card.lon, lat: card.lat };
}
