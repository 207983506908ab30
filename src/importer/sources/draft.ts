import { toWgs84, type CrsName } from '../../core/crs.js';
import type { Claim, Hours, ServiceOffer } from '../../core/facility.js';
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
  const name = nameOf(cells, findings, { ...parts, category });
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
  const claim = {
    name,
    category,
    ...aliasesOf(cells, findings),
    ...placed(coordinates, findings, parts),
    ...addressOf(cells, findings, parts.source),
    ...hoursOf(cells, findings, parts),
    ...servicesAndWords(cells, findings, parts),
    ...readCapacity(cells, findings),
    ...readContacts(cells, findings),
    ...textMember('operator', cells, findings),
    ...readAccess(cells, findings),
    ...readInService(cells, findings, parts.source.values?.inService),
    ...(parts.source.overwrites && { overwrites: parts.source.overwrites }),
  };
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
  { source, vocabulary, category }: DraftingParts & { readonly category: CategoryFound },
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
  const both = { ...main, ...(en ? { en } : {}) };
  return holds(both) ? cutBoth(both, findings, field) : undefined;
}

function textMember(field: 'operator', cells: Cells, findings: Findings): { operator?: LocalText } {
  const cell = cells.first(field);
  const text = cell && localText(cell.value);
  return text ? { [field]: cutBoth(text, findings, field) } : {};
}

function cutBoth(text: LocalText, findings: Findings, column: string): LocalText {
  const { zh, en } = text;
  return {
    ...(zh ? { zh: findings.cut(zh, 1000, column) } : {}),
    ...(en ? { en: findings.cut(en, 1000, column) } : {}),
  };
}

function aliasesOf(cells: Cells, findings: Findings): Pick<Claim, 'aliases'> {
  const aliases = cells
    .all('aliases')
    .flatMap(({ text }) => text.split(/[、;；|]/))
    .map((text) => findings.cut(text.trim(), 200, 'aliases'))
    .filter((text) => text !== '');
  return aliases.length > 0 ? { aliases: [...new Set(aliases)].slice(0, 50) } : {};
}

function placed(
  coordinates: (Coordinates & { readonly column: string }) | undefined,
  findings: Findings,
  { source, datum, inArea }: DraftingParts,
): Pick<Claim, 'position' | 'sourcePosition'> {
  if (!coordinates) return {};
  const { x, y } = coordinates;
  const crs = datum();
  const { lon, lat } = toWgs84({ lon: x, lat: y }, crs);
  const sourcePosition = { x, y, crs };
  if (inArea?.({ lon, lat }) === false) {
    findings.note('position.outside_area', { column: coordinates.column, value: `${x}, ${y}` });
    return { sourcePosition };
  }
  return { position: { lon, lat, precision: source.precision ?? 'unknown' }, sourcePosition };
}

function addressOf(cells: Cells, findings: Findings, source: SourceFile): Pick<Claim, 'address'> {
  const text = localMember('address', 'addressEn', cells, findings);
  const parts: Record<string, string | undefined> = { ...source.address };
  for (const field of ['province', 'city', 'district', 'subdistrict'] as const) {
    const value = cells.text(field);
    if (value) parts[field] = findings.cut(value, 50, field);
  }
  const postcode = cells.text('postcode');
  if (postcode) parts['postcode'] = findings.cut(postcode, 20, 'postcode');
  const address = { ...(text ? { text } : {}), ...parts };
  return holds(address) ? { address } : {};
}

/** The season goes in front of the hours: `7月1日起 每天10:00-17:00`. */
function hoursOf(cells: Cells, findings: Findings, { readHours }: DraftingParts): Pick<Claim, 'hours'> {
  // The reader of a standard hands hours over as the model has them; they are checked with the claim.
  const given = cells.first('hours')?.value;
  if (isObject(given)) return { hours: given as Hours };
  const text = [cells.text('season'), cells.text('hours')].filter((part) => part !== '').join(' ');
  return text === '' ? {} : { hours: readHours(findings.cut(text, 2000, 'hours')) };
}

/** Services by their words, or as the reader of a standard hands them over; words that are not known go into the description. */
function servicesAndWords(
  cells: Cells,
  findings: Findings,
  parts: DraftingParts,
): Pick<Claim, 'services' | 'description'> {
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
  const services = said.length === 1 ? said[0]! : Object.assign({}, ...said);
  findings.unknownServices.push(...unknown);
  const texts = [...cells.all('description').map((cell) => cell.text), unknown.join('、')].filter(
    (text) => text !== '',
  );
  const zh = texts.filter((text) => isEastAsian(text)).join('\n');
  const en = texts.filter((text) => !isEastAsian(text)).join('\n');
  const description = { ...(zh ? { zh } : {}), ...(en ? { en } : {}) };
  return {
    ...(holds(services) ? { services } : {}),
    ...(holds(description) ? { description: cutBoth(description, findings, 'description') } : {}),
  };
}

function onesOf(codes: readonly string[]): Record<string, ServiceOffer> {
  return Object.fromEntries(codes.map((code) => [code, { state: 'yes' }]));
}

function holds(members: object): boolean {
  for (const _ in members) return true;
  return false;
}
