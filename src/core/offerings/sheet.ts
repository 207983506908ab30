import { cellText, escapeBar, ID_COLUMN, splitBars, type Sheet } from '../sheet.js';
import type { OfferingKind } from './documents.js';
import type { AnyOffering } from './offering.js';

/** Offerings as rows of a spreadsheet: what an export writes, and what is understood when it comes back. */

type CellKind = 'text' | 'number' | 'flag' | 'list' | 'json';
/** Column, where it stands in the document, and how it is written. */
type Member = readonly [column: string, path: string, kind: CellKind];

const local = (column: string, path = column): readonly Member[] => [
  [`${column}_zh`, `${path}.zh`, 'text'],
  [`${column}_en`, `${path}.en`, 'text'],
];
const BEGIN: readonly Member[] = [...local('name'), ...local('description')];
const END: readonly Member[] = [
  ['area', 'area', 'list'],
  ['audience', 'audience', 'list'],
  ['link', 'link', 'text'],
  ['stated_by', 'stated.by', 'text'],
  ['stated_link', 'stated.link', 'text'],
  ['stated_checked', 'stated.checked', 'text'],
  ['illustrative', 'illustrative', 'flag'],
];
const MEASURE: Member = ['measure', 'measure', 'text'];
const ORGANISER: Member = ['organiser', 'organiser', 'text'];
const PHONE: Member = ['phone', 'phone', 'list'];
const VALID: readonly Member[] = [
  ['valid_from', 'validFrom', 'text'],
  ['valid_to', 'validTo', 'text'],
];
/** The words say the rules; rules stand in the second column where there are no words. */
const HOURS: readonly Member[] = [
  ['hours', 'hours.text', 'text'],
  ['hours_osm', 'hours.osm', 'text'],
  ['hours_coverage', 'hours.coverage', 'text'],
  ['hours_workdays', 'hours.workdays', 'flag'],
];

const OF_KIND: Readonly<Record<OfferingKind, readonly Member[]>> = {
  organisation: [
    ['type', 'type', 'text'],
    PHONE,
    ['address', 'address', 'text'],
    ['members', 'members', 'json'],
  ],
  programme: [
    MEASURE,
    ['steps', 'steps', 'json'],
    ['qr', 'qr', 'text'],
    ...local('proof'),
    PHONE,
    ORGANISER,
    ...VALID,
  ],
  hotline: [
    MEASURE,
    ['number', 'number', 'text'],
    ...HOURS,
    ['languages', 'languages', 'list'],
    ['topics', 'topics', 'json'],
    ['free', 'free', 'flag'],
    ORGANISER,
    ...VALID,
  ],
  event: [
    MEASURE,
    ['start', 'start', 'text'],
    ['end', 'end', 'text'],
    ['rrule', 'rrule', 'text'],
    ['except', 'except', 'list'],
    ['services', 'services', 'list'],
    ['facility', 'facility', 'text'],
    ['lon', 'position.lon', 'number'],
    ['lat', 'position.lat', 'number'],
    ['crs', 'position.crs', 'text'],
    ['address', 'address', 'text'],
    ['seats', 'seats', 'number'],
    ['price', 'price', 'number'],
    ['sign_up', 'signUp', 'text'],
    PHONE,
    ORGANISER,
    ['status', 'status', 'text'],
    ...local('status_note', 'statusNote'),
  ],
  offer: [
    MEASURE,
    ['facility', 'facility', 'text'],
    ['address', 'address', 'text'],
    ['service', 'service', 'text'],
    ['price', 'price', 'number'],
    ['percent_off', 'percentOff', 'number'],
    ...local('proof'),
    ...HOURS,
    ['quota', 'quota', 'number'],
    ORGANISER,
    ...VALID,
  ],
};

function membersOf(kind: OfferingKind): readonly Member[] {
  return [...BEGIN, ...OF_KIND[kind], ...END];
}

/** Every column of a kind, in its order. */
export function offeringColumns(kind: OfferingKind): string[] {
  return [ID_COLUMN, 'source', 'external_id', ...membersOf(kind).map(([column]) => column)];
}

/** The row of an offering. */
export function offeringSheet({ kind, id, record, content }: AnyOffering): Sheet {
  return {
    [ID_COLUMN]: id,
    source: record?.source ?? null,
    external_id: record?.externalId ?? null,
    ...contentSheet(kind, content),
  };
}

/** The cells of a document, without what names it. */
export function contentSheet(kind: OfferingKind, content: object): Sheet {
  return Object.fromEntries(
    membersOf(kind).map(([column, path, form]) => [column, written(memberAt(content, path), form)]),
  );
}

function written(value: unknown, kind: CellKind): string | number | null {
  if (value === undefined || value === null) return null;
  if (kind === 'list') return (value as unknown[]).map(escapeBar).join('|');
  if (kind === 'json') return JSON.stringify(value);
  if (kind === 'flag') return value === true ? 'yes' : 'no';
  return value as string | number;
}

/**
 * The document after what cells of a row say: an empty one takes its member away, a column that is not there leaves it.
 * @returns not yet checked: a person may have written anything into the cells
 */
export function withCells(
  kind: OfferingKind,
  content: object,
  cells: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const document = structuredClone(content) as Record<string, unknown>;
  for (const [column, path, form] of membersOf(kind)) {
    if (!(column in cells)) continue;
    const text = cellText(cells[column]);
    setMember(document, path, text === '' ? undefined : understood(text, form));
  }
  return withoutEmpty(document);
}

function understood(text: string, kind: CellKind): unknown {
  if (kind === 'number') return /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) ? Number(text) : text;
  if (kind === 'flag') return /^(yes|true)$/i.test(text) ? true : /^(no|false)$/i.test(text) ? false : text;
  if (kind === 'list') return splitBars(text);
  if (kind === 'text') return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function memberAt(document: object, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], document);
}

/** Puts a value where its path leads. */
export function setMember(document: Record<string, unknown>, path: string, value: unknown): void {
  const keys = path.split('.');
  const last = keys.pop()!;
  let inner = document;
  for (const key of keys) {
    const next = inner[key];
    inner = (typeof next === 'object' && next !== null ? next : (inner[key] = {})) as Record<string, unknown>;
  }
  inner[last] = value;
}

/** Without members that say nothing any more. */
export function withoutEmpty(document: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const members = Object.entries(document).map(([name, value]) => [name, said(value)] as const);
  return Object.fromEntries(members.filter(([, value]) => value !== undefined && value !== null));
}

function said(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const inner = withoutEmpty(value as Record<string, unknown>);
  return Object.keys(inner).length > 0 ? inner : undefined;
}
