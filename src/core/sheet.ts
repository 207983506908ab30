import { SERVICE_STATES, type Claim, type Facility, type ServiceOffer } from './facility.js';

/**
 * A facility as one row of a spreadsheet: what an export writes, in every format the same, and what is understood when it
 * comes back. Public members only: nothing of `internal` is in it.
 */
export type Sheet = Readonly<Record<string, string | number | null>>;

/** Names the facility; a file with this column is an export of ours. */
export const ID_COLUMN = 'yizhan_id';

type Kind = 'text' | 'number' | 'flag' | 'list' | 'json';

/** Column, where it stands in a claim, and how it is written. */
const MEMBERS: readonly (readonly [column: string, path: string, kind: Kind])[] = [
  ['name_zh', 'name.zh', 'text'],
  ['name_en', 'name.en', 'text'],
  ['aliases', 'aliases', 'list'],
  ['category', 'category', 'text'],
  ['lon', 'position.lon', 'number'],
  ['lat', 'position.lat', 'number'],
  ['precision', 'position.precision', 'text'],
  ['estimated', 'position.estimated', 'flag'],
  ['address_zh', 'address.text.zh', 'text'],
  ['address_en', 'address.text.en', 'text'],
  ['province', 'address.province', 'text'],
  ['city', 'address.city', 'text'],
  ['district', 'address.district', 'text'],
  ['subdistrict', 'address.subdistrict', 'text'],
  ['adcode', 'address.adcode', 'text'],
  ['postcode', 'address.postcode', 'text'],
  ['hours', 'hours.text', 'text'],
  ['hours_osm', 'hours.osm', 'text'],
  ['hours_coverage', 'hours.coverage', 'text'],
  ['access_mode', 'access.mode', 'list'],
  ['audience', 'access.audience', 'list'],
  ['access_note_zh', 'access.note.zh', 'text'],
  ['access_note_en', 'access.note.en', 'text'],
  ['entrance_zh', 'access.entrance.zh', 'text'],
  ['entrance_en', 'access.entrance.en', 'text'],
  ['entrance_position', 'access.entrancePosition', 'json'],
  ['floor', 'access.floor', 'text'],
  ['gate', 'access.gate', 'text'],
  ['access_night', 'access.night', 'json'],
  ['persons', 'capacity.persons', 'number'],
  ['seats', 'capacity.seats', 'number'],
  ['slots', 'capacity.slots', 'number'],
  ['area_square_metres', 'capacity.areaSquareMetres', 'number'],
  ['phone', 'contact.phone', 'list'],
  ['website', 'contact.website', 'text'],
  ['operator_zh', 'operator.zh', 'text'],
  ['operator_en', 'operator.en', 'text'],
  ['description_zh', 'description.zh', 'text'],
  ['description_en', 'description.en', 'text'],
  ['in_service', 'inService', 'flag'],
  ['illustrative', 'illustrative', 'flag'],
  ['verified_at', 'verified.at', 'text'],
  ['verified_by', 'verified.by', 'text'],
];
/** `heating|toilet=no`: the state stands where it is not yes. Notes, seasons and hours of services stand in the second. */
const SERVICES = 'services';
const SERVICES_DETAIL = 'services_detail';

/** Every column in its order. */
export const SHEET_COLUMNS: readonly string[] = [
  ID_COLUMN,
  'source',
  'external_id',
  ...MEMBERS.map(([column]) => column),
  SERVICES,
  SERVICES_DETAIL,
];

/** The row of a facility; `source` and `external_id` are those of its first record. */
export function sheetOf({ id, body }: Pick<Facility, 'id' | 'body'>): Sheet {
  const first = body.sources[0];
  const sheet: Record<string, string | number | null> = {
    [ID_COLUMN]: id,
    source: first?.source ?? null,
    external_id: first?.externalId ?? null,
  };
  for (const [column, path, kind] of MEMBERS) sheet[column] = written(memberAt(body, path), kind);
  const offers = Object.entries(body.services ?? {});
  sheet[SERVICES] =
    offers.map(([code, { state }]) => (state === 'yes' ? code : `${code}=${state}`)).join('|') || null;
  const details = offers.map(([code, offer]) => [code, withoutState(offer)] as const);
  const detailed = details.filter(([, more]) => Object.keys(more).length > 0);
  sheet[SERVICES_DETAIL] = detailed.length > 0 ? JSON.stringify(Object.fromEntries(detailed)) : null;
  return sheet;
}

function withoutState(offer: ServiceOffer): object {
  return Object.fromEntries(Object.entries(offer).filter(([member]) => member !== 'state'));
}

function written(value: unknown, kind: Kind): string | number | null {
  if (value === undefined || value === null) return null;
  if (kind === 'list')
    return Array.isArray(value) && value.length > 0 ? value.map(escapeBar).join('|') : null;
  if (kind === 'json') return JSON.stringify(value);
  if (kind === 'flag') return value === true ? 'yes' : 'no';
  return typeof value === 'number' ? value : cellText(value);
}

/** Entries of a list stand between bars; a bar inside one has a backslash before it. */
export function escapeBar(entry: unknown): string {
  return String(entry).replaceAll('\\', '\\\\').replaceAll('|', '\\|');
}

/**
 * What the cells of a row say, as members of a claim: the way back of `sheetOf`. Only columns that are there and not
 * empty say something.
 * @returns not yet checked: a person may have written anything into the cells
 */
export function claimOfSheet(cells: Readonly<Record<string, unknown>>): Partial<Claim> {
  const draft: Record<string, unknown> = {};
  for (const [column, path, kind] of MEMBERS) {
    const text = cellText(cells[column]);
    if (text !== '') setMember(draft, path, understood(text, kind));
  }
  const services = servicesOf(cellText(cells[SERVICES]), cellText(cells[SERVICES_DETAIL]));
  if (services) draft['services'] = services;
  return draft;
}

function understood(text: string, kind: Kind): unknown {
  if (kind === 'number') return text.trim() === '' ? text : Number(text);
  if (kind === 'flag') return text === 'yes' ? true : text === 'no' ? false : text;
  if (kind === 'list') return splitBars(text);
  return kind === 'json' ? parsed(text) : text;
}

/** The entries of a list that stand between bars. */
export function splitBars(text: string): string[] {
  const entries = text.match(/(?:[^|\\]|\\.)+/gs) ?? [];
  return entries.map((entry) => entry.replaceAll(/\\(.)/gs, '$1'));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function servicesOf(text: string, detail: string): Record<string, ServiceOffer> | undefined {
  if (text === '') return undefined;
  const details = detail === '' ? {} : parsed(detail);
  const offers = text.split('|').map((part): [string, ServiceOffer] => {
    const [code = '', word = 'yes'] = part.trim().split('=');
    const state = SERVICE_STATES.find((one) => one === word.trim()) ?? 'unknown';
    return [code.trim(), { ...objectAt(details, code.trim()), state }];
  });
  return Object.fromEntries(offers);
}

function objectAt(object: unknown, key: string): object {
  const value = memberAt(object, key);
  return typeof value === 'object' && value !== null ? value : {};
}

/** The text of a cell, whatever a reader made of it. */
export function cellText(value: unknown): string {
  if (typeof value === 'string') return value.trim();
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** Columns in which the cells say something else than the facility's sheet does. What names it is not looked at. */
export function editedColumns(sheet: Sheet, cells: Readonly<Record<string, unknown>>): string[] {
  return [...MEMBER_OF.keys()].filter(
    (column) => column in cells && !sameCell(column, sheet[column], cells[column]),
  );
}

/** Column → the member of a claim it is part of. */
const MEMBER_OF: ReadonlyMap<string, string> = new Map([
  ...MEMBERS.map(([column, path]) => [column, path.split('.')[0]!] as const),
  [SERVICES, 'services'],
  [SERVICES_DETAIL, 'services'],
]);

/** Members that are said as a whole, and the columns that say them: a position in half is none. */
const WHOLE = [
  { member: 'position', columns: ['lon', 'lat', 'precision', 'estimated'], needs: ['lon', 'lat'] },
  { member: 'hours', columns: ['hours', 'hours_osm', 'hours_coverage'], needs: ['hours', 'hours_osm'] },
  { member: 'verified', columns: ['verified_at', 'verified_by'], needs: ['verified_at'] },
] as const;

/** The columns, and with them those that can only be said together. */
export function saidTogether(columns: readonly string[]): string[] {
  const together = WHOLE.filter((one) => one.columns.some((column) => columns.includes(column)));
  return [...new Set([...columns, ...together.flatMap((one) => one.columns)])];
}

/** The members of a claim that these columns are part of. */
export function membersOf(columns: readonly string[]): string[] {
  return [...new Set(columns.flatMap((column) => MEMBER_OF.get(column) ?? []))];
}

/** The cells without what is left of a whole once that which makes it is gone: a precision without a position. */
export function withoutRemains(cells: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const empty = WHOLE.filter((one) => one.needs.every((column) => cellText(cells[column]) === ''));
  const remains: string[] = empty.flatMap((one) => one.columns);
  return Object.fromEntries(Object.entries(cells).filter(([column]) => !remains.includes(column)));
}

/**
 * The services that the cells say otherwise than the facility's sheet. One that was struck off the list is unknown:
 * that it is not there, nobody said.
 */
export function editedServices(
  sheet: Sheet,
  cells: Readonly<Record<string, unknown>>,
): Record<string, ServiceOffer> {
  const before = offersIn(sheet);
  const given = Object.entries(cells).filter(([, cell]) => cellText(cell) !== '');
  const after = offersIn({ ...sheet, ...Object.fromEntries(given) });
  const all = new Map([...before.keys()].map((code) => [code, UNKNOWN_OFFER]));
  for (const [code, offer] of after) all.set(code, offer);
  const edited = [...all].filter(
    ([code, offer]) => canonical(offer) !== canonical(before.get(code) ?? UNKNOWN_OFFER),
  );
  return Object.fromEntries(edited);
}

const UNKNOWN_OFFER: ServiceOffer = { state: 'unknown' };

function offersIn(cells: Readonly<Record<string, unknown>>): Map<string, ServiceOffer> {
  const offers = servicesOf(cellText(cells[SERVICES]), cellText(cells[SERVICES_DETAIL]));
  return new Map(Object.entries(offers ?? {}));
}

/** Spreadsheets keep 15 digits of a number: a billionth of a degree is a tenth of a millimetre. */
const NUMBER_TOLERANCE = 1e-9;

function sameCell(column: string, ours: string | number | null | undefined, theirs: unknown): boolean {
  const text = cellText(theirs);
  if (ours === null || ours === undefined) return text === '';
  if (typeof ours === 'number') return text !== '' && Math.abs(Number(text) - ours) < NUMBER_TOLERANCE;
  const read = COMPARED.get(column) ?? ((cell: string) => cell.replaceAll('\r\n', '\n').trim());
  return text !== '' && read(text) === read(ours);
}

/** Columns in which cells that are written differently may say the same. The order of phones is a choice. */
const COMPARED: ReadonlyMap<string, (cell: string) => string> = new Map([
  ...['aliases', 'access_mode', 'audience'].map((column) => [column, entriesOf] as const),
  ...[SERVICES_DETAIL, 'entrance_position', 'access_night'].map((column) => [column, structureOf] as const),
  [SERVICES, (cell: string) => canonical(servicesOf(cell, ''))] as const,
]);

function entriesOf(cell: string): string {
  return canonical(splitBars(cell).toSorted());
}

function structureOf(cell: string): string {
  return canonical(parsed(cell));
}

/** JSON with the members of objects in the order of their names. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}

function memberAt(object: unknown, path: string): unknown {
  let value = object;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
  }
  return value;
}

function setMember(object: Record<string, unknown>, path: string, value: unknown): void {
  const keys = path.split('.');
  const last = keys.pop()!;
  let inner = object;
  for (const key of keys) inner = (inner[key] ??= {}) as Record<string, unknown>;
  inner[last] = value;
}
