import { toWgs84, type CrsName } from '../../core/crs.js';
import type { Address, Claim, Hours, ServiceOffer } from '../../core/facility.js';
import type { Position } from '../../core/position.js';
import type { LocalText, Vocabulary } from '../../core/vocabulary.js';
import { isObject } from '../readers/flatten.js';
import type { SourceRow } from '../readers/reading.js';
import { categoryByRules, categoryByWord, type CategoryFound } from './category.js';
import { Cells } from './cells.js';
import { checkedClaim } from './checked.js';
import type { Columns } from './columns.js';
import { readContacts } from './contacts.js';
import type { Coordinates } from './coordinates.js';
import type { DraftClaim } from './draft-claim.js';
import { externalIdOf } from './external-id.js';
import { Findings } from './findings.js';
import { readAccess } from './access.js';
import { readCapacity, readInService } from './measures.js';
import { readCoordinates } from './position.js';
import { keepPersonsInside } from './personal.js';
import { withoutUnseen } from './unseen.js';
import type { ServiceWords } from './services.js';
import type { Skip, SourceFile } from './source-file.js';
import { isEastAsian, localText } from './text.js';

/** What became of a row: a record to write, or why there is none. */
export type Draft =
  | {
      readonly kind: 'record';
      readonly externalId: string;
      readonly claim: Claim;
      readonly findings: Findings;
    }
  | { readonly kind: 'skipped'; readonly skip: Skip; readonly findings: Findings }
  | { readonly kind: 'rejected'; readonly findings: Findings };

export interface DraftingParts {
  readonly source: SourceFile;
  readonly columns: Columns;
  readonly vocabulary: Vocabulary;
  readonly serviceWords: ServiceWords;
  /** Makes rules of the words of an hours column. */
  readonly readHours: (text: string) => Hours;
  /** The datum of the coordinates; asked for only when a row has some. */
  readonly datum: () => CrsName;
  /** Whether a position lies where all places of the source do; absent: they may lie anywhere. */
  readonly inArea?: (position: Position) => boolean;
}

/** One row as a record of its source. Never throws for what a row holds: what is wrong is in the findings. */
export function draftRow(row: SourceRow, parts: DraftingParts): Draft {
  const findings = new Findings(row.row);
  if (row.fault !== undefined) {
    findings.note('row.unreadable', { detail: row.fault });
    return { kind: 'rejected', findings };
  }
  if (row.surplus) findings.note('row.surplus_cells', { value: row.surplus.join(', ') });
  const cells = new Cells(row, parts.columns, findings);
  const skip = skipOf(parts.source, cells) ?? totalOf(cells);
  if (skip) return { kind: 'skipped', skip, findings };
  const category = categoryOf(cells, findings, parts);
  if (category.kind === 'skip') return { kind: 'skipped', skip: category.skip, findings };
  const { source, vocabulary } = parts;
  const name = nameOf(cells, findings, { source, vocabulary, category });
  const coordinates = readCoordinates(cells, findings);
  if (category.kind === 'rejected' || name === undefined || findings.rejected)
    return { kind: 'rejected', findings };
  return record({ cells, findings, parts, name, coordinates, category: category.code });
}

interface RowRead {
  readonly cells: Cells;
  readonly findings: Findings;
  readonly parts: DraftingParts;
  readonly name: LocalText;
  readonly coordinates: (Coordinates & { readonly column: string }) | undefined;
  readonly category: string;
}

function record(read: RowRead): Draft {
  const { cells, findings, parts, name, coordinates, category } = read;
  // Put together member by member, here and below: each object that is made by spreading others costs a hidden class of its
  // own, which lives on until all of the heap is looked through.
  const claim: DraftClaim = { name, category };
  claim.aliases = aliasesOf(cells, findings);
  placed(claim, coordinates, findings, parts);
  claim.address = addressOf(cells, findings, parts.source);
  claim.hours = hoursOf(cells, findings, parts);
  servicesAndWords(claim, cells, findings, parts);
  claim.capacity = readCapacity(cells, findings);
  readContacts(claim, cells, findings);
  claim.operator = textOfCell('operator', cells, findings);
  claim.access = readAccess(cells, findings);
  claim.inService = readInService(cells, findings, parts.source.values?.inService);
  claim.overwrites = parts.source.overwrites;
  const externalId = externalIdOf(parts.source.externalId, cells, findings, {
    name: name.zh ?? name.en ?? '',
    address: cells.text('address'),
    coordinates,
  });
  if (!coordinates) findings.note('position.missing');
  const checked = checkedClaim(keepPersonsInside(withoutUnseen(claim, findings), findings));
  for (const { path, message } of checked.wrong) {
    findings.note('claim.invalid', { detail: `${path.join('.')}: ${message}` });
  }
  if (!checked.claim || findings.rejected) return { kind: 'rejected', findings };
  return { kind: 'record', externalId, claim: checked.claim, findings };
}

function skipOf(source: SourceFile, cells: Cells): Skip | undefined {
  return source.skip?.find(({ when }) =>
    Object.entries(when).some(([column, words]) => {
      const text = cells.at(column)?.text ?? '';
      return words.some((word) => text.includes(word));
    }),
  );
}

/** Below many lists stands how many there are: a row that says so, and neither where nor which, is no place. */
function totalOf(cells: Cells): Skip | undefined {
  const { values, geometry } = cells.row;
  const says = (['externalId', 'address', 'lon', 'lat', 'position'] as const).some(
    (field) => cells.text(field) !== '' && !TOTAL.test(cells.text(field)),
  );
  if (says || geometry !== undefined) return undefined;
  return Object.values(values).some((value) => typeof value === 'string' && TOTAL.test(value))
    ? TOTAL_ROW
    : undefined;
}

const TOTAL = /^\s*(?:合\s*计|总\s*计|小\s*计|共\s*计|总\s*数|(?:sub|grand\s)?total)\s*[:：]?\s*$/i;
const TOTAL_ROW: Skip = {
  id: 'total',
  zh: '合计行，不是地点',
  en: 'a row with the total, not a place',
};

function categoryOf(cells: Cells, findings: Findings, { source, vocabulary }: DraftingParts): CategoryFound {
  if (typeof source.category === 'string') return { kind: 'category', code: source.category };
  if (source.category) return categoryByRules(source.category, cells, findings);
  return categoryByWord(vocabulary, cells, findings);
}

function nameOf(
  cells: Cells,
  findings: Findings,
  {
    source,
    vocabulary,
    category,
  }: Pick<DraftingParts, 'source' | 'vocabulary'> & { readonly category: CategoryFound },
): LocalText | undefined {
  const name = localMember('name', 'nameEn', cells, findings);
  if (name) return name;
  const label =
    source.unnamed === 'category' && category.kind === 'category'
      ? vocabulary.categories.get(category.code)?.label
      : undefined;
  findings.note(label ? 'name.from_category' : 'name.missing');
  return label && { zh: label.zh, en: label.en };
}

/** A text in both languages: its own column, and the one for English where there is one. */
function localMember(
  field: 'name' | 'address',
  english: 'nameEn' | 'addressEn',
  cells: Cells,
  findings: Findings,
): LocalText | undefined {
  const cell = cells.first(field);
  const main = cell && localText(cell.value);
  const en = cells.text(english);
  if (cell && /\ufffd|锟斤拷|烫烫烫/.test(cell.text))
    findings.note('name.damaged', { column: cell.column, value: cell.text });
  return cutBoth(main?.zh, en === '' ? main?.en : en, findings, field);
}

function textOfCell(field: 'operator', cells: Cells, findings: Findings): LocalText | undefined {
  const cell = cells.first(field);
  const text = cell && localText(cell.value);
  return text && cutBoth(text.zh, text.en, findings, field);
}

/** A text in the languages in which there is one. */
function cutBoth(
  zh: string | undefined,
  en: string | undefined,
  findings: Findings,
  column: string,
): LocalText | undefined {
  if (!zh && !en) return undefined;
  const text: { zh?: string; en?: string } = {};
  if (zh) text.zh = findings.cut(zh, 1000, column);
  if (en) text.en = findings.cut(en, 1000, column);
  return text;
}

function aliasesOf(cells: Cells, findings: Findings): Claim['aliases'] {
  const found = cells.all('aliases');
  if (found.length === 0) return undefined;
  const aliases = found
    .flatMap(({ text }) => text.split(/[、;；|]/))
    .map((text) => findings.cut(text.trim(), 200, 'aliases'))
    .filter((text) => text !== '');
  return aliases.length > 0 ? [...new Set(aliases)].slice(0, 50) : undefined;
}

function placed(
  claim: DraftClaim,
  coordinates: (Coordinates & { readonly column: string }) | undefined,
  findings: Findings,
  { source, datum, inArea }: DraftingParts,
): void {
  if (!coordinates) return;
  const { x, y } = coordinates;
  const crs = datum();
  const { lon, lat } = toWgs84({ lon: x, lat: y }, crs);
  claim.sourcePosition = { x, y, crs };
  if (inArea?.({ lon, lat }) === false)
    findings.note('position.outside_area', { column: coordinates.column, value: `${x}, ${y}` });
  else claim.position = { lon, lat, precision: source.precision ?? 'unknown' };
}

const AREAS = ['province', 'city', 'district', 'subdistrict'] as const;

function addressOf(cells: Cells, findings: Findings, source: SourceFile): Claim['address'] {
  const address: { -readonly [M in keyof Address]: Address[M] } = {};
  const text = localMember('address', 'addressEn', cells, findings);
  if (text) address.text = text;
  if (source.address) Object.assign(address, source.address);
  for (const field of AREAS) {
    const value = cells.text(field);
    if (value) address[field] = findings.cut(value, 50, field);
  }
  const postcode = cells.text('postcode');
  if (postcode) address.postcode = findings.cut(postcode, 20, 'postcode');
  return holds(address) ? address : undefined;
}

/** The season goes in front of the hours: `7月1日起 每天10:00-17:00`. */
function hoursOf(cells: Cells, findings: Findings, { readHours }: DraftingParts): Claim['hours'] {
  // The reader of a standard hands hours over as the model has them; they are checked with the claim.
  const given = cells.first('hours')?.value;
  if (isObject(given)) return given as Hours;
  const season = cells.text('season');
  const hours = cells.text('hours');
  const text = season === '' ? hours : hours === '' ? season : `${season} ${hours}`;
  return text === '' ? undefined : readHours(findings.cut(text, 2000, 'hours'));
}

/** Services by their words, or as the reader of a standard hands them over; words that are not known go into the description. */
function servicesAndWords(claim: DraftClaim, cells: Cells, findings: Findings, parts: DraftingParts): void {
  const unknown: string[] = [];
  const said: Readonly<Record<string, ServiceOffer>>[] = [];
  if (parts.source.services) said.push(onesOf(parts.source.services));
  for (const cell of cells.all('services')) {
    if (isObject(cell.value)) {
      said.push(cell.value as Record<string, ServiceOffer>);
      continue;
    }
    const found = parts.serviceWords.find(cell.text);
    said.push(found.services);
    unknown.push(...found.unknown);
    for (const word of found.unknown)
      findings.note('services.unknown_word', { column: cell.column, value: word });
  }
  // What one cell says is handed on as it is: the same words in another row give the same object.
  const services =
    said.length === 1 ? said[0]! : (Object.assign({}, ...said) as NonNullable<Claim['services']>);
  if (holds(services)) claim.services = services;
  findings.unknownServices.push(...unknown);
  const described = cells.all('description');
  if (described.length === 0 && unknown.length === 0) return;
  const texts = [...described.map((cell) => cell.text), unknown.join('、')].filter((text) => text !== '');
  const zh = texts.filter((text) => isEastAsian(text)).join('\n');
  const en = texts.filter((text) => !isEastAsian(text)).join('\n');
  claim.description = cutBoth(zh, en, findings, 'description');
}

function onesOf(codes: readonly string[]): Record<string, ServiceOffer> {
  return Object.fromEntries(codes.map((code) => [code, { state: 'yes' }]));
}

function holds(members: object): boolean {
  for (const _ in members) return true;
  return false;
}
