import type { EditDocument } from './edit.js';
import type { Fault } from './errors.js';
import { mergePatch } from './merge-patch.js';

type Members = Readonly<Record<string, unknown>>;

export interface Patched {
  /** Not yet checked. */
  readonly document: unknown;
  readonly faults: readonly Fault[];
}

/**
 * An editor's document after a merge patch (RFC 7396). Two members are said anew where a patch touches what makes them,
 * instead of being mixed of old and new: hours, whose rules were made of their words, and a position, which is nothing
 * without its datum.
 * @throws RangeError for a patch that is nested too deeply
 */
export function patchDocument(document: EditDocument, patch: Members): Patched {
  const faults: Fault[] = [];
  const target = withoutStale(document, patch, { path: '', faults });
  return { document: mergePatch(target, patch), faults };
}

interface At {
  readonly path: string;
  readonly faults: Fault[];
}

/** The target without what the patch says anew. */
function withoutStale(target: Members, patch: Members, at: At): Members {
  const rest = new Map(Object.entries(target));
  for (const [name, value] of Object.entries(patch)) {
    if (!isMembers(value)) continue;
    const path = at.path === '' ? name : `${at.path}.${name}`;
    if (isSaidAnew(name, value)) {
      rest.delete(name);
      if (name !== 'hours') checkWhole(value, { ...at, path });
    } else {
      const inner = rest.get(name);
      if (isMembers(inner) && at.path.length < 100)
        rest.set(name, withoutStale(inner, value, { ...at, path }));
    }
  }
  return Object.fromEntries(rest);
}

function isSaidAnew(name: string, value: Members): boolean {
  if (name === 'hours') return 'text' in value || 'osm' in value;
  return isPositionName(name) && ['lon', 'lat', 'crs'].some((part) => part in value);
}

function isPositionName(name: string): boolean {
  return name === 'position' || name === 'entrancePosition';
}

function checkWhole(position: Members, { path, faults }: At): void {
  for (const part of ['lon', 'lat', 'crs'])
    if (!(part in position))
      faults.push({ parameter: `${path}.${part}`, detail: 'is missing: lon, lat and crs are sent together' });
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
