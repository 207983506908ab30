import { membersOf } from '../core/card.js';
import { CRS_NAMES, toWgs84, type CrsName } from '../core/crs.js';
import { boxAround, cosine, EARTH_RADIUS } from '../core/distance.js';
import type { Claim } from '../core/facility.js';
import type { Words } from '../core/vocabulary.js';
import type { Position } from '../core/position.js';
import type { Card, FacilityStore } from '../core/store.js';
import { median } from './median.js';
import { folded } from './sources/text.js';

/** A row to compare: its numbers as published, and what it is called. */
interface Sample {
  readonly row: number;
  readonly given: Position;
  readonly crs: CrsName;
  readonly name: string;
  readonly address: string;
}
interface Pair extends Sample {
  readonly known: Position;
  /** Whether the known place is this publisher's own. */
  readonly own: boolean;
}

/** What the comparison found. */
export interface DatumDoubt {
  readonly row: number;
  readonly value: string;
  readonly detail: Words;
}

/** Rows that are looked up in the store; the shift is the same for all, so a sample tells as much as the file. */
const MOST_SAMPLES = 120;
const FEWEST_PAIRS = 5;
/** Metres. BD-09 and WGS-84 lie up to 1,300 m apart; the same name farther off is another branch. */
const SEARCH_RADIUS = 1500;
/** Metres. Off by less, any datum may be meant: two publishers differ by as much over one building. */
const LEAST_OFFSET = 150;
/** Metres, within which the places have to meet when the numbers are taken for another datum. */
const MOST_LEFT = 80;

const LABELS: Readonly<Record<CrsName, string>> = { wgs84: 'WGS-84', gcj02: 'GCJ-02', bd09: 'BD-09' };

/**
 * Compares the declared datum with places that are known already at the same name or address: when they all lie off by
 * about the same vector, and another datum would bring them together, the declaration is doubtful. Median of both
 * components, so that a few false pairs do not count. Nothing is corrected: the datum is declared, never guessed.
 */
export class DatumCheck {
  #samples: Sample[] = [];
  #seen = 0;
  #every = 1;

  /** Takes note of a record; of a long file every so many, evenly. */
  add(row: number, { sourcePosition, name, address }: Claim): void {
    if (!sourcePosition || this.#seen++ % this.#every !== 0) return;
    const { x, y, crs } = sourcePosition;
    const where = address?.text?.zh ?? address?.text?.en ?? '';
    const given = { lon: x, lat: y };
    this.#samples.push({ row, given, crs, name: name.zh ?? name.en ?? '', address: where });
    if (this.#samples.length <= 2 * MOST_SAMPLES) return;
    this.#samples = this.#samples.filter((_, i) => i % 2 === 0);
    this.#every *= 2;
  }

  /** What is doubtful about the datum; `undefined` for nothing, or for too few places to tell. */
  async doubt(store: FacilityStore, source: string): Promise<DatumDoubt | undefined> {
    if ((await store.count()).total < FEWEST_PAIRS) return undefined;
    const step = Math.max(1, Math.ceil(this.#samples.length / MOST_SAMPLES));
    const pairs: Pair[] = [];
    for (let i = 0; i < this.#samples.length; i += step) {
      const pair = await pairOf(this.#samples[i]!, store, source);
      if (pair) pairs.push(pair);
    }
    // A publisher's own records of last time agree with themselves and would drown the others.
    return judged(pairs.filter(({ own }) => !own)) ?? judged(pairs.filter(({ own }) => own));
  }
}

/** The one known place near the row that has its name, or else its address; none where there are two. */
async function pairOf(sample: Sample, store: FacilityStore, source: string): Promise<Pair | undefined> {
  const box = boxAround(toWgs84(sample.given, sample.crs), SEARCH_RADIUS);
  for (const text of [sample.name, sample.address]) {
    if (folded(text).length < 4) continue;
    const cards = await store.list({ text, box }, 0, 10);
    const same = cards.filter((card) => wordsOf(card).includes(folded(text)));
    const [only, second] = same;
    if (!only || second) continue;
    const known = { lon: only.lon!, lat: only.lat! };
    return { ...sample, known, own: only.head.source === source };
  }
  return undefined;
}

function wordsOf(card: Card): string[] {
  const { nameZh, nameEn } = card;
  const { address } = membersOf(card);
  return [nameZh, nameEn, address?.text?.zh, address?.text?.en].map((text) => folded(text ?? ''));
}

function judged(pairs: readonly Pair[]): DatumDoubt | undefined {
  const [first] = pairs;
  if (!first || pairs.length < FEWEST_PAIRS) return undefined;
  const declared = offset(pairs, first.crs);
  if (declared < LEAST_OFFSET) return undefined;
  const others = CRS_NAMES.filter((crs) => crs !== first.crs);
  const [best] = others.map((crs) => ({ crs, left: offset(pairs, crs) })).toSorted((a, b) => a.left - b.left);
  if (!best || best.left > MOST_LEFT || best.left > declared / 3) return undefined;
  const [is, was] = [LABELS[best.crs], LABELS[first.crs]];
  const [far, near] = [Math.round(declared), Math.round(best.left)];
  return {
    row: first.row,
    value: first.name,
    detail: {
      zh: `像是 ${is}：按声明的 ${was}，与 ${pairs.length} 个已知的同名或同址地点一致偏离 ${far} 米；按 ${is} 只差 ${near} 米`,
      en: `looks like ${is}: as ${was}, ${pairs.length} places known by the same name or address all lie ${far} m off; as ${is}, ${near} m`,
    },
  };
}

/** Length in metres of the median vector from the rows, taken for this datum, to the known places. */
function offset(pairs: readonly Pair[], crs: CrsName): number {
  const degree = (Math.PI / 180) * EARTH_RADIUS;
  const vectors = pairs.map(({ given, known }) => {
    const { lon, lat } = toWgs84(given, crs);
    return { east: (known.lon - lon) * degree * cosine(lat), north: (known.lat - lat) * degree };
  });
  return Math.hypot(median(vectors.map(({ east }) => east)), median(vectors.map(({ north }) => north)));
}
