import { invalidFile, UserError } from '../../core/errors.js';
import { reasonOf } from './reason.js';
import { entryText, unpackEntry, zipEntries, type ZipEntry } from './zip.js';

/** A sheet of a workbook (ECMA-376 part 1, 18.2): its name and the part it is kept in. */
export interface WorkbookSheet {
  readonly name: string;
  readonly hidden: boolean;
  readonly part: ZipEntry;
}

/** Cells that were merged, by their corners; rows as a spreadsheet counts them, columns from 0. */
export interface Merge {
  readonly top: number;
  readonly bottom: number;
  readonly column: number;
}

/** What a workbook may unpack to: all of it, and the table of texts, which has to be held whole. */
const MAX_WORKBOOK_BYTES = 512 * 2 ** 20;
const MAX_TEXTS_BYTES = 256 * 2 ** 20;
/** A part of this size that unpacks to more than so many times what it takes up holds nothing but blanks: sheets of places do some 10 times. */
const BLANK_FROM_BYTES = 4 * 2 ** 20;
const MAX_UNPACK_RATIO = 200;

/**
 * Looks into a workbook: its sheets, before anything large is unpacked.
 * @throws UserError `invalid-file` for another kind of archive, a damaged one, or one that unpacks to absurd size
 */
export async function openWorkbook(file: Buffer, name: string): Promise<readonly WorkbookSheet[]> {
  try {
    const entries = zipEntries(file);
    refuseOthers(entries, name);
    refuseBombs(entries, name);
    for (const entry of entries.values()) if (entry.name.startsWith('xl/')) await checkSize(file, entry);
    return await sheets(file, entries);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw invalidFile({
      zh: `${name} 无法作为工作簿打开（${reasonOf(error)}）。请重新获取文件，或用 Excel、WPS 打开后另存为 .xlsx。`,
      en: `${name} cannot be opened as a workbook: ${reasonOf(error)}.`,
    });
  }
}

function refuseOthers(entries: ReadonlyMap<string, ZipEntry>, name: string): void {
  if (entries.has('xl/workbook.xml')) return;
  const says = (zh: string, en: string) => invalidFile({ zh: `${name} 是${zh}。`, en: `${name} is ${en}.` });
  if (entries.has('xl/workbook.bin'))
    throw says('二进制工作簿（.xlsb），请另存为 .xlsx', 'a binary workbook (.xlsb): save it as .xlsx');
  if (entries.has('word/document.xml'))
    throw says(
      ' Word 文档，请把表格复制到 Excel 或 WPS，另存为 .xlsx',
      'a Word document: copy the table into Excel or WPS and save it as .xlsx',
    );
  if (entries.has('content.xml'))
    throw says(
      ' OpenDocument 文件，请另存为 .xlsx 或 .csv',
      'an OpenDocument file: save it as .xlsx or .csv',
    );
  throw says(' ZIP 压缩包，请解压后导入其中的文件', 'a ZIP archive: unpack it and import the file inside');
}

function refuseBombs(entries: ReadonlyMap<string, ZipEntry>, name: string): void {
  const total = [...entries.values()].reduce((sum, entry) => sum + entry.unpacked, 0);
  const texts = entries.get('xl/sharedStrings.xml')?.unpacked ?? 0;
  const blank = [...entries.values()].find(
    ({ packed, unpacked }) => unpacked > BLANK_FROM_BYTES && unpacked > MAX_UNPACK_RATIO * packed,
  );
  if (blank) {
    const size = Math.round(blank.unpacked / 2 ** 20);
    throw invalidFile({
      zh: `${name} 中有 ${size} MiB 几乎全是空白（${blank.name}）；请把有内容的行复制到新工作簿，或另存为 .csv。`,
      en: `${name} holds ${size} MiB of next to nothing (${blank.name}); copy the rows that have content into a new workbook, or save it as .csv.`,
    });
  }
  if (total <= MAX_WORKBOOK_BYTES && texts <= MAX_TEXTS_BYTES) return;
  const size = Math.round(total / 2 ** 20);
  throw invalidFile({
    zh: `${name} 解压后有 ${size} MiB，作为工作簿太大；请另存为 .csv。`,
    en: `${name} unpacks to ${size} MiB, more than is read from a workbook; save it as .csv.`,
  });
}

async function checkSize(file: Buffer, entry: ZipEntry): Promise<void> {
  for await (const piece of unpackEntry(file, entry)) void piece;
}

async function sheets(file: Buffer, entries: ReadonlyMap<string, ZipEntry>): Promise<WorkbookSheet[]> {
  const workbook = await entryText(file, entries.get('xl/workbook.xml')!);
  const relations = entries.get('xl/_rels/workbook.xml.rels');
  const targets = relationTargets(relations ? await entryText(file, relations) : '');
  const found: WorkbookSheet[] = [];
  for (const attributes of tags(workbook, 'sheet')) {
    const part = entries.get(partName(targets.get(attributes['id'] ?? '') ?? ''));
    if (part)
      found.push({ name: attributes['name'] ?? '', hidden: /hidden/i.test(attributes['state'] ?? ''), part });
  }
  return found;
}

function relationTargets(xml: string): Map<string, string> {
  return new Map(tags(xml, 'Relationship').map((one) => [one['Id'] ?? '', one['Target'] ?? '']));
}

function partName(target: string): string {
  return target.startsWith('/') ? target.slice(1) : `xl/${target}`;
}

/**
 * The merged ranges of a sheet. They stand behind its rows, so the part is read through once for them alone; only
 * those that go down over several rows are of use.
 */
export async function mergedDown(file: Buffer, sheet: WorkbookSheet): Promise<Merge[]> {
  let tail = '';
  const merges: Merge[] = [];
  for await (const piece of unpackEntry(file, sheet.part)) {
    tail += piece.toString('latin1');
    const complete = tail.lastIndexOf('>') + 1;
    for (const { ref } of tags(tail.slice(0, complete), 'mergeCell')) {
      const corners = /^([A-Z]+)(\d+):[A-Z]+(\d+)$/.exec(ref ?? '');
      const [top, bottom] = [Number(corners?.[2]), Number(corners?.[3])];
      if (corners && bottom > top) merges.push({ top, bottom, column: columnNumber(corners[1]!) });
    }
    // An element that is not complete yet; a long blank, which is none, is not carried along.
    const begun = tail.indexOf('<', complete);
    tail = begun < 0 ? '' : tail.slice(begun, begun + MAX_ELEMENT_CHARACTERS);
  }
  return merges;
}

/** Longer than any element that is looked for. */
const MAX_ELEMENT_CHARACTERS = 10_000;

function columnNumber(letters: string): number {
  return Array.from(letters).reduce((number, letter) => number * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

/** The attributes of every element of this local name, entities resolved. */
function tags(xml: string, name: string): Record<string, string>[] {
  const elements = xml.matchAll(new RegExp(`<(?:[a-z0-9]+:)?${name}\\s([^>]*)>`, 'gi'));
  return [...elements].map((element) => {
    const attributes = element[1]!.matchAll(/(?:[a-z0-9]+:)?([a-z0-9]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/gi);
    return Object.fromEntries([...attributes].map((one) => [one[1]!, unescape(one[2] ?? one[3] ?? '')]));
  });
}

function unescape(text: string): string {
  const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  return text.replaceAll(/&(#x[0-9a-f]+|#\d+|\w+);/gi, (whole, entity: string) => {
    if (entity.startsWith('#x')) return String.fromCodePoint(Number.parseInt(entity.slice(2), 16));
    if (entity.startsWith('#')) return String.fromCodePoint(Number(entity.slice(1)));
    return named[entity] ?? whole;
  });
}
