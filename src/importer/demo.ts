import { z } from 'zod';
import type { Change } from '../core/change.js';
import { claim } from '../core/facility.js';
import { PRECISIONS } from '../core/position.js';
import type { Source } from '../core/source.js';
import { counts, type Report } from '../core/status.js';

/**
 * The demo quarter: a GeoJSON file of places of several publishers. The publishers stand at its top in `sources`; a
 * feature's `id` is the publisher's own, its `properties` are a claim's members and the publisher's id, and the
 * coordinates of the claim's position stand in the geometry.
 */
const feature = z.strictObject({
  type: z.literal('Feature'),
  id: z.string().min(1),
  geometry: z.strictObject({ type: z.literal('Point'), coordinates: z.tuple([z.number(), z.number()]) }),
  properties: z.looseObject({
    source: z.string(),
    position: z.strictObject({ precision: z.enum(PRECISIONS), estimated: z.boolean().optional() }),
  }),
});
const demo = z.strictObject({
  type: z.literal('FeatureCollection'),
  sources: z.array(
    z.strictObject({ id: z.string(), name: z.string(), licence: z.string(), attribution: z.string() }),
  ),
  features: z.array(feature),
});

/** One publisher's part of the demo: what `FacilityStore.apply` takes in one run. */
export interface DemoList {
  readonly source: Source;
  readonly changes: readonly Change[];
}

/**
 * The demo's places, publisher by publisher.
 *
 * @param json the parsed file
 * @throws ZodError for a file that is not as described above, Error for a place of a publisher that is not listed
 */
export function parseDemo(json: unknown): readonly DemoList[] {
  const { sources, features } = demo.parse(json);
  const lists = new Map(sources.map((source) => [source.id, { source, changes: [] as Change[] }]));
  for (const { id, geometry, properties } of features) {
    const { source, position, ...members } = properties;
    const list = lists.get(source);
    if (!list) throw new Error(`${id}: the publisher "${source}" is not among the sources of the file`);
    const [lon, lat] = geometry.coordinates;
    const whole = claim.parse({ ...members, position: { lon, lat, ...position } });
    list.changes.push({ kind: 'put', source, externalId: id, claim: whole });
  }
  return [...lists.values()];
}

/** The publisher of the places that are made up: only of those status may be made up too. */
const ILLUSTRATIVE = 'demo-illustrative';
const demoStatus = z.array(z.strictObject({ externalId: z.string(), secondsAgo: z.int().min(0), counts }));

/**
 * What is made up to have been counted at made-up places a moment ago. It ages like any other.
 * @param now milliseconds since 1970
 * @throws ZodError for a file of another form
 */
export function parseDemoStatus(json: unknown, now: number): readonly Report[] {
  return demoStatus.parse(json).map(({ externalId, secondsAgo, counts: counted }) => ({
    place: { source: ILLUSTRATIVE, externalId },
    observation: {
      counts: counted,
      observedAt: now - secondsAgo * 1000,
      receivedAt: now,
      source: ILLUSTRATIVE,
    },
  }));
}
