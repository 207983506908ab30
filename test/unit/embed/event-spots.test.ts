import { describe, expect, it } from '@jest/globals';
import { eventsAround, eventSpots } from '../../../src/embed/browser/event-spots.js';
import type { EventFeature } from '../../../src/embed/wire.js';

function event(id: string, ...coordinates: number[]): EventFeature {
  const geometry = coordinates.length === 0 ? null : { type: 'Point' as const, coordinates };
  return { type: 'Feature', id, geometry, properties: { id, name: id, measure: 'learn', ongoing: false } };
}

describe('events on a map', () => {
  it('are one mark where they are at one spot, and none where they are nowhere', () => {
    const all = [event('a', 121.43, 31.24), event('b'), event('c', 121.43, 31.24), event('d', 121.44, 31.24)];
    const ids = eventSpots(all).map(({ events }) => events.map(({ id }) => id));
    expect(ids).toEqual([['a', 'c'], ['d']]);
  });

  it('are asked for alike from everywhere in a quarter, and from so far that none near by is left out', () => {
    const here = { lat: 31.24123, lon: 121.42654 };
    expect(eventsAround(here)).toEqual(eventsAround({ lat: 31.2267, lon: 121.4444 }));
    const { lat, lon, radius } = eventsAround(here);
    const metres = Math.hypot(lat - here.lat, lon - here.lon) * 111_195;
    expect(radius - metres).toBeGreaterThan(30_000);
  });
});
