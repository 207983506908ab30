import type { Claim, Facility, Hours, ServiceOffer } from '../core/facility.js';
import {
  cellText,
  claimOfSheet,
  editedServices,
  membersOf,
  saidTogether,
  sheetOf,
  withoutRemains,
} from '../core/sheet.js';

/** A row of an export that was edited. */
export interface EditedRow {
  readonly facility: Facility;
  readonly cells: Readonly<Record<string, unknown>>;
  /** Columns in which the row says something else than is served. */
  readonly edited: readonly string[];
  /** What the editor said of the place before. */
  readonly before: Claim | undefined;
  readonly readHours: (text: string) => Hours;
}

/**
 * The editor's word after this row: what he said before and what he edited now, and nothing else, so that everything
 * else keeps following the publisher. A cell he emptied takes back what he had said there.
 * @returns not yet checked: a person may have written anything into the cells
 */
export function correctedClaim(row: EditedRow): Record<string, unknown> {
  const { facility, edited, before } = row;
  const { restates = [], ...said } = before ?? {};
  const claim: Record<string, unknown> = { ...said };
  for (const member of restates) delete claim[member];
  const draft: Record<string, unknown> = claimOfSheet(cellsSaid(row, claim));
  draft['services'] = services(row);
  draft['hours'] = hours(row, draft['hours']);
  const members = membersOf(edited);
  for (const member of members) claim[member] = draft[member];
  if (members.includes('position')) delete claim['sourcePosition'];
  const { name, category } = facility.body;
  const missing = (['name', 'category'] as const).filter((member) => claim[member] === undefined);
  return withoutUndefined({
    ...claim,
    ...(missing.includes('name') && { name }),
    ...(missing.includes('category') && { category }),
    restates: missing.length > 0 ? missing : undefined,
  });
}

/** The cells of what was said by hand: those from before, and those of this row. A place set by hand is exact. */
function cellsSaid({ facility, cells, edited }: EditedRow, claim: object): Record<string, unknown> {
  const served = sheetOf(facility);
  const ofBefore = sheetOf({ id: facility.id, body: { ...(claim as Claim), sources: [] } });
  const now = saidTogether(edited).map((column) => [
    column,
    column in cells ? cells[column] : served[column],
  ]);
  const said: Record<string, unknown> = { ...ofBefore, ...(Object.fromEntries(now) as object) };
  const moved = edited.includes('lon') || edited.includes('lat');
  if (moved && !edited.includes('precision')) Object.assign(said, { precision: 'building', estimated: null });
  return withoutRemains(said);
}

function services({ facility, cells, edited, before }: EditedRow): Record<string, ServiceOffer> | undefined {
  if (edited.includes('services') && cellText(cells['services']) === '') return undefined;
  const said = { ...before?.services, ...editedServices(sheetOf(facility), cells) };
  return Object.keys(said).length > 0 ? said : undefined;
}

/** New words of opening hours are read anew: rules made of the old ones would tell times that are over. */
function hours({ cells, edited, readHours }: EditedRow, drafted: unknown): unknown {
  const text = cellText(cells['hours']);
  const anew = edited.includes('hours') && !edited.includes('hours_osm') && text !== '';
  return anew ? readHours(text) : drafted;
}

function withoutUndefined(members: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
