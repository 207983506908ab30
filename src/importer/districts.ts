import { distance } from '../core/distance.js';
import type { Claim } from '../core/facility.js';
import type { Words } from '../core/vocabulary.js';
import type { Position } from '../core/position.js';
import { readStreetAddress } from '../core/street-address.js';
import { median } from './median.js';

/** A row whose position does not fit the district or subdistrict it names. */
export interface Misplaced {
  readonly row: number;
  readonly value: string;
  readonly detail: Words;
}

interface Row {
  readonly row: number;
  readonly name: string;
  readonly position: Position;
}

interface Cell {
  count: number;
  /** The first of its rows; only a cell of very few can hold strays. */
  readonly few: Row[];
}

/** The places that name one district or subdistrict; districts of one name in two cities are two, as far as cities are said. */
interface Area {
  readonly name: string;
  /** Without its city. */
  readonly district: string;
  readonly level: Level;
  count: number;
  /** Every so many of its positions, evenly. */
  sample: Position[];
  every: number;
  readonly cells: Map<number, Cell>;
}

export type Level = 'district' | 'subdistrict';

/** Side of a cell in degrees: some 1 km. */
export const DISTRICT_CELL = 0.01;
/** Cells to each side: places of its own are looked for so far, others around the row in the cells that touch. */
export const [REACH, AROUND] = [2, 1];
const COLUMNS = Math.round(360 / DISTRICT_CELL);
/** Cells that are counted, positions kept of each area, and addresses read for their district: bounds of memory and time. */
const [MOST_CELLS, MOST_SAMPLES, MOST_READ] = [100_000, 200, 50_000];
/** So many places of its own within reach, and this share of them all, are no strays any more. */
const [MOST_TOGETHER, MOST_SHARE] = [3, 0.1];
/** An area must have so many places before one can be far from them. */
export const FEWEST: Readonly<Record<Level, number>> = { district: 10, subdistrict: 5 };
/** A stray lies amid others where so many stand around it, and this share of them all name one other district. */
const [FEWEST_AROUND, SHARE_AROUND] = [10, 0.8];
/** Metres from the middle of the others, or so many times the median distance of them, whatever is more. */
const FAR: Readonly<Record<Level, number>> = { district: 80_000, subdistrict: 10_000 };
const FAR_TIMES = 8;

/**
 * Holds the district and subdistrict a row names, in columns of its own or at the beginning of its address, against where the places lie that name it too. No boundaries are needed,
 * so it tells only what is plain: a place with hardly any of its district near it, amid places that all name another one;
 * or one very far from the middle of its own. The middle is the median of both coordinates: some wrong ones do not move it.
 */
export class Districts {
  readonly #areas = new Map<string, Area>();
  #cells = 0;
  #read = 0;

  /** @param row 0 for a place that is known already: it bears witness and is not accused */
  add(row: number, { address, position, name }: Pick<Claim, 'address' | 'position' | 'name'>): void {
    if (!position || !address) return;
    const { subdistrict } = address;
    const district = address.district ?? this.#readDistrict(address.text?.zh);
    if (district === undefined) return;
    const told = { row, name: name.zh ?? name.en ?? '', position };
    const whole = `${address.city ?? ''}${district}`;
    this.#take({ level: 'district', name: whole, district }, told);
    if (subdistrict !== undefined)
      this.#take({ level: 'subdistrict', name: `${whole}${subdistrict}`, district }, told);
  }

  /** Names of districts that too few rows name to tell where they are. */
  littleKnown(): string[] {
    return [...this.#areas.values()]
      .filter(({ level, count }) => level === 'district' && count < FEWEST.district)
      .map(({ district }) => district);
  }

  /** South-west corners of the cells in which rows with a district lie. */
  corners(): Position[] {
    const keys = new Set(this.#of('district').flatMap(({ cells }) => [...cells.keys()]));
    return [...keys].map((key) => ({
      lon: (key % COLUMNS) * DISTRICT_CELL - 180,
      lat: Math.floor(key / COLUMNS) * DISTRICT_CELL - 90,
    }));
  }

  /** The rows that do not fit, in their order. */
  misplaced(): Misplaced[] {
    const around = this.#around();
    const found = [...this.#areas.values()]
      .filter(({ level, count }) => count >= FEWEST[level])
      .flatMap((area) => {
        const middle = middleOf(area);
        return strays(area, around).flatMap((row) => amid(row, area, around) ?? far(row, area, middle) ?? []);
      });
    const once = new Map(found.toReversed().map((one) => [one.row, one]));
    return [...once.values()].toSorted((a, b) => a.row - b.row);
  }

  #of(level: Level): Area[] {
    return [...this.#areas.values()].filter((area) => area.level === level);
  }

  #readDistrict(address: string | undefined): string | undefined {
    if (address === undefined || this.#read++ >= MOST_READ) return undefined;
    return readStreetAddress(address).district;
  }

  #take(which: Pick<Area, 'level' | 'name' | 'district'>, told: Row): void {
    const key = `${which.level} ${which.name}`;
    const area = this.#areas.get(key) ?? newArea(which);
    const at = cellAt(told.position);
    const cell: Cell = area.cells.get(at) ?? { count: 0, few: [] };
    if (cell.count === 0 && ++this.#cells > MOST_CELLS) return;
    if (cell.count++ < MOST_TOGETHER && told.row > 0) cell.few.push(told);
    area.cells.set(at, cell);
    if (area.count++ % area.every === 0) area.sample.push(told.position);
    if (area.sample.length > 2 * MOST_SAMPLES) {
      area.sample = area.sample.filter((_, i) => i % 2 === 0);
      area.every *= 2;
    }
    this.#areas.set(key, area);
  }

  /** Cell → district → places. */
  #around(): Around {
    const around = new Map<number, Map<string, number>>();
    for (const { district, cells } of this.#of('district')) {
      for (const [at, { count }] of cells) {
        const there = around.get(at) ?? new Map<string, number>();
        around.set(at, there.set(district, (there.get(district) ?? 0) + count));
      }
    }
    return around;
  }
}

function newArea(which: Pick<Area, 'level' | 'name' | 'district'>): Area {
  return { ...which, count: 0, sample: [], every: 1, cells: new Map() };
}

type Around = ReadonlyMap<number, ReadonlyMap<string, number>>;

function cellAt({ lon, lat }: Position): number {
  const column = Math.floor((lon + 180) / DISTRICT_CELL) % COLUMNS;
  return Math.floor((lat + 90) / DISTRICT_CELL) * COLUMNS + column;
}

/** The cell and those within so many steps of it. */
function cellsWithin(at: number, steps: number): number[] {
  const [line, column] = [Math.floor(at / COLUMNS), at % COLUMNS];
  const cells: number[] = [];
  for (let up = -steps; up <= steps; up++)
    for (let right = -steps; right <= steps; right++)
      cells.push((line + up) * COLUMNS + ((column + right + COLUMNS) % COLUMNS));
  return cells;
}

/** Rows that have hardly any others of their area near them. */
function strays({ level, district, cells, count }: Area, around: Around): Row[] {
  const countAt = (cell: number) =>
    level === 'district' ? around.get(cell)?.get(district) : cells.get(cell)?.count;
  const most = Math.min(MOST_TOGETHER, Math.max(1, count * MOST_SHARE));
  return [...cells].flatMap(([at, { count: here, few }]) => {
    if (here > most) return [];
    let near = 0;
    for (const cell of cellsWithin(at, REACH)) near += countAt(cell) ?? 0;
    return near <= most ? few : [];
  });
}

/** Where nearly all places around the row name one other district. */
function amid({ row, name, position }: Row, area: Area, around: Around): Misplaced | undefined {
  if (area.level !== 'district') return undefined;
  const counts = new Map<string, number>();
  for (const cell of cellsWithin(cellAt(position), AROUND))
    for (const [district, count] of around.get(cell) ?? [])
      counts.set(district, (counts.get(district) ?? 0) + count);
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const [other, most] = [...counts].toSorted((a, b) => b[1] - a[1])[0] ?? ['', 0];
  if (other === area.district || most < FEWEST_AROUND || most < all * SHARE_AROUND) return undefined;
  return {
    row,
    value: name,
    detail: {
      zh: `写的是${area.name}，但周围 ${all} 处中有 ${most} 处写的是${other}`,
      en: `written ${area.name}, but of ${all} places around it ${most} say ${other}`,
    },
  };
}

/** Medians: of both coordinates of the places, and of their distances from there, in metres. */
function middleOf({ sample }: Area): Position & { readonly usual: number } {
  const middle = { lon: median(sample.map(({ lon }) => lon)), lat: median(sample.map(({ lat }) => lat)) };
  return { ...middle, usual: median(sample.map((one) => distance(one, middle))) };
}

/** Where the row is much farther from the middle of its area than the others. */
function far(
  { row, name, position }: Row,
  { name: area, level, count }: Area,
  middle: ReturnType<typeof middleOf>,
): Misplaced | undefined {
  const metres = distance(position, middle);
  if (metres <= Math.max(FAR[level], FAR_TIMES * middle.usual)) return undefined;
  const km = Math.round(metres / 1000);
  return {
    row,
    value: name,
    detail: {
      zh: `写的是${area}，却距那里 ${count} 处地点的中心 ${km} 公里`,
      en: `written ${area}, but ${km} km from the middle of the ${count} places there`,
    },
  };
}
