import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { holdsUnseen } from '../../../src/core/visible-text.js';

/** Character by character, as Unicode sorts them: controls but for line ends and tabs, half characters, and what is not seen. */
const UNSEEN =
  /[\p{Cc}\p{Cs}\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]/u;

describe('a text', () => {
  it('holds something unseen where one of its characters is of such a kind', () => {
    const unit = fc.oneof(
      fc.constantFrom(
        '驿',
        'a',
        '\n',
        '\t',
        '\r',
        '\u0007',
        '\u200b',
        '\ud800',
        '\u007f',
        '\u3000',
        '\u9fff',
        '😀',
      ),
      fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
    );
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 6 }), (units) => {
        const text = units.join('');
        const expected = Array.from(text).some((one) => !'\t\n\r'.includes(one) && UNSEEN.test(one));
        expect(holdsUnseen(text)).toBe(expected);
      }),
      { numRuns: 5000 },
    );
  });
});
