import { describe, expect, it } from '@jest/globals';
import { assert, constantFrom, property, record, subarray } from 'fast-check';
import { MAX_CATEGORIES, MAX_SERVICES, matches } from '../../../src/core/traits.js';
import { inLanguage, Vocabulary, type VocabularyRows } from '../../../src/core/vocabulary.js';
import { loadVocabulary } from '../../../src/system/reference.js';

const rows: VocabularyRows = {
  groups: [
    { code: 'station', zh: '站', en: 'stations' },
    { code: 'health', zh: '医', en: 'health' },
  ],
  measures: [{ code: 'harbor', zh: '港湾', en: 'harbour', promise_zh: '歇脚', promise_en: 'a rest' }],
  categories: [
    { code: 'relay_station', zh: '接力站', en: 'relay station', group: 'station', note: '' },
    { code: 'clinic', zh: '诊所', en: 'clinic', group: 'health', note: '' },
    { code: 'hospital', zh: '医院', en: 'hospital', group: 'health', note: '' },
  ],
  services: [
    { code: 'heating', zh: '取暖', en: 'heating', measure: 'harbor', season: 'winter', by: 'standing' },
    { code: 'course', zh: '课', en: 'course', measure: 'harbor', season: 'all', by: 'standing|event' },
  ],
  needs: [
    { code: 'warm', zh: '暖', en: 'warm', services: 'heating', categories: '' },
    { code: 'doctor', zh: '看病', en: 'doctor', services: '', categories: 'clinic|hospital' },
  ],
};
const built = (change: Partial<VocabularyRows>) => () => new Vocabulary({ ...rows, ...change });
const shipped = await loadVocabulary();

describe('a vocabulary', () => {
  it('knows its words, in both languages and in the order of the files', () => {
    const vocabulary = new Vocabulary(rows);
    expect([...vocabulary.categories.keys()]).toEqual(['relay_station', 'clinic', 'hospital']);
    expect(vocabulary.services.get('course')).toMatchObject({ by: ['standing', 'event'], season: 'all' });
    expect(vocabulary.needs.get('doctor')).toMatchObject({
      services: [],
      categories: ['clinic', 'hospital'],
    });
    expect(vocabulary.measures.get('harbor')!.promise).toEqual({ zh: '歇脚', en: 'a rest' });
    expect(inLanguage(vocabulary.groups.get('health')!.label, 'zh')).toBe('医');
  });

  it('takes a group for the categories in it, and knows no others', () => {
    const vocabulary = new Vocabulary(rows);
    expect(vocabulary.categoriesOf('health')).toEqual(['clinic', 'hospital']);
    expect(vocabulary.categoriesOf('clinic')).toEqual(['clinic']);
    expect(vocabulary.categoriesOf('castle')).toEqual([]);
  });

  it.each([
    [
      'a category of no group',
      { categories: [{ ...rows.categories[0]!, group: 'street' }] },
      /relay_station.*street/,
    ],
    ['a service of no measure', { services: [{ ...rows.services[0]!, measure: 'star' }] }, /heating.*star/],
    ['a need of no service', { needs: [{ ...rows.needs[0]!, services: 'heating|sauna' }] }, /warm.*sauna/],
    ['a need of no category', { needs: [{ ...rows.needs[1]!, categories: 'castle' }] }, /doctor.*castle/],
    [
      'a code twice',
      { services: [rows.services[0]!, rows.services[1]!, rows.services[0]!] },
      /"heating".*twice/,
    ],
    [
      'a group called like a category',
      { groups: [...rows.groups, { code: 'clinic', zh: '诊', en: 'c' }] },
      /"clinic"/,
    ],
    [
      'a code in capitals',
      { groups: [{ code: 'Station', zh: '站', en: 's' }, ...rows.groups] },
      /lower-case/,
    ],
    ['an empty label', { groups: [{ ...rows.groups[0]!, zh: '' }, rows.groups[1]!] }, /zh/],
    ['a season there is not', { services: [{ ...rows.services[0]!, season: 'spring' as 'all' }] }, /season/],
    ['more services than bits', { services: many(MAX_SERVICES + 1), needs: [] }, /129 codes/],
  ])('refuses %s, and says where', (_, change, words) => {
    expect(built(change)).toThrow(words);
  });

  it('has room for as many services as there are bits, each with one of its own', () => {
    const vocabulary = new Vocabulary({ ...rows, services: many(MAX_SERVICES), needs: [] });
    const traits = new Set(
      [...vocabulary.services.keys()].map((code) => vocabulary.traits('', [code]).join()),
    );
    expect(traits.size).toBe(MAX_SERVICES);
  });

  it('sets no bit for a word it does not know', () => {
    const vocabulary = new Vocabulary(rows);
    expect(vocabulary.traits('castle', ['sauna'])).toEqual(vocabulary.traits('', []));
  });
});

describe('the shipped vocabulary', () => {
  it('fits the index, with fourteen needs and ten measures', () => {
    expect(shipped.categories.size).toBeLessThanOrEqual(MAX_CATEGORIES);
    expect(shipped.services.size).toBeLessThanOrEqual(MAX_SERVICES);
    expect(shipped.needs.size).toBe(14);
    expect(shipped.measures.size).toBe(10);
  });

  it('makes filters that pick what the words mean', () => {
    const categories = [...shipped.categories.keys()];
    const services = [...shipped.services.keys()].slice(0, 40);
    const needs = [...shipped.needs.keys()];
    const place = record({ category: constantFrom(...categories), services: subarray(services) });
    const wanted = record(
      {
        categories: subarray(categories, { maxLength: 8 }),
        services: subarray(services, { maxLength: 2 }),
        anyService: subarray(services, { maxLength: 3 }),
        need: constantFrom(...needs),
      },
      { requiredKeys: [] },
    );
    assert(
      property(place, wanted, (one, filter) => {
        const has = (code: string) => one.services.includes(code);
        const need = filter.need === undefined ? undefined : shipped.needs.get(filter.need)!;
        const byHand =
          (!filter.categories?.length || filter.categories.includes(one.category)) &&
          (filter.services ?? []).every(has) &&
          (!filter.anyService?.length || filter.anyService.some(has)) &&
          (!need || need.services.some(has) || need.categories.includes(one.category));
        const traits = shipped.traits(one.category, one.services);
        expect(matches(shipped.filter(filter), traits)).toBe(byHand);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a text in two languages', () => {
  it('is given in the other one rather than not at all', () => {
    expect(inLanguage({ zh: '站' }, 'en')).toBe('站');
    expect(inLanguage({ en: 'station' }, 'zh')).toBe('station');
    expect(inLanguage({ zh: '站', en: 'station' }, 'en')).toBe('station');
    expect(inLanguage({}, 'zh')).toBe('');
  });
});

function many(count: number): VocabularyRows['services'] {
  return Array.from({ length: count }, (_, i) => ({ ...rows.services[0]!, code: `s${i}` }));
}
