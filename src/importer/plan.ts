import { basename } from 'node:path';
import { EDITOR_SOURCE } from '../core/compose.js';
import type { CrsName } from '../core/crs.js';
import { areaContains } from '../core/geometry/area-contains.js';
import { checkArea } from '../core/geometry/check-area.js';
import { boxContains, type Position } from '../core/position.js';
import { invalidParameter, UserError } from '../core/errors.js';
import type { CrsOrigin, ImportRequest } from '../core/import.js';
import { closest } from '../core/spelling.js';
import type { Vocabulary } from '../core/vocabulary.js';
import { LINKS_SOURCE } from './belonging.js';
import type { Reading } from './readers/reading.js';
import type { Columns } from './sources/columns.js';
import { namesIn } from './sources/columns.js';
import type { SourceFile } from './sources/source-file.js';
import { short } from './sources/text.js';

/**
 * What is asked for, put together before a row is read: the publisher's file with the options of this call above it.
 * @throws UserError for a word that is not in the vocabulary, or options that contradict each other
 */
export function planSource(
  request: ImportRequest,
  known: SourceFile | undefined,
  vocabulary: Vocabulary,
): SourceFile {
  const id = request.source ?? known?.id ?? idFromName(request.file);
  checkSourceId('source', id);
  const category = categoryAsked(request) ?? known?.category;
  const source: SourceFile = { ...known, id, ...(category === undefined ? {} : { category }) };
  checkWords(source, vocabulary);
  return source;
}

/** Ids under which corrections by hand and what is said of pairs of places are kept: no list may speak in their name. */
const BY_HAND: readonly string[] = [EDITOR_SOURCE, LINKS_SOURCE];
/** Begins the ids under which positions that were worked out are kept. */
const WORKED_OUT = 'geocode-';

/** @throws UserError `invalid-parameter` for what is not the id of a publisher */
export function checkSourceId(parameter: string, id: string): void {
  if (!/^[a-z0-9][a-z0-9_-]*$/.test(id) || id.length > 100) {
    throw invalidParameter({
      parameter,
      value: id,
      detail: `"${short(id)}" is not an id`,
      allowed: 'lower-case letters, digits, - and _, the first a letter or digit, e.g. changshou-union',
    });
  }
  const keptFor = reservedFor(id);
  if (keptFor === undefined) return;
  throw invalidParameter({
    parameter,
    value: id,
    detail: `"${id}" is kept for ${keptFor}; choose another id`,
  });
}

function reservedFor(id: string): string | undefined {
  if (BY_HAND.includes(id)) return 'what is said by hand';
  return id.startsWith(WORKED_OUT) ? 'positions that were worked out' : undefined;
}

/**
 * Whether a position lies in the area the source declares; `undefined` where it declares none.
 * @throws UserError `invalid-file` for an area that is none
 */
export async function areaOf({
  area,
  id,
}: SourceFile): Promise<((position: Position) => boolean) | undefined> {
  if (area === undefined) return undefined;
  if (Array.isArray(area)) {
    const [west, south, east, north] = area;
    return (position) => boxContains({ west, south, east, north }, position);
  }
  const checked = checkArea(area, 'wgs84', 'area');
  if (checked.value) return areaContains(checked.value);
  const [fault] = checked.faults;
  throw new UserError(
    'invalid-file',
    `The source file ${id}.json is wrong: ${fault?.parameter}: ${fault?.detail}`,
  );
}

function categoryAsked(request: ImportRequest): SourceFile['category'] {
  const { category, categoryColumn, categoryMap } = request;
  if (category !== undefined) {
    if (categoryColumn !== undefined || categoryMap !== undefined) {
      throw invalidParameter({
        parameter: 'category',
        value: category,
        detail: 'name one category or a column with a map, not both',
      });
    }
    return category;
  }
  if (categoryColumn === undefined && categoryMap === undefined) return undefined;
  if (categoryColumn === undefined)
    throw invalidParameter({ parameter: 'category-map', detail: 'needs --category-column' });
  if (categoryMap === undefined)
    throw invalidParameter({
      parameter: 'category-column',
      value: categoryColumn,
      detail: 'needs --category-map',
    });
  const rules = Object.entries(categoryMap).map(([value, code]) => ({ equals: [value], category: code }));
  if (rules.length === 0)
    throw invalidParameter({
      parameter: 'category-map',
      detail: 'is empty',
      allowed: '公厕=public_toilet,医院=hospital',
    });
  return { column: categoryColumn, rules };
}

function checkWords({ category, services, id }: SourceFile, vocabulary: Vocabulary): void {
  const codes =
    typeof category === 'object'
      ? category.rules.flatMap((rule) => ('category' in rule ? [rule.category] : []))
      : [category];
  if (
    typeof category === 'object' &&
    typeof category.otherwise === 'string' &&
    category.otherwise !== 'reject'
  )
    codes.push(category.otherwise);
  for (const code of codes) {
    if (code === undefined || vocabulary.categories.has(code)) continue;
    const allowed = [...vocabulary.categories.keys()];
    const meant = closest(code, allowed);
    const hint = meant === undefined ? '' : ` (did you mean ${meant}?)`;
    throw invalidParameter({
      parameter: 'category',
      value: code,
      detail: `"${short(code)}" is not a category of the vocabulary${hint}`,
      allowed,
    });
  }
  const unknown = services?.find((code) => !vocabulary.services.has(code));
  if (unknown !== undefined)
    throw new UserError(
      'invalid-file',
      `The source file ${id}.json names the service "${unknown}", which is not in the vocabulary.`,
    );
}

/** An id for a publisher that was not named: the file's name, in letters that fit; a name without any gets a fixed one. */
function idFromName(file: string): string {
  const stem = basename(file).replace(/(\.[a-z0-9]+){1,2}$/i, '');
  const id = stem
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  if (id !== '') return id;
  const detail = 'no id can be made from the name of the file';
  const words = {
    zh: '无法由文件名得出来源编号，请用 --source 指明，如 --source changshou-union（小写字母、数字、- 和 _）。',
    en: `source: ${detail}; name the publisher, such as --source changshou-union (lower-case letters, digits, - and _).`,
  };
  throw new UserError('invalid-parameter', words, [{ parameter: 'source', value: stem, detail }]);
}

/** Columns a source reads besides its fields, and what for. */
export function extraColumns({ category, skip, externalId }: SourceFile): [column: string, use: string][] {
  const rules =
    typeof category === 'object' ? [category.column, ...category.rules.map((rule) => rule.column)] : [];
  const filters = (skip ?? []).flatMap(({ when }) => Object.keys(when));
  const uses = [
    ...filters.map((column) => [column, 'filter'] as const),
    ...rules.map((column) => [column, 'category'] as const),
    ...(externalId ?? []).map((column) => [column, 'externalId'] as const),
  ];
  return uses.flatMap(([column, use]) =>
    column === undefined ? [] : namesIn(column).map((name): [string, string] => [name, use]),
  );
}

/**
 * The datum of the file's coordinates and who said so: the option, the source file, a heading, the file itself, or
 * its format. Nothing is guessed.
 * @throws UserError `invalid-parameter` where nobody said it
 */
export function datumOf(
  request: ImportRequest,
  source: SourceFile,
  columns: Columns,
  reading: Reading,
): { readonly name: CrsName; readonly from: CrsOrigin } {
  if (request.crs) return { name: request.crs, from: 'option' };
  if (source.crs) return { name: source.crs, from: 'source' };
  if (columns.headingCrs) return { name: columns.headingCrs, from: 'heading' };
  if (reading.crs) return reading.crs;
  throw new UserError(
    'invalid-parameter',
    {
      zh: 'crs：文件中有坐标，但没有说明坐标系；弄错会使每个点偏约 500 米。请用 --crs 指明：wgs84（GPS、OpenStreetMap、天地图）、gcj02（高德、腾讯，国内多数应用）或 bd09（百度）。',
      en:
        'crs: the file has coordinates, but nobody says of which datum, and a wrong one puts every place some 500 m off. Say it with --crs: ' +
        'wgs84 (GPS, OpenStreetMap, 天地图), gcj02 (高德 Amap, 腾讯 Tencent, most apps in China) or bd09 (百度 Baidu).',
    },
    [{ parameter: 'crs', detail: 'is needed for this file', allowed: ['wgs84', 'gcj02', 'bd09'] }],
  );
}
