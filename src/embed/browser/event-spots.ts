import type { EventFeature } from '../wire.js';

/** Where something takes place: all events at one spot are one mark on the map. */
export interface EventSpot {
  readonly lon: number;
  readonly lat: number;
  readonly events: readonly EventFeature[];
}

/** Degrees of a decimetre: what is nearer together is at one spot. */
const NEAR = 1e-6;

/** Events by their spots, in their order; those that are nowhere in particular are left out. */
export function eventSpots(events: readonly EventFeature[]): EventSpot[] {
  const spots = new Map<string, { lon: number; lat: number; events: EventFeature[] }>();
  for (const event of events) {
    const [lon, lat] = event.geometry?.coordinates ?? [];
    if (lon === undefined || lat === undefined) continue;
    const name = `${Math.round(lon / NEAR)} ${Math.round(lat / NEAR)}`;
    const spot = spots.get(name) ?? { lon, lat, events: [] };
    spot.events.push(event);
    spots.set(name, spot);
  }
  return [...spots.values()];
}

/**
 * Where events are asked about: so coarse that the address tells nothing of where somebody stands, and that many ask
 * the same.
 */
export function eventsAround({ lat, lon }: { readonly lat: number; readonly lon: number }): {
  readonly lat: number;
  readonly lon: number;
  readonly radius: number;
} {
  const coarse = (degrees: number) => Math.round(degrees * 10) / 10;
  return { lat: coarse(lat), lon: coarse(lon), radius: 40_000 };
}
