import type { Fault } from '../errors.js';
import { isPosition } from '../position.js';

/** Geometries of GeoJSON (RFC 7946) as they come from outside, read with what is wrong with them. */

/** Most positions a polygon or a line may have. */
export const MAX_VERTICES = 10_000;

const MOST_FAULTS = 10;

/** What came of a check: the thing itself, or what is wrong with it. */
export type Checked<T> =
  | { readonly value: T; readonly faults?: undefined }
  | { readonly value?: undefined; readonly faults: readonly Fault[] };

interface Shape {
  readonly type: string;
  readonly coordinates: unknown;
}

export function geometryOf(
  geojson: unknown,
  types: readonly string[],
  name: string,
  faults: Fault[],
): Shape | undefined {
  const object = typeof geojson === 'object' && geojson !== null ? (geojson as Record<string, unknown>) : {};
  const type = object['type'];
  if (typeof type !== 'string' || !types.includes(type)) {
    const feature = type === 'Feature' || type === 'FeatureCollection';
    const detail = feature
      ? `send the geometry of the ${type}, not the ${type}`
      : 'this is no such GeoJSON geometry';
    faults.push({ parameter: `${name}.type`, detail, allowed: types, ...valueOf(type) });
    return undefined;
  }
  if ('crs' in object) {
    faults.push({
      parameter: `${name}.crs`,
      detail: 'the datum is told by `crs` beside the geometry, not inside it',
    });
    return undefined;
  }
  return { type, coordinates: object['coordinates'] };
}

function valueOf(value: unknown): { value?: string } {
  return typeof value === 'string' || typeof value === 'number' ? { value: String(value).slice(0, 80) } : {};
}

export function listAt(value: unknown, where: string, faults: Fault[]): readonly unknown[] {
  if (Array.isArray(value) && value.length > 0) return value;
  report(faults, {
    parameter: where,
    detail: 'a list with at least one member is expected here',
    ...valueOf(value),
  });
  return [];
}

export function report(faults: Fault[], fault: Fault): void {
  if (faults.length < MOST_FAULTS) faults.push(fault);
}

interface PositionsBounds {
  readonly where: string;
  /** How many positions more there may be. */
  readonly room: number;
  readonly faults: Fault[];
}

export function positionsAt(value: unknown, { where, room, faults }: PositionsBounds): (readonly number[])[] {
  const list = listAt(value, where, faults);
  if (list.length > room) {
    report(faults, {
      parameter: where,
      detail: 'too many positions; a coarser outline says the same',
      allowed: `up to ${MAX_VERTICES} in all`,
    });
    return [];
  }
  return list.map((pair, i) => {
    if (isPair(pair)) return [pair[0]!, pair[1]!];
    const detail = 'not a position: [longitude, latitude] in degrees is expected';
    report(faults, {
      parameter: `${where}[${i}]`,
      detail,
      allowed: '[-180 to 180, -90 to 90]',
      ...shown(pair),
    });
    return [0, 0];
  });
}

/** Two numbers in range; a third, the altitude, may follow and is left aside. */
function isPair(pair: unknown): pair is readonly number[] {
  if (!Array.isArray(pair) || pair.length < 2 || pair.length > 3) return false;
  return pair.every((it) => typeof it === 'number' && Number.isFinite(it)) && isPosition(pair[0], pair[1]);
}

function shown(pair: unknown): { value?: string } {
  const flat = Array.isArray(pair) && pair.length <= 4 && pair.every((it) => typeof it !== 'object');
  return flat ? { value: JSON.stringify(pair).slice(0, 80) } : valueOf(pair);
}
