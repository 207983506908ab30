import { describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import type { Contents } from '../../../src/core/offerings/documents.js';
import type * as wire from '../../../src/embed/wire.js';
import * as schemas from '../../../src/http/format/schemas.js';

/** Members a question may leave out (`fields`) are optional in the schema, whatever they are otherwise. */
type Picked<T> = { readonly [K in keyof T]?: T[K] | undefined };

type Around<T> = Omit<T, 'features' | 'fallback'>;

/** Fails to compile where the first is not at least what the second says it is. */
function says<Served extends Promised, Promised>(): [Served, Promised] | undefined {
  return undefined;
}

/** Members that an editor or a publisher writes; the others depend on the time and the asker. */
type Documented<K extends keyof Contents> = Omit<Contents[K], 'name' | 'description'>;
type Written<T> = Omit<
  T,
  'id' | 'name' | 'description' | 'phase' | 'open' | 'valid' | 'place' | 'next' | 'ongoing' | 'distance'
>;

describe('the types of the client', () => {
  it('promise nothing the schemas of the server do not say', () => {
    expect([
      says<z.infer<typeof schemas.feature>['properties'], Picked<wire.Properties>>(),
      says<Omit<z.infer<typeof schemas.feature>, 'properties'>, Omit<wire.Feature, 'properties'>>(),
      says<Around<z.infer<typeof schemas.collection>>, Around<wire.FeatureCollection>>(),
      says<Omit<z.infer<typeof schemas.needs>, 'needs'>, Omit<wire.Needs, 'needs'>>(),
      says<z.infer<typeof schemas.whole>, wire.Facility>(),
      says<z.infer<typeof schemas.categories>, wire.Categories>(),
      says<z.infer<typeof schemas.services>, wire.Services>(),
      says<z.infer<typeof schemas.needTerms>, wire.NeedTerms>(),
      says<z.infer<typeof schemas.problem>, wire.Problem>(),
      says<z.infer<typeof schemas.reportKindTerms>, wire.ReportKinds>(),
      says<z.infer<typeof schemas.reportReceived>, wire.Reported>(),
      says<z.infer<typeof schemas.mapSettings>, wire.MapSettings>(),
      says<Documented<'programme'>, Written<wire.Programme>>(),
      says<Documented<'hotline'>, Written<wire.Hotline>>(),
      says<Documented<'offer'>, Written<wire.Offer>>(),
      says<Documented<'event'>, Written<wire.EventProperties>>(),
    ]).toHaveLength(16);
  });

  it('name every member a place in a list may have', () => {
    const named: Record<keyof wire.Properties, true> = {
      name: true,
      category: true,
      aliases: true,
      address: true,
      hours: true,
      access: true,
      phone: true,
      website: true,
      operator: true,
      description: true,
      positionPrecision: true,
      positionEstimated: true,
      inService: true,
      illustrative: true,
      verifiedAt: true,
      updatedAt: true,
      open: true,
      usable: true,
      services: true,
      source: true,
      distance: true,
      along: true,
      detour: true,
      unknownServices: true,
      status: true,
    };
    expect(Object.keys(named).filter((name) => !schemas.PROPERTY_NAMES.includes(name))).toEqual([]);
  });
});
