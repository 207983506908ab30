import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import type { Vocabulary } from '../../src/core/vocabulary.js';
import { claimOf, nation, type Place } from './nation.js';

/** The columns, in the words in which publishers write them. */
export const COLUMNS = [
  '编号',
  '名称',
  '英文名',
  '类别',
  '经度',
  '纬度',
  '地址',
  '城市',
  '区',
  '开放时间',
  '服务设施',
  '联系电话',
];

/** Writes a nation as the CSV file a publisher would hand out; ids in no order, as operators' systems give them. */
export async function writeNation(path: string, size: number, vocabulary: Vocabulary): Promise<void> {
  const file = createWriteStream(path);
  let lines = `${COLUMNS.join(',')}\n`;
  let number = 0;
  for (const place of nation(size)) {
    lines += lineOf(place, ++number, vocabulary);
    if (lines.length < 2 ** 20) continue;
    if (!file.write(lines)) await once(file, 'drain');
    lines = '';
  }
  file.end(lines);
  await once(file, 'finish');
}

function lineOf(place: Place, number: number, vocabulary: Vocabulary): string {
  const { name, address, hours, contact } = claimOf(place, number);
  const id = createHash('sha256').update(String(number)).digest('hex').slice(0, 10).toUpperCase();
  const services = place.services.map((code) => vocabulary.services.get(code)!.label.zh);
  const category = vocabulary.categories.get(place.category)!.label.zh;
  const where = [address?.text?.zh, address?.city, address?.district];
  const cells = [`B${id}`, name.zh, name.en, category, place.lon, place.lat, ...where];
  return `${[...cells, hours?.text, services.join('、'), contact?.phone?.[0]].map(quoted).join(',')}\n`;
}

function quoted(cell: string | number | undefined): string {
  const text = String(cell ?? '');
  return text.includes(',') ? `"${text}"` : text;
}
