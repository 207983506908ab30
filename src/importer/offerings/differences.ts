import type { Difference, ImportDiff } from '../../core/import.js';
import type { AnyOffering, OfferingPut } from '../../core/offerings/offering.js';
import { titleOf } from '../../core/offerings/offering.js';
import { contentSheet } from '../../core/offerings/sheet.js';
import { inLanguage } from '../../core/vocabulary.js';
import { short } from '../sources/text.js';

/** What one row would change: what it says, and what is there before. */
export interface Changed {
  readonly row: number;
  readonly put: OfferingPut;
  readonly before?: AnyOffering | undefined;
}

/** What an import would change, row by row. */
export function differencesOf(
  changed: readonly Changed[],
  gone: readonly AnyOffering[],
  most: number,
): ImportDiff {
  const all: Difference[] = [
    ...changed.map(differenceOf),
    ...gone.map((one): Difference => ({ kind: 'gone', ...named(one), fields: [] })),
  ];
  return { changes: all.slice(0, most), leftOut: Math.max(0, all.length - most) };
}

function differenceOf({ row, put, before }: Changed): Difference {
  const isNew = !before || before.removedAt !== undefined;
  const externalId = put.record?.externalId ?? before?.record?.externalId ?? put.id ?? '';
  const name = short(inLanguage(titleOf(put), 'zh'));
  return {
    kind: isNew ? 'new' : 'changed',
    externalId,
    row,
    name,
    fields: isNew ? [] : fieldsOf(put, before),
  };
}

function fieldsOf(put: OfferingPut, before: AnyOffering): Difference['fields'] {
  const [then, now] = [contentSheet(put.kind, before.content), contentSheet(put.kind, put.content)];
  return Object.keys(now)
    .filter((field) => then[field] !== now[field])
    .map((field) => ({ field, ...valueAs('before', then[field]), ...valueAs('after', now[field]) }));
}

function valueAs(name: 'before' | 'after', value: string | number | null | undefined): object {
  return value === null || value === undefined ? {} : { [name]: short(String(value)) };
}

function named(one: AnyOffering): Pick<Difference, 'externalId' | 'name'> {
  return { externalId: one.record?.externalId ?? one.id, name: short(inLanguage(titleOf(one), 'zh')) };
}
