import Flatbush from 'flatbush';
import { around } from 'geoflatbush';
import { writeFileSync } from 'node:fs';
import { distance } from '../../../src/core/distance.js';
import type { Position } from '../../../src/core/position.js';
import { seeded } from '../random.js';

/**
 * A publisher's list in two editions: in the second every place has another name and lies elsewhere, so that an answer
 * shows of each place which edition it comes from. The places lie in a desert, where the nation has none.
 */

const WEST = 82;
const SOUTH = 38.5;
const WIDE = 1.5;
const HIGH = 1;
/** Degrees of longitude by which the second edition lies farther east: more than a kilometre. */
const MOVED = 0.0125;

export class Editions {
  readonly #places: readonly Position[];
  readonly #near: Flatbush;

  constructor(count: number) {
    this.#places = positions(count, 31);
    this.#near = new Flatbush(count);
    for (const { lon, lat } of this.#places) this.#near.add(lon, lat);
    this.#near.finish();
  }

  /** Where one may ask from: well inside. */
  static askers(count: number): Position[] {
    return positions(count, 32).map(({ lon, lat }) => ({
      lon: WEST + 0.1 + 0.8 * (lon - WEST),
      lat: SOUTH + 0.1 + 0.8 * (lat - SOUTH),
    }));
  }

  /** Writes one edition, 1 or 2, as CSV. */
  write(path: string, edition: number): void {
    const lines = this.#places.map((_, i) => {
      const { lon, lat } = this.#at(i, edition);
      return `P${i},沙漠驿站${edition}-${i},${lon},${lat}\n`;
    });
    writeFileSync(path, `编号,名称,经度,纬度\n${lines.join('')}`);
  }

  /**
   * Which edition an answer is of: the names of its places, where they lie, and which are the nearest all say the same.
   * `mixed` where they are not all of one edition, `incomplete` where they are but are not the nearest of it.
   */
  of(centre: Position, answer: AnswerBody): Told {
    const told = answer.features.map(({ properties: { name } }) => /^沙漠驿站(\d)-(\d+)$/.exec(name));
    const edition = Number(told[0]?.[1]);
    const alike = answer.features.every(({ geometry: { coordinates } }, n) => {
      if (Number(told[n]?.[1]) !== edition) return false;
      const { lon, lat } = this.#at(Number(told[n]![2]), edition);
      return Math.abs(coordinates[0]! - lon) < 1e-6 && Math.abs(coordinates[1]! - lat) < 1e-6;
    });
    if (!alike || answer.features.length === 0) return 'mixed';
    if (!this.#isNearest(centre, answer, edition)) return 'incomplete';
    return edition === 1 ? 'old' : 'new';
  }

  #isNearest({ lon, lat }: Position, { features }: AnswerBody, edition: number): boolean {
    const from = { lon: lon - (edition - 1) * MOVED, lat };
    const nearest = around(this.#near, from.lon, from.lat, features.length);
    return features.every(({ properties }, n) => {
      const metres = distance(from, this.#places[nearest[n]!]!);
      return Math.abs(properties.distance - metres) < 1;
    });
  }

  #at(i: number, edition: number): Position {
    const { lon, lat } = this.#places[i]!;
    return { lon: round(lon + (edition - 1) * MOVED), lat };
  }
}

export type Told = 'old' | 'new' | 'mixed' | 'incomplete';

/** What is looked at of an answer. */
export interface AnswerBody {
  readonly features: readonly {
    readonly geometry: { readonly coordinates: readonly number[] };
    readonly properties: { readonly name: string; readonly distance: number };
  }[];
}

function positions(count: number, seed: number): Position[] {
  const random = seeded(seed);
  return Array.from({ length: count }, () => ({
    lon: round(WEST + WIDE * random()),
    lat: round(SOUTH + HIGH * random()),
  }));
}

function round(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6;
}
