import { crc32 as oracle } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { crc32 } from '../../../src/core/crc32.js';
import { KEY_BYTES, KEY_ROLES, readKey, writeKey } from '../../../src/core/key.js';

const keys = fc
  .tuple(fc.constantFrom(...KEY_ROLES), fc.uint8Array({ minLength: KEY_BYTES, maxLength: KEY_BYTES }))
  .map(([role, bytes]) => ({ role, text: writeKey(role, bytes) }));

describe('the text of a key', () => {
  it('says its role and its id', () => {
    fc.assert(
      fc.property(keys, ({ role, text }) => {
        expect(readKey(text)).toEqual({ role, id: text.slice(6, 14) });
        expect(text).toMatch(role === 'operator' ? /^yz_op_[0-9a-z]{42}$/ : /^yz_ed_[0-9a-z]{42}$/);
      }),
    );
  });

  it('tells one wrong digit and two neighbours swapped from a key nobody has', () => {
    fc.assert(
      fc.property(
        keys,
        fc.integer({ min: 6, max: 46 }),
        fc.constantFrom('0', '7', 'a', 'h', 'k', 'z'),
        (key, at, digit) => {
          const { text } = key;
          fc.pre(text[at] !== digit);
          expect(readKey(text.slice(0, at) + digit + text.slice(at + 1))).toBe('typo');
          fc.pre(text[at] !== text[at + 1]);
          expect(readKey(text.slice(0, at) + text[at + 1]! + text[at]! + text.slice(at + 2))).toBe('typo');
        },
      ),
    );
  });

  it.each(['', 'yz_op_', 'secret', 'yz_xx_00000000000000000000000000000000000000000000', 'YZ_OP_0'])(
    'is malformed: %j',
    (text) => expect(readKey(text)).toBe('malformed'),
  );

  it('takes nothing after it, and no blanks around', () => {
    const text = writeKey('editor', new Uint8Array(KEY_BYTES));
    for (const wrong of [`${text}\n`, ` ${text}`, `${text}0`, text.slice(0, -1), `"${text}"`])
      expect(readKey(wrong)).toBe('malformed');
  });
});

it('CRC-32 is that of zlib', () => {
  expect(crc32('123456789')).toBe(0xcbf43926);
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => expect(crc32(text)).toBe(oracle(text))));
});
