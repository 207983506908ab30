import { describe, expect, it } from '@jest/globals';
import OpeningHours from 'opening_hours';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { workingServices, type Claim, type Hours } from '../../../src/core/facility.js';
import { contradiction } from '../../../src/core/status.js';
import { boxContains } from '../../../src/core/position.js';
import { matches } from '../../../src/core/traits.js';
import { parseDemo, parseDemoStatus } from '../../../src/importer/demo.js';
import { loadVocabulary } from '../../../src/system/reference.js';
import { root } from '../../root.js';

const file: unknown = JSON.parse(await readFile(join(root, 'data/demo/changshou-road.geojson'), 'utf8'));
const lists = parseDemo(file);
const places = lists.flatMap(({ changes }) =>
  changes.map((change) => {
    if (change.kind !== 'put') throw new Error('the demo only puts');
    return change;
  }),
);
const vocabulary = await loadVocabulary();
const quarter = { west: 121.4, south: 31.225, east: 121.447, north: 31.26 };

describe('the demo quarter', () => {
  it('has 60 to 100 places, each with an id of its own', () => {
    expect(places.length).toBeGreaterThanOrEqual(60);
    expect(places.length).toBeLessThanOrEqual(100);
    expect(new Set(places.map((place) => place.externalId)).size).toBe(places.length);
  });

  it('lies around Changshou Road', () => {
    for (const { claim, externalId } of places) {
      expect({ externalId, inside: boxContains(quarter, claim.position!) }).toEqual({
        externalId,
        inside: true,
      });
    }
  });

  it('speaks the words of the vocabulary', () => {
    for (const { claim, externalId } of places) {
      const unknown = Object.keys(claim.services ?? {}).filter((code) => !vocabulary.services.has(code));
      const category = vocabulary.categories.has(claim.category);
      expect({ externalId, unknown, category }).toEqual({ externalId, unknown: [], category: true });
    }
  });

  it('has places of every category', () => {
    const missing = [...vocabulary.categories.keys()].filter(
      (code) => !places.some(({ claim }) => claim.category === code),
    );
    expect(missing).toEqual([]);
  });

  it('answers all fourteen needs with a place in service', () => {
    expect(vocabulary.needs.size).toBe(14);
    for (const need of vocabulary.needs.keys()) {
      const filter = vocabulary.filter({ need });
      const answers = places.filter(
        ({ claim }) =>
          claim.inService !== false &&
          matches(filter, vocabulary.traits(claim.category, workingServices(claim))),
      );
      expect({ need, answered: answers.length > 0 }).toEqual({ need, answered: true });
    }
  });

  it('says of every place made up that it is', () => {
    for (const { source, claim } of places) {
      expect(claim.illustrative === true).toBe(source === 'demo-illustrative');
      if (claim.illustrative) expect(claim.name.zh).toContain('示例');
    }
  });

  it('publishes nobody’s own number or name', () => {
    for (const { claim } of places) {
      expect(JSON.stringify(claim)).not.toMatch(/(?<!\d)1[3-9]\d{9}(?!\d)/);
      expect(claim.internal).toBeUndefined();
    }
  });

  it('shows each state of a service, places out of service, and hours understood in part or not at all', () => {
    const states = new Set(
      places.flatMap(({ claim }) => Object.values(claim.services ?? {}).map((one) => one.state)),
    );
    expect([...states].toSorted()).toEqual(['broken', 'no', 'unknown', 'yes']);
    const coverages = new Set(places.flatMap(({ claim }) => (claim.hours ? [claim.hours.coverage] : [])));
    expect([...coverages].toSorted()).toEqual(['daily', 'dated', 'full', 'none', 'partial']);
    expect(places.some(({ claim }) => claim.inService === false)).toBe(true);
    expect(places.some(({ claim }) => claim.access?.night !== undefined)).toBe(true);
  });

  it('has opening hours that an independent parser reads, and none where nothing was understood', () => {
    for (const { claim } of places) {
      for (const { text, osm, coverage } of hoursIn(claim)) {
        if (osm === undefined) expect({ text, coverage }).toEqual({ text, coverage: 'none' });
        else expect({ osm, warnings: warningsOf(osm) }).toEqual({ osm, warnings: [] });
      }
    }
  });
});

describe('reading a demo file', () => {
  const place = {
    type: 'Feature',
    id: 'a',
    geometry: { type: 'Point', coordinates: [121.43, 31.24] },
    properties: { source: 's', name: { zh: '甲' }, category: 'clinic', position: { precision: 'building' } },
  };
  const sources = [{ id: 's', name: 'S', licence: 'none', attribution: 'none' }];
  const whole = { type: 'FeatureCollection', sources, features: [place] };

  it('puts the coordinates into the claim', () => {
    const [list] = parseDemo(whole);
    expect(list!.changes).toEqual([
      {
        kind: 'put',
        source: 's',
        externalId: 'a',
        claim: {
          name: { zh: '甲' },
          category: 'clinic',
          position: { lon: 121.43, lat: 31.24, precision: 'building' },
        },
      },
    ]);
  });

  it.each([
    ['a publisher that is not listed', { ...place, properties: { ...place.properties, source: 't' } }],
    ['a member no claim has', { ...place, properties: { ...place.properties, colour: 'red' } }],
    ['a latitude off the globe', { ...place, geometry: { type: 'Point', coordinates: [121.43, 91] } }],
    ['no id', { ...place, id: undefined }],
  ])('refuses a place with %s', (_, wrong) => {
    expect(() => parseDemo({ ...whole, features: [wrong] })).toThrow();
  });
});

function hoursIn(claim: Claim): Hours[] {
  const services = Object.values(claim.services ?? {}).map((one) => one.hours);
  return [claim.hours, claim.access?.night?.hours, ...services].filter((one) => one !== undefined);
}

function warningsOf(osm: string): string[] {
  const place = { lat: 31.24, lon: 121.43, address: { country_code: 'cn', state: '' } };
  return new OpeningHours(osm, place).getWarnings();
}

describe('the live status of the demo quarter', () => {
  it('is made up of made-up places only, and could be true', async () => {
    const now = Date.parse('2026-11-22T02:00:00Z');
    const made: unknown = JSON.parse(await readFile(join(root, 'data/demo/status.json'), 'utf8'));
    const reports = parseDemoStatus(made, now);
    expect(reports.length).toBeGreaterThan(3);
    for (const { place, observation } of reports) {
      const named = places.find(({ source, externalId }) => {
        return 'source' in place && place.source === source && place.externalId === externalId;
      });
      expect([place, named?.claim.illustrative]).toEqual([place, true]);
      expect(contradiction(observation.counts)).toBeUndefined();
      expect(observation.observedAt).toBeLessThanOrEqual(now);
    }
  });
});
