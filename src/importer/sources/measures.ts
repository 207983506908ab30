import type { Claim } from '../../core/facility.js';
import type { Cells } from './cells.js';
import type { Findings } from './findings.js';
import { numberOf } from './text.js';

const MOST = { persons: 100_000, seats: 100_000, slots: 100_000, areaSquareMetres: 10_000_000 } as const;

const FIELDS = ['persons', 'seats', 'slots', 'areaSquareMetres'] as const;

/** How many fit in: numbers as people write them, `约20人`, `35.5㎡`. */
export function readCapacity(cells: Cells, findings: Findings): Claim['capacity'] {
  let capacity: Record<string, number> | undefined;
  for (const field of FIELDS) {
    const cell = cells.first(field);
    if (!cell) continue;
    const number = amount(cell.text);
    const fits = number !== undefined && number >= 0 && number <= MOST[field];
    if (fits && (field === 'areaSquareMetres' || Number.isInteger(number))) (capacity ??= {})[field] = number;
    else findings.note('value.not_a_number', { column: cell.column, value: cell.text });
  }
  return capacity;
}

function amount(text: string): number | undefined {
  const plain = text.normalize('NFKC').replaceAll(/\s/g, '');
  const bare =
    /^(?:约|大约|近)?([\d.,]+)(?:余|多)?(?:人|个|座|位|张|平方米|平方|平米|平|m2|m²|sqm)?(?:左右|以上)?$/i.exec(
      plain,
    )?.[1];
  return bare === undefined ? undefined : numberOf(bare);
}

const YES = new Set(['是', '启用', '正常', '开放', '在用', 'true', 'yes', 'y', '1']);
const NO = new Set(['否', '停用', '关闭', '暂停', '未启用', '停业', 'false', 'no', 'n', '0']);

/** Whether the publisher says it is in service: by the source's own values, else by yes and no. */
export function readInService(
  cells: Cells,
  findings: Findings,
  values: Readonly<Record<string, string | boolean>> | undefined,
): boolean | undefined {
  const cell = cells.first('inService');
  if (!cell) return undefined;
  const said = values?.[cell.text];
  if (typeof said === 'boolean') return said;
  const word = cell.text.toLowerCase();
  if (!values && (YES.has(word) || NO.has(word))) return YES.has(word);
  findings.note('value.not_usable', { column: cell.column, value: cell.text });
  return undefined;
}
