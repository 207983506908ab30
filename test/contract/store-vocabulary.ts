import { Vocabulary } from '../../src/core/vocabulary.js';

const label = (code: string) => ({ code, zh: code, en: code });

/** A small vocabulary; `services` in the order of their bits. */
export function vocabularyOf(services: readonly string[]): Vocabulary {
  return new Vocabulary({
    groups: [label('station'), label('health')],
    categories: [
      { ...label('relay_station'), group: 'station', note: '' },
      { ...label('clinic'), group: 'health', note: '' },
      { ...label('swap_site'), group: 'station', note: '' },
    ],
    services: services.map((code) => ({ ...label(code), measure: 'harbor', season: 'all', by: 'standing' })),
    needs: [{ ...label('warm'), services: 'heating', categories: '' }],
    measures: [{ ...label('harbor'), promise_zh: '冷可取暖', promise_en: 'warm when cold' }],
  });
}

/** Enough services to reach into a second word of bits. */
export const vocabulary = vocabularyOf([
  'heating',
  'cooling',
  ...Array.from({ length: 40 }, (_, i) => `extra_${i}`),
  'water',
]);
