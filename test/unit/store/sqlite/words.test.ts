import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { idSeed, markOf, packId, unpackId } from '../../../../src/store/sqlite/public-id.js';
import { matchExpression, questionPhrases, searchWords } from '../../../../src/store/sqlite/words.js';

describe('words of a place', () => {
  it('are pairs of Chinese characters and the last one, and words of other letters and digits', () => {
    const name = { zh: '爱心站3号', en: 'Café ＡＢ' };
    expect(searchWords({ name, category: 'relay_station' })).toBe('爱心 心站 站 3 号 · café ab');
  });

  it('are the same for a plain text as for one that has to be looked at closely', () => {
    const letter = fc.constantFrom('驿', '站', '号', 'a', 'B', '9', ' ', '-', '_', '~');
    fc.assert(
      fc.property(fc.array(letter, { maxLength: 12 }), (letters) => {
        const words = (zh: string) => searchWords({ name: { zh }, category: 'relay_station' });
        // A full stop of Chinese is no letter, but not plain either.
        expect(words(letters.join(''))).toBe(words(`${letters.join('')}。`));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('words of a question', () => {
  it.each([
    ['爱心', '"爱心"'],
    ['爱', '"爱"*'],
    ['爱心站', '"爱心 心站"'],
    ['站3', '"站 3"*'],
    ['3号楼', '"3 号楼"'],
    ['Cafe 爱心', '"cafe"* AND "爱心"'],
    ['" OR *', '"or"*'],
  ])('%s → %s', (question, expression) => {
    const phrases = questionPhrases(question).filter(({ tokens }) => tokens.length > 0);
    expect(matchExpression(phrases)).toBe(expression);
  });
});

describe('a public id', () => {
  it('is made from source and external id alone, without letters that are mistaken for others', () => {
    const { digits, origin, mark } = idSeed({ source: 'city', externalId: '1' });
    expect(idSeed({ source: 'city', externalId: '1' })).toEqual({ digits, origin, mark });
    expect(idSeed({ source: 'city1', externalId: '' }).digits).not.toBe(digits);
    expect(digits).toMatch(/^[0-9a-hjkmnp-tv-z]{32}$/);
    expect(origin).toBeGreaterThan(0);
  });

  it('is the same after it was packed, and packed ids have the order of the ids', () => {
    const ids = Array.from({ length: 200 }, (_, i) =>
      idSeed({ source: 'city', externalId: `${i}` }).digits.slice(0, 12),
    );
    for (const id of ids) expect(unpackId(...packId(id))).toBe(id);
    const { digits, mark } = idSeed({ source: 'city', externalId: '1' });
    expect(markOf(...packId(digits))).toBe(mark);
    const inOrder = ids.toSorted((a, b) => packId(a)[0] - packId(b)[0] || packId(a)[1] - packId(b)[1]);
    expect(inOrder).toEqual(ids.toSorted());
  });
});
