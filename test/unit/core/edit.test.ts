import { describe, expect, it } from '@jest/globals';
import {
  correctionOf,
  documentOf,
  editDocument,
  editorRecordOf,
  saidBy,
  saysNothing,
} from '../../../src/core/edit.js';
import { EDITOR_SOURCE } from '../../../src/core/compose.js';
import type { Claim } from '../../../src/core/facility.js';
import { patchDocument } from '../../../src/core/patch-edit.js';

const served = { name: { zh: '驿站' }, category: 'relay_station' };
const claim: Claim = {
  ...served,
  position: { lon: 121.4, lat: 31.2, precision: 'entrance' },
  sourcePosition: { x: 121.404, y: 31.198, crs: 'gcj02' },
  hours: { text: '每天8:00-20:00', osm: '08:00-20:00', coverage: 'full' },
  access: { floor: '2', entrancePosition: { lon: 121.41, lat: 31.21 } },
  internal: { phone: ['13800000000'] },
};

describe('the document of an editor’s word', () => {
  it('is a document again, names the datum, and holds nothing internal', () => {
    const document = documentOf(claim);
    expect(editDocument.safeParse(document).success).toBe(true);
    expect(document.position).toEqual({ lon: 121.4, lat: 31.2, precision: 'entrance', crs: 'wgs84' });
    expect(document.access).toEqual({
      floor: '2',
      entrancePosition: { lon: 121.41, lat: 31.21, crs: 'wgs84' },
    });
    expect(JSON.stringify(document)).not.toMatch(/138|gcj02/);
  });

  it('restates what every claim must have, which is no word of his', () => {
    const correction = correctionOf({ description: { zh: '二楼' } }, served);
    expect(correction).toEqual({ ...served, description: { zh: '二楼' }, restates: ['name', 'category'] });
    expect(saidBy(correction)).toEqual({ description: { zh: '二楼' } });
    expect(saysNothing(correctionOf({}, served))).toBe(true);
    expect(saysNothing(correctionOf({ name: { zh: '甲' } }, served))).toBe(false);
    expect(correctionOf(served, served)).not.toHaveProperty('restates');
  });
});

describe('the editor’s record of a place', () => {
  const publisher = { source: 'city', externalId: '7' };
  const recordOf = (...sources: (typeof publisher)[]) =>
    editorRecordOf({ id: 'place', body: { ...served, sources } });

  it('is the one there is, the first of several, among those of publishers', () => {
    const own = { source: EDITOR_SOURCE, externalId: 'made-by-hand' };
    expect(recordOf(publisher, own, { ...own, externalId: 'later' })).toBe('made-by-hand');
  });

  it('is called by the place where there is none yet', () => {
    expect(recordOf(publisher)).toBe('place');
    expect(recordOf()).toBe('place');
  });
});

describe('a patch of it', () => {
  const patched = (patch: Record<string, unknown>) => patchDocument(documentOf(claim), patch);

  it('says hours anew, so that rules made of old words do not outlive them', () => {
    expect(patched({ hours: { text: '9:00-17:00' } }).document).toMatchObject({
      hours: { text: '9:00-17:00' },
    });
    expect(patched({ hours: { text: '9:00-17:00' } }).document).not.toHaveProperty('hours.osm');
    expect(patched({ hours: { osm: '24/7' } }).document).toMatchObject({ hours: { osm: '24/7' } });
    expect(patched({ hours: { osm: '24/7' } }).document).not.toHaveProperty('hours.text');
    expect(patched({ hours: { workdays: true } }).document).toMatchObject({
      hours: { ...claim.hours, workdays: true },
    });
  });

  it('moves a place only with lon, lat and crs together, and forgets how exact the old position was', () => {
    const position = { lon: 121.5, lat: 31.3, crs: 'bd09' };
    expect(patched({ position })).toEqual({ document: expect.objectContaining({ position }), faults: [] });
    for (const part of ['lon', 'lat', 'crs'] as const) {
      const { [part]: _, ...rest } = position;
      expect(patched({ position: rest }).faults).toMatchObject([{ parameter: `position.${part}` }]);
      expect(patched({ access: { entrancePosition: rest } }).faults).toMatchObject([
        { parameter: `access.entrancePosition.${part}` },
      ]);
    }
    expect(patched({ position: { precision: 'street' } }).document).toMatchObject({
      position: { lon: 121.4, precision: 'street' },
    });
    expect(patched({ position: null }).document).not.toHaveProperty('position');
  });
});
