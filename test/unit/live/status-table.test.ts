import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MOST_UNITS, type Observation } from '../../../src/core/status.js';
import { StatusTable } from '../../../src/live/status-table.js';

const count = fc.integer({ min: 0, max: MOST_UNITS });
const counts = fc.record(
  {
    online: fc.boolean(),
    slots: count,
    emptySlots: count,
    capacity: count,
    available: count,
    inUse: count,
    outOfOrder: count,
    fullBatteries: fc
      .record({ 48: count, 60: count, 72: count }, { requiredKeys: [] })
      .filter((batteries) => Object.keys(batteries).length > 0),
  },
  { requiredKeys: [] },
);
const observation: fc.Arbitrary<Observation> = fc.record({
  counts,
  observedAt: fc.integer({ min: 0, max: 4e12 }),
  receivedAt: fc.integer({ min: 0, max: 4e12 }),
  source: fc.constantFrom('city', 'other', 'third'),
});

describe('the table of observations', () => {
  it('gives back what was put last, and tells an unsaid count from none', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 3000 }), observation)), (puts) => {
        const table = new StatusTable();
        const model = new Map<number, Observation>();
        for (const [key, one] of puts) {
          table.put(key, one);
          model.set(key, one);
        }
        expect(table.size).toBe(model.size);
        for (const [key, one] of model) expect(table.get(key)).toEqual(one);
        expect(table.get(0)).toBeUndefined();
      }),
    );
  });

  it('grows beyond its first room without losing any', () => {
    const table = new StatusTable();
    const one = (key: number) => ({
      counts: { available: key % 100 },
      observedAt: key,
      receivedAt: key,
      source: 's',
    });
    for (let key = 1; key <= 5000; key++) table.put(key * 7, one(key));
    expect(table.size).toBe(5000);
    for (let key = 1; key <= 5000; key++) expect(table.get(key * 7)).toEqual(one(key));
  });
});
