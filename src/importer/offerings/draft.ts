import { createHash } from 'node:crypto';
import { AUDIENCES } from '../../core/facility.js';
import type { OfferingKind } from '../../core/offerings/documents.js';
import type { LocalText } from '../../core/vocabulary.js';
import { audienceOf } from '../sources/access.js';
import { ROUNDED_NUMBER } from '../sources/external-id.js';
import { folded, isEastAsian } from '../sources/text.js';
import type { OfferingCell, OfferingCells } from './cells.js';
import { draftEvent } from './draft-event.js';
import { draftHotline } from './draft-hotline.js';
import { draftOffer } from './draft-offer.js';
import { draftOrganisation, draftProgramme } from './draft-programme.js';
import type { WantedPlace } from './place-finder.js';
import { localOf, published, readLink, type DraftParts, type RowDraft } from './row-draft.js';
import type { When } from './when/read-when.js';
import { flagOf, listOf, measureOf } from './words.js';

/** What is made of a row before its place and organiser are looked for. */
export interface OfferingDraft {
  readonly externalId: string;
  /** Not yet checked. */
  readonly document: Record<string, unknown>;
  /** Of an event. */
  readonly when?: When;
  readonly place: WantedPlace;
  readonly organiser?: OfferingCell;
}

const OF_KIND: Readonly<Record<OfferingKind, (row: RowDraft) => void>> = {
  event: draftEvent,
  offer: draftOffer,
  programme: draftProgramme,
  hotline: draftHotline,
  organisation: draftOrganisation,
};

/** One row as an offering. Never throws for what a row holds: what is wrong is in the findings. */
export function draftOffering(cells: OfferingCells, parts: DraftParts): OfferingDraft {
  const row: RowDraft = { cells, parts, document: {}, notes: [], telling: [] };
  readCommon(row);
  OF_KIND[parts.kind](row);
  if (parts.kind !== 'organisation') readMeasure(row);
  addNotes(row);
  const organiser = cells.first('organiser');
  const place = placeOf(row);
  return {
    externalId: externalIdOf(row, place),
    document: row.document,
    place,
    ...(row.when && { when: row.when }),
    ...(organiser && { organiser }),
  };
}

function readCommon(row: RowDraft): void {
  const { cells, document } = row;
  const name = localOf(row, 'name');
  if (name) document['name'] = name;
  else cells.findings.note('name.missing');
  const description = localOf(row, 'description');
  if (description) document['description'] = description;
  const area = cells.first('area');
  if (area) document['area'] = listOf(area.value, area.text).slice(0, 50);
  readAudience(row);
  readLink(row, 'link');
  const by = cells.text('stated.by');
  const [link, checked] = [cells.text('stated.link'), cells.text('stated.checked')];
  if (by) document['stated'] = { by: by.slice(0, 200), ...(link && { link }), ...(checked && { checked }) };
  if (flagOf(cells.text('illustrative')) === true) document['illustrative'] = true;
}

function readAudience({ cells, document, notes }: RowDraft): void {
  const cell = cells.first('audience');
  if (!cell) return;
  const words = listOf(cell.value, cell.text);
  const codes = AUDIENCES.filter((one) => words.includes(one));
  const found = codes.length === words.length ? codes : audienceOf(cell.text);
  if (found) document['audience'] = found;
  else notes.push(published(cells, cell));
}

function readMeasure({ cells, document, parts }: RowDraft): void {
  const { vocabulary, measure } = parts;
  const cell = cells.first('measure');
  const said = cell && measureOf(cell.text, vocabulary);
  const services = [document['service'] ?? document['services'] ?? []].flat() as string[];
  const ofServices = new Set(services.map((code) => vocabulary.services.get(code)?.measure));
  const found = said ?? measure ?? (ofServices.size === 1 ? [...ofServices][0] : undefined);
  if (found !== undefined && (said !== undefined || !cell)) document['measure'] = found;
  else if (cell) cells.findings.note('measure.unknown', { column: cell.column, value: cell.text });
  // An offer's measure is that of its service; that this one is missing was said.
  else if (parts.kind !== 'offer' || services.length > 0) cells.findings.note('measure.missing');
}

function addNotes({ document, notes, cells }: RowDraft): void {
  const words = notes.filter((note) => note !== '');
  if (words.length === 0) return;
  const before = (document['description'] ?? {}) as LocalText;
  const text = words.join('；');
  const lang = isEastAsian(text) ? 'zh' : 'en';
  const whole = [before[lang], text].filter((one) => one !== undefined).join('\n');
  document['description'] = { ...before, [lang]: cells.findings.cut(whole, 1000, 'description') };
}

function placeOf({ cells, document }: RowDraft): WantedPlace {
  const text = (field: string) => cells.text(field) || undefined;
  const [name, address] = [cells.first('_place'), cells.first('address')];
  const said = {
    id: text('facility'),
    source: text('_facilitySource'),
    externalId: text('_facilityExternalId'),
    name: name && published(cells, name),
    address: address && published(cells, address),
    district: text('_district'),
    subdistrict: text('_subdistrict'),
  };
  const given = Object.entries(said).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(given), area: (document['area'] as string[] | undefined) ?? [] };
}

/** Its own id, or a key made of what tells it from the others of the list. */
function externalIdOf({ cells, document, telling }: RowDraft, place: WantedPlace): string {
  const given = cells.first('external_id');
  if (given) {
    if (ROUNDED_NUMBER.test(given.text))
      cells.findings.note('id.damaged', { column: given.column, value: given.text });
    return given.text.slice(0, 500);
  }
  const { zh = '', en = '' } = (document['name'] ?? {}) as LocalText;
  const words = [zh || en, ...telling, place.id ?? place.externalId ?? place.name ?? place.address ?? ''];
  const key = createHash('sha256').update(words.map(folded).join('\n'));
  return `c-${key.digest('hex').slice(0, 20)}`;
}
