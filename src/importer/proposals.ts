import { membersOf } from '../core/card.js';
import { distance } from '../core/distance.js';
import type { Claim } from '../core/facility.js';
import type { Proposal } from '../core/import.js';
import type { Position } from '../core/position.js';
import type { Card, FacilityStore } from '../core/store.js';
import { likeness, mayBeOne, type Described, type Likeness } from './alike.js';
import { inside } from './inside.js';
import { ownName } from './place-name.js';

/** A row whose place is compared with the others. */
export interface Newcomer {
  readonly source: string;
  readonly externalId: string;
  readonly row: number;
  /** What tells places apart. */
  readonly claim: Pick<Claim, 'name' | 'category' | 'position' | 'address'>;
}

/** Proposed from here on; from `SAME` on as the same place, below as near and alike. */
const [WORTH_A_LOOK, SAME] = [0.6, 0.8];
/** Metres around a place within which the same one is looked for, and how many of the nearest are looked at. */
const [REACH, MOST_NEAR] = [250, 30];
/** Side of a cell in degrees: more than `REACH` up to a latitude of 60°. */
const CELL = 0.005;
/** Rows without a position for which names are searched, and places of the name that are looked at. */
const [MOST_UNPLACED, MOST_NAMED] = [2000, 20];

interface Known extends Position {
  readonly key: number;
}

export interface Compared {
  /** The likeliest first. */
  readonly proposals: Proposal[];
  /** Rows without a position that were one too many to be looked up by name. */
  readonly notCompared: number;
}

/**
 * For each place the known ones that may be the same, or that it may be a room of. Bounded work per row: what lies in the
 * cells around it.
 */
export async function proposals(newcomers: readonly Newcomer[], store: FacilityStore): Promise<Compared> {
  const found: Proposal[] = [];
  const told = new Set<string>();
  const grid = await gridAround(newcomers, store);
  let unplaced = 0;
  for (const one of newcomers) {
    const { position } = one.claim;
    if (!position && ++unplaced > MOST_UNPLACED) continue; // counted, and told
    const own = (await store.record(one.source, one.externalId))?.facility;
    const cards = position ? await nearCards(position, grid, store) : await namedCards(one, store);
    for (const card of cards) {
      const pair = [own ?? one.externalId, card.id].toSorted().join(' ');
      if (card.id === own || told.has(pair)) continue;
      const proposal = compare(one, own, card);
      if (!proposal) continue;
      told.add(pair);
      found.push(proposal);
    }
  }
  return {
    proposals: found.toSorted((a, b) => b.score - a.score || a.row - b.row),
    notCompared: Math.max(0, unplaced - MOST_UNPLACED),
  };
}

function compare(one: Newcomer, own: string | undefined, card: Card): Proposal | undefined {
  const there = card.lon === null || card.lat === null ? undefined : { lon: card.lon, lat: card.lat };
  const { position } = one.claim;
  const metres = position && there ? distance(position, there) : undefined;
  const found = relationOf(describedClaim(one), describedCard(card), metres);
  if (!found || found.score < WORTH_A_LOOK) return undefined;
  return {
    row: one.row,
    externalId: one.externalId,
    name: nameOf(one.claim),
    ...(own === undefined ? {} : { facility: own }),
    other: card.id,
    otherName: card.nameZh ?? card.nameEn ?? '',
    ...found,
  };
}

type Found = Likeness & Pick<Proposal, 'relation' | 'part'>;

/** A room is told before a likeness: by its name it is like the house it is in. */
function relationOf(row: Described, known: Described, metres: number | undefined): Found | undefined {
  const [isRoom, isHouse] = [inside(row, known, metres), inside(known, row, metres)];
  if (isRoom) return { relation: 'part_of', part: 'row', ...isRoom };
  if (isHouse) return { relation: 'part_of', part: 'known', ...isHouse };
  if (!mayBeOne(row, known)) return undefined;
  const alike = likeness(row, known, metres);
  return { relation: alike.score >= SAME ? 'same_place' : 'near', ...alike };
}

function nameOf({ name }: Pick<Claim, 'name'>): string {
  return name.zh ?? name.en ?? '';
}

function describedClaim({ claim, source }: Newcomer): Described {
  const { text } = claim.address ?? {};
  return { name: nameOf(claim), address: text?.zh ?? text?.en ?? '', category: claim.category, source };
}

function describedCard(card: Card): Described {
  const { nameZh, nameEn } = card;
  const { category, source = '', address } = membersOf(card);
  const { text } = address ?? {};
  return { name: nameZh ?? nameEn ?? '', address: text?.zh ?? text?.en ?? '', category, source };
}

type Grid = ReadonlyMap<number, readonly Known[]>;

/** Cells from one degree of longitude to the other, and one to spare. */
const ACROSS = Math.ceil(360 / CELL) + 2;
/** The number of the cell so many steps from that of a position. */
function cellOf({ lon, lat }: Position, dx = 0, dy = 0): number {
  return (Math.floor(lat / CELL) + dy) * ACROSS + Math.floor(lon / CELL) + dx;
}

/** Numbers of the cells at and around a position. */
function cellsAround(position: Position): number[] {
  return STEPS.map(([dx, dy]) => cellOf(position, dx, dy));
}
const STEPS = [-1, 0, 1].flatMap((dx) => [-1, 0, 1].map((dy) => [dx, dy] as const));

/** Of a cell that matters; most stay empty. */
const NOBODY: Known[] = [];

/** The known places in the cells that matter, and no others. */
async function gridAround(newcomers: readonly Newcomer[], store: FacilityStore): Promise<Grid> {
  const grid = new Map<number, Known[]>();
  for (const { claim } of newcomers)
    for (const cell of claim.position ? cellsAround(claim.position) : []) grid.set(cell, NOBODY);
  if (grid.size === 0) return grid;
  const { batches } = await store.snapshot();
  for await (const batch of batches)
    for (const { key, lon, lat } of batch) {
      const cell = cellOf({ lon, lat });
      const there = grid.get(cell);
      if (there === NOBODY) grid.set(cell, [{ key, lon, lat }]);
      else there?.push({ key, lon, lat });
    }
  return grid;
}

async function nearCards(position: Position, grid: Grid, store: FacilityStore): Promise<Card[]> {
  const near = cellsAround(position)
    .flatMap((cell) => grid.get(cell) ?? [])
    .map((known) => ({ key: known.key, metres: distance(position, known) }))
    .filter(({ metres }) => metres <= REACH)
    .toSorted((a, b) => a.metres - b.metres || a.key - b.key)
    .slice(0, MOST_NEAR + 1);
  return (await store.cards(near.map(({ key }) => key))).filter((card) => card !== undefined);
}

/** Without a position only the name can tell, and it has to be the very same. */
async function namedCards({ claim }: Newcomer, store: FacilityStore): Promise<Card[]> {
  const name = ownName(nameOf(claim));
  const cards = await store.list({ text: name }, 0, MOST_NAMED);
  return cards.filter((card) => ownName(card.nameZh ?? card.nameEn ?? '') === name);
}
