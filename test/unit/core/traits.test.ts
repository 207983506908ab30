import { describe, expect, it } from '@jest/globals';
import { assert, array, integer, option, property, record, type Arbitrary } from 'fast-check';
import {
  EVERYTHING,
  matches,
  MAX_CATEGORIES,
  MAX_SERVICES,
  NO_TRAITS,
  withCategory,
  withService,
  type TraitFilter,
} from '../../../src/core/traits.js';

interface Place {
  readonly category: number | null;
  readonly services: readonly number[];
}
interface Wanted {
  readonly services: readonly number[];
  readonly any: readonly { readonly categories: readonly number[]; readonly services: readonly number[] }[];
}

// The highest bits are drawn often: they are the ones a signed shift gets wrong.
const category = integer({ min: MAX_CATEGORIES - 4, max: MAX_CATEGORIES - 1 });
const service: Arbitrary<number> = integer({ min: 0, max: 11 }).map(
  (n) => [0, 30, 31, 32, 62, 63, 64, 95, 96, 97, 126, 127][n]!,
);
const place: Arbitrary<Place> = record({
  category: option(category),
  services: array(service, { maxLength: 6 }),
});
const wanted: Arbitrary<Wanted> = record({
  services: array(service, { maxLength: 2 }),
  any: array(
    record({ categories: array(category, { maxLength: 2 }), services: array(service, { maxLength: 2 }) }),
    {
      maxLength: 2,
    },
  ),
});

describe('traits', () => {
  it('pick the places that sets of numbers pick', () => {
    assert(
      property(place, wanted, (one, filter) => {
        const has = (code: number) => one.services.includes(code);
        const byHand =
          filter.services.every(has) &&
          filter.any.every(
            (clause) => clause.services.some(has) || clause.categories.some((code) => code === one.category),
          );
        expect(matches(filterOf(filter), traitsOf(one))).toBe(byHand);
      }),
      { numRuns: 3000 },
    );
  });

  it('of a union let through whatever they let through below it', () => {
    assert(
      property(place, place, wanted, (one, other, filter) => {
        const [a, b] = [traitsOf(one), traitsOf(other)];
        const union = Uint32Array.from(a, (word, i) => word | b[i]!);
        if (matches(filterOf(filter), a)) expect(matches(filterOf(filter), union)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('are unsigned words, whichever bit is set', () => {
    for (let bit = 0; bit < MAX_SERVICES; bit++) {
      const traits = withService(NO_TRAITS, bit);
      expect(traits.every((word) => word >= 0 && Number.isInteger(word))).toBe(true);
      expect(traits.filter((word) => word !== 0)).toEqual([2 ** (bit % 32)]);
      expect(Array.from(Uint32Array.from(traits))).toEqual(traits);
    }
    expect(withCategory(NO_TRAITS, 31)[0]).toBe(2 ** 31);
  });

  it('are copied, never changed', () => {
    withCategory(NO_TRAITS, 3);
    expect(NO_TRAITS).toEqual([0, 0, 0, 0, 0, 0]);
    expect(matches(EVERYTHING, NO_TRAITS)).toBe(true);
  });

  it('fulfil no clause that asks for nothing', () => {
    expect(matches({ all: NO_TRAITS, any: [NO_TRAITS] }, withCategory(NO_TRAITS, 0))).toBe(false);
  });
});

function traitsOf({ category: bit, services }: Place): number[] {
  const bare = bit === null ? [...NO_TRAITS] : withCategory(NO_TRAITS, bit);
  return services.reduce(withService, bare);
}

function filterOf({ services, any }: Wanted): TraitFilter {
  return {
    all: services.reduce<readonly number[]>(withService, NO_TRAITS),
    any: any.map((clause) =>
      clause.services.reduce(
        withService,
        clause.categories.reduce<readonly number[]>(withCategory, NO_TRAITS),
      ),
    ),
  };
}
