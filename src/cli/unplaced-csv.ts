import { existsSync } from 'node:fs';
import { invalidParameter } from '../core/errors.js';
import type { Facility } from '../core/facility.js';
import { ID_COLUMN, sheetOf } from '../core/sheet.js';
import type { CommandIo, ExitCode } from './command.js';
import { csvLine } from './export-formats.js';
import { writeFileWhole } from './export.js';

/** What a person needs who looks for the place on a map, and the three columns to fill in. */
const COLUMNS = [
  ID_COLUMN,
  'name_zh',
  'name_en',
  'address_zh',
  'address_en',
  'province',
  'city',
  'district',
  'subdistrict',
  'lon',
  'lat',
  'crs',
] as const;

/**
 * Writes the places to a file for placing them by hand: some columns of an export, with an empty one for the datum. `import`
 * takes it back as it takes any export. A file that is there is not written over: somebody may have filled it in.
 */
export async function unplacedCsv(
  places: AsyncIterable<Facility>,
  path: string,
  io: CommandIo,
): Promise<ExitCode> {
  if (existsSync(path)) {
    const detail = `${path} is there already, perhaps with positions filled in: import it first, or name another file`;
    throw invalidParameter({ parameter: 'csv', value: path, detail });
  }
  let count = 0;
  async function* text(): AsyncIterable<string> {
    yield `\ufeff${csvLine(COLUMNS)}\r\n`;
    for await (const one of places) {
      const sheet = sheetOf(one);
      yield `${csvLine(COLUMNS.map((column) => sheet[column] ?? null))}\r\n`;
      count++;
    }
  }
  await writeFileWhole(path, text());
  io.stderr.write(
    `${count} places were written to ${path}. Fill in lon, lat and crs, then: yizhan import ${path}\n`,
  );
  return 0;
}
