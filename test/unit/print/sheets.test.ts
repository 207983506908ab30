import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Facility } from '../../../src/core/facility.js';
import { sheetsOf, streetsAround } from '../../../src/print/sheets.js';

interface Sketch {
  readonly subdistrict?: string | undefined;
  readonly street?: string;
  readonly lon?: number | undefined;
}
const placeOf = ({ subdistrict, street, lon }: Sketch, i: number): Facility => ({
  key: i,
  id: `p${i}`,
  seq: 1,
  updatedAt: '2026-01-01T00:00:00.000Z',
  relations: [],
  body: {
    name: { zh: `${i}号` },
    category: 'clinic',
    sources: [],
    address: {
      ...(subdistrict !== undefined && { subdistrict }),
      ...(street !== undefined && { text: { zh: street } }),
    },
    ...(lon !== undefined && { position: { lon, lat: 31.2, precision: 'building' as const } }),
  },
});

describe('the sheets of a handbook', () => {
  it('hold every place once, numbered through, each sheet of one subdistrict and with few dots', () => {
    const sketch = fc.record({
      subdistrict: fc.option(fc.constantFrom('甲街道', '乙街道', '丙镇'), { nil: undefined }),
      lon: fc.option(fc.double({ min: 121, max: 122, noNaN: true }), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(sketch, { maxLength: 120 }), (sketches) => {
        const sheets = sheetsOf(sketches.map(placeOf));
        const all = sheets.flatMap((sheet) => sheet.places);
        expect(all.map((one) => one.number)).toEqual(all.map((_, i) => i + 1));
        expect(new Set(all.map((one) => one.facility.id)).size).toBe(sketches.length);
        for (const { places, subdistrict } of sheets) {
          expect(places.filter(({ facility }) => facility.body.position).length).toBeLessThanOrEqual(24);
          expect(new Set(places.map(({ facility }) => facility.body.address?.subdistrict))).toEqual(
            new Set([subdistrict]),
          );
        }
      }),
    );
  });

  it('begin with the largest subdistrict and end with what has none', () => {
    const names = ['乙街道', undefined, '甲街道', '甲街道', undefined, undefined];
    const sheets = sheetsOf(names.map((subdistrict) => ({ subdistrict, lon: 121 })).map(placeOf));
    expect(sheets.map((sheet) => sheet.subdistrict)).toEqual(['甲街道', '乙街道', undefined]);
  });

  it('cut a large one into neighbours from west to east', () => {
    const sheets = sheetsOf(
      Array.from({ length: 60 }, (_, i) => placeOf({ lon: 121 + ((i * 37) % 60) / 100 }, i)),
    );
    expect(sheets.map((sheet) => sheet.part)).toEqual([1, 2, 3, 4].map((number) => ({ number, of: 4 })));
    const spans = sheets.map(({ places }) => places.map(({ facility }) => facility.body.position!.lon));
    for (const [i, span] of spans.slice(1).entries())
      expect(Math.min(...span)).toBeGreaterThan(Math.max(...spans[i]!));
  });

  it('tell by the streets where they are', () => {
    const streets = ['武宁路225号', '武宁路1号', '东新路88弄3号', '东新路1号', '东新路5号', '交通路2号'];
    const [sheet] = sheetsOf(
      streets.map((street) => placeOf({ street }, 0)).map((one, i) => ({ ...one, id: `${i}` })),
    );
    expect(streetsAround(sheet!)).toEqual(['东新路', '武宁路']);
  });
});
