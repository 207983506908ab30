import type { Position } from '../../../src/core/position.js';
import { nearestOf } from '../http/run.js';
import { ONE_IN_HUNDRED } from '../nation.js';

/** Spheres of slightly different radius, and positions kept as 52 bits: no places farther away. */
const SHARE = 0.001;
const METRES = 1.5;

/** In how many answers, unfiltered and filtered, the other server names a place farther away than ours, or fewer. */
export async function farther(
  [ours, other]: readonly [number, number],
  centres: readonly Position[],
): Promise<number> {
  let count = 0;
  for (const path of centres.flatMap((it) => [
    nearestOf(it),
    `${nearestOf(it)}&services=${ONE_IN_HUNDRED}`,
  ])) {
    const [a, b] = [await distances(ours, path), await distances(other, path)];
    const worse = b.some((metres, n) => metres > a[n]! * (1 + SHARE) + METRES);
    if (worse || a.length !== b.length) count++;
  }
  return count;
}

async function distances(port: number, path: string): Promise<number[]> {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`);
  const { features } = (await answer.json()) as { features: { properties: { distance: number } }[] };
  return features.map(({ properties }) => properties.distance);
}
