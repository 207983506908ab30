import type { CrsName } from '../../core/crs.js';
import type { OfferingKind } from '../../core/offerings/documents.js';
import { maskPersonal } from '../../core/personal-number.js';
import type { LocalText, Vocabulary } from '../../core/vocabulary.js';
import { tellPhonesApart } from '../sources/phones.js';
import type { ServiceWords } from '../sources/services.js';
import { localText } from '../sources/text.js';
import type { OfferingCell, OfferingCells } from './cells.js';
import type { When } from './when/read-when.js';

/** A row on its way to an offering, and what all kinds read of it. */

export interface DraftParts {
  readonly kind: OfferingKind;
  readonly vocabulary: Vocabulary;
  readonly serviceWords: ServiceWords;
  /** The measure of rows that name none. */
  readonly measure?: string | undefined;
  /** The datum of positions, where a row and its headings do not say it. */
  readonly crs?: CrsName | undefined;
}

/** A row on its way: what is gathered while it is read. */
export interface RowDraft {
  readonly cells: OfferingCells;
  readonly parts: DraftParts;
  readonly document: Record<string, unknown>;
  /** Words that found no member of their own: they go into the description. */
  readonly notes: string[];
  /** What tells it from others of its name, where it has no id. */
  readonly telling: string[];
  when?: When;
}

/** A text in both languages, without a person's number. */
export function localOf({ cells }: RowDraft, member: string): LocalText | undefined {
  const main = cells.first(`${member}.zh`);
  const english = cells.first(`${member}.en`);
  const both = {
    ...(main && localText(published(cells, main))),
    ...(english && { en: published(cells, english) }),
  };
  const cut = Object.entries(both).map(
    ([lang, text]) => [lang, cells.findings.cut(text, 1000, member)] as const,
  );
  return cut.length > 0 ? Object.fromEntries(cut) : undefined;
}

/** The words of a cell, with *** where a person's number stood. */
export function published({ findings }: OfferingCells, { column, text }: OfferingCell): string {
  const masked = maskPersonal(text);
  if (masked !== text) findings.note('offering.personal_number', { column });
  return masked;
}

/** @returns whether the cell is a link */
export function readLink({ cells, document, notes }: RowDraft, member: string): boolean {
  const cell = cells.first(member);
  if (!cell) return false;
  const text = /^www\./i.test(cell.text) ? `http://${cell.text}` : cell.text;
  const isLink = /^https?:\/\/\S+$/i.test(text) && URL.canParse(text) && text.length <= 500;
  if (isLink) document[member] = text;
  else if (member === 'link') {
    cells.findings.note('value.not_usable', { column: cell.column, value: cell.text });
    notes.push(published(cells, cell));
  }
  return isLink;
}

/** What only says that a number follows. */
const LABEL = /^(?:(?:联系|咨询|报名|服务)?(?:电话|热线|手机)|tel|phone)?\s*[:：]?$/i;

/** Lines of an office; a person's own number is left out, and what is no number goes into the description. */
export function readPhones({ cells, document, notes }: RowDraft, field = 'phone'): void {
  const office: string[] = (document['phone'] as string[] | undefined) ?? [];
  for (const cell of cells.all(field)) {
    const found = tellPhonesApart(Array.isArray(cell.value) ? cell.value.join(';') : cell.text);
    office.push(...found.office);
    if (found.personal.length > 0) cells.findings.note('offering.personal_number', { column: cell.column });
    if (!LABEL.test(found.rest)) notes.push(maskPersonal(found.rest));
  }
  if (office.length > 0) document['phone'] = [...new Set(office)].slice(0, 10);
}
