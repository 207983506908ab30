import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  ACCESS_MODES,
  AUDIENCES,
  COVERAGES,
  SERVICE_STATES,
  claim as claimSchema,
  type Claim,
} from '../../../src/core/facility.js';
import { PRECISIONS } from '../../../src/core/position.js';
import {
  SHEET_COLUMNS,
  claimOfSheet,
  editedColumns,
  editedServices,
  sheetOf,
  saidTogether,
} from '../../../src/core/sheet.js';

const sources = [{ source: 'union', externalId: '7' }];
const sheet = (claim: Claim) => sheetOf({ id: 'f1', body: { ...claim, sources } });

const text = fc
  .oneof(
    fc.constantFrom('长寿路', 'a|b', 'back\\slash', '=1+1', 'x "y"', 'a\nb'),
    fc.string({ minLength: 1, maxLength: 20 }),
  )
  .map((it) => it.trim())
  .filter((it) => it !== '');
const local = fc
  .record({ zh: text, en: text }, { requiredKeys: [] })
  .filter((it) => it.zh !== undefined || it.en !== undefined);
const instant = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((it) => it.toISOString());
const hours = fc.record(
  { text, osm: text, coverage: fc.constantFrom(...COVERAGES) },
  { requiredKeys: ['coverage'] },
);
const entry = {
  mode: fc.uniqueArray(fc.constantFrom(...ACCESS_MODES), { minLength: 1 }),
  audience: fc.uniqueArray(fc.constantFrom(...AUDIENCES), { minLength: 1 }),
  note: local,
};
const whole = fc.nat({ max: 100_000 });
const filled = (it: object) => Object.values(it).some((value) => value !== undefined);

/** Any claim a publisher may make, as far as the schema goes; `internal` and `sourcePosition` are not for sheets. */
const claims: fc.Arbitrary<Claim> = fc
  .record(
    {
      name: local,
      category: fc.constantFrom('clinic', 'relay_station'),
      aliases: fc.uniqueArray(text, { minLength: 1, maxLength: 3 }),
      position: fc.record(
        {
          lon: fc.double({ min: -180, max: 180, noNaN: true }).map((it) => it + 0),
          lat: fc.double({ min: -90, max: 90, noNaN: true }).map((it) => it + 0),
          precision: fc.constantFrom(...PRECISIONS),
          estimated: fc.boolean(),
        },
        { requiredKeys: ['lon', 'lat', 'precision'] },
      ),
      address: fc
        .record(
          {
            text: local,
            province: text,
            city: text,
            district: text,
            subdistrict: text,
            adcode: fc.constant('310107'),
            postcode: text,
          },
          { requiredKeys: [] },
        )
        .filter(filled),
      hours,
      services: fc.dictionary(
        fc.constantFrom('heating', 'toilet', 'wifi'),
        fc.record(
          {
            state: fc.constantFrom(...SERVICE_STATES),
            note: local,
            season: text,
            hours,
            verifiedAt: instant,
          },
          { requiredKeys: ['state'], noNullPrototype: true },
        ),
        { minKeys: 1, noNullPrototype: true },
      ),
      access: fc
        .record(
          {
            ...entry,
            entrance: local,
            entrancePosition: fc.constant({ lon: 121, lat: 31 }),
            floor: text,
            gate: text,
            night: fc.record({ ...entry, hours }, { requiredKeys: [] }).filter(filled),
          },
          { requiredKeys: [] },
        )
        .filter(filled),
      capacity: fc
        .record({ persons: whole, seats: whole, slots: whole, areaSquareMetres: whole }, { requiredKeys: [] })
        .filter(filled),
      contact: fc
        .record(
          {
            phone: fc.array(text, { minLength: 1, maxLength: 3 }),
            website: fc.constant('https://example.org/a?b=c'),
          },
          { requiredKeys: [] },
        )
        .filter(filled),
      operator: local,
      description: local,
      verified: fc.record({ at: instant, by: text }, { requiredKeys: ['at'] }),
      inService: fc.boolean(),
      illustrative: fc.boolean(),
    },
    { requiredKeys: ['name', 'category'], noNullPrototype: true },
  )
  .map((it) => claimSchema.parse(it));

describe('a sheet', () => {
  it('says everything public of a claim: it reads back the same (property)', () => {
    fc.assert(
      fc.property(claims, (claim) => {
        expect(claimSchema.parse(claimOfSheet(sheet(claim)))).toEqual(claim);
      }),
    );
  });

  it('reads back the same from a file in which every cell is text', () => {
    fc.assert(
      fc.property(claims, (claim) => {
        const cells = Object.fromEntries(
          Object.entries(sheet(claim)).map(([column, value]) => [
            column,
            value === null ? '' : String(value),
          ]),
        );
        expect(editedColumns(sheet(claim), cells)).toEqual([]);
        expect(claimSchema.parse(claimOfSheet(cells))).toEqual(claim);
      }),
    );
  });

  it('has nothing of persons in it', () => {
    const cells = sheet({
      name: { zh: '站' },
      category: 'clinic',
      internal: { person: '张三', phone: ['13812345678'], note: '密' },
    });
    expect(JSON.stringify(cells)).not.toMatch(/张三|138|密/);
    expect(Object.keys(cells).toSorted()).toEqual(SHEET_COLUMNS.toSorted());
  });

  it('tells which cells were edited, and which columns belong to the same members', () => {
    const ours = sheet({
      name: { zh: '站', en: 'Hall' },
      category: 'clinic',
      position: { lon: 121.5, lat: 31, precision: 'street' },
    });
    expect(editedColumns(ours, { name_zh: '站 ', lon: '121.50', lat: 31, yizhan_id: 'other' })).toEqual([]);
    expect(editedColumns(ours, { name_zh: '新站', name_en: '', lon: '121.6' })).toEqual([
      'name_zh',
      'name_en',
      'lon',
    ]);
    expect(saidTogether(['lon', 'floor'])).toEqual(['lon', 'floor', 'lat', 'precision', 'estimated']);
  });

  it('does not take another order, or the digits a spreadsheet cuts off, for an edit', () => {
    const ours = sheet({
      name: { zh: '站' },
      category: 'clinic',
      position: { lon: 121.40000000000001, lat: 31, precision: 'street' },
      aliases: ['乙', '甲|丙'],
      access: { mode: ['qr_code', 'staffed'], entrancePosition: { lon: 121.5, lat: 31.5 } },
      services: { heating: { state: 'yes', season: 'winter' }, toilet: { state: 'no' } },
    });
    const other = {
      lon: '121.4',
      aliases: '甲\\|丙|乙',
      access_mode: 'staffed|qr_code',
      entrance_position: '{"lat": 31.5, "lon": 121.5}',
      services: 'toilet=no| heating ',
    };
    expect(editedColumns(ours, other)).toEqual([]);
    expect(editedColumns(ours, { ...other, services: 'toilet|heating', aliases: '乙' })).toEqual([
      'aliases',
      'services',
    ]);
  });

  it('tells which services were edited; one struck off the list is unknown', () => {
    const ours = sheet({
      name: { zh: '站' },
      category: 'clinic',
      services: { heating: { state: 'yes', season: 'winter' }, toilet: { state: 'no' } },
    });
    expect(editedServices(ours, { services: 'wifi|heating', services_detail: '' })).toEqual({
      wifi: { state: 'yes' },
      toilet: { state: 'unknown' },
    });
  });
});
