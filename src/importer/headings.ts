import type { CrsName } from '../core/crs.js';
import { FIELDS, SYNONYMS, type Field } from './heading-synonyms.js';

const BY_SYNONYM: ReadonlyMap<string, Field> = new Map(
  FIELDS.flatMap((field) => SYNONYMS[field].map((synonym) => [normalise(synonym), field] as const)),
);

/**
 * A heading without what people write around it: width, blanks (full-width ones too), case, colons, asterisks,
 * underscores, and brackets with what is in them.
 */
export function normalise(heading: string): string {
  const plain = heading
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s:：*#＊_\-—.、。"'“”]+/g, '');
  const outside = plain.replaceAll(/[([{【〔《<][^)\]}】〕》>]*[)\]}】〕》>]/g, '');
  return outside === '' ? plain.replaceAll(/[()[\]{}【】]/g, '') : outside;
}

/** The field a heading stands for; `undefined` where it is not known. */
export function fieldOf(heading: string): Field | undefined {
  return BY_SYNONYM.get(normalise(heading));
}

/** How many different fields the cells of a row would be headings of. */
export function headingScore(cells: readonly string[]): number {
  const fields = new Set(cells.map(fieldOf).filter((field) => field !== undefined));
  return fields.has('name') || fields.has('address') ? fields.size : Math.min(1, fields.size);
}

/** The datum a heading of a coordinate names, as in 经度(GCJ-02) or 百度坐标; `undefined` where it names none. */
export function crsOf(heading: string): CrsName | undefined {
  const text = heading.normalize('NFKC').toLowerCase();
  if (/gcj-?0?2|火星|高德|腾讯|amap|tencent/.test(text)) return 'gcj02';
  if (/bd-?0?9|百度|baidu/.test(text)) return 'bd09';
  if (/wgs-?84|gps|cgcs-?2000|天地图|4326/.test(text)) return 'wgs84';
  return undefined;
}

/** Whether a heading of a pair of numbers says that the latitude comes first. */
export function latitudeFirst(heading: string): boolean {
  return /^[([{【]*(纬|緯|lat)/.test(heading.normalize('NFKC').toLowerCase().replaceAll(/\s/g, ''));
}
