import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { claim as schema } from '../../../../src/core/facility.js';
import { checkedClaim } from '../../../../src/importer/sources/checked.js';

const text = fc.oneof(
  fc.constantFrom('驿站', 'Station', '', ' ', ' 站 ', '站\u3000', 'x'.repeat(51), '长'.repeat(1001)),
  fc.string({ maxLength: 12 }),
);
const localText = fc.oneof(
  fc.record({ zh: text, en: text }, { requiredKeys: [] }),
  fc.record({ en: text, zh: text }, { requiredKeys: [] }),
  fc.constantFrom({ zh: '站', fr: 'gare' }, { zh: 1 }, null, '站', ['站'], { zh: undefined }),
);
const number = fc.oneof(
  fc.double({ min: -200, max: 200 }),
  fc.constantFrom(Number.NaN, Infinity, '12', null, -180, 180, 90, -90, -0),
);
const claims = fc.record(
  {
    name: localText,
    category: fc.constantFrom('clinic', 'relay_station', 'Clinic', '', '1a', 5),
    position: fc.record(
      {
        lon: number,
        lat: number,
        precision: fc.constantFrom('building', 'unknown', 'door'),
        estimated: fc.constantFrom(true, false, 'yes'),
      },
      { requiredKeys: [] },
    ),
    sourcePosition: fc.record(
      { x: number, y: number, crs: fc.constantFrom('wgs84', 'gcj02', 'WGS84') },
      { requiredKeys: [] },
    ),
    address: fc.record(
      {
        city: text,
        text: localText,
        district: text,
        adcode: fc.constantFrom('310107', '12'),
        postcode: text,
      },
      { requiredKeys: [] },
    ),
    contact: fc.record(
      { phone: fc.array(text, { maxLength: 11 }), website: fc.constantFrom('http://a.cn', 'a') },
      { requiredKeys: [] },
    ),
    hours: fc.constantFrom({ coverage: 'none' }, { coverage: 'all' }, 5),
    services: fc.constantFrom({ wifi: { state: 'yes' } }, { wifi: { state: 'maybe' } }, {}),
    operator: localText,
    description: localText,
  },
  { requiredKeys: [] },
);

describe('a claim held against the model', () => {
  it('is taken, refused and written as by the whole model', () => {
    fc.assert(
      fc.property(claims, (said) => {
        const whole = schema.safeParse(said);
        const { claim, wrong } = checkedClaim(said);
        expect(claim === undefined).toBe(!whole.success);
        // As text: the order of the members is part of what is stored.
        expect(JSON.stringify(claim)).toBe(JSON.stringify(whole.data));
        const places = (found: readonly { path: readonly PropertyKey[] }[]) =>
          found.map(({ path }) => path.join('.'));
        expect(new Set(places(wrong))).toEqual(new Set(places(whole.error?.issues ?? [])));
      }),
      { numRuns: 3000 },
    );
  });
});
