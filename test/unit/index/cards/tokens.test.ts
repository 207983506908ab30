import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { afterNumber, readNumber, writeNumber } from '../../../../src/index/cards/card-stack.js';
import { learnTokens } from '../../../../src/index/cards/learn-tokens.js';
import { TokenTrie } from '../../../../src/index/cards/token-trie.js';
import { END, MOST_TOKENS, Tokens } from '../../../../src/index/cards/tokens.js';

/** Any bytes but the one that ends a text; few different ones, so that pairs come again. */
const anyBytes = fc.uint8Array({ min: 1, maxLength: 200 });
const fewBytes = fc.uint8Array({ min: 97, max: 99, maxLength: 400 });
const text = fc.oneof(anyBytes, fewBytes);
/** Examples may have an end between their parts. */
const example = fc.oneof(text, fc.uint8Array({ max: 3, maxLength: 200 }));

function trieOf(tokens: Tokens): TokenTrie {
  const trie = new TokenTrie();
  for (let number = 0; number < tokens.size; number++) trie.add(tokens.token(number), number);
  return trie;
}

/** Writes a text in tokens behind something else, and copies it from there behind something else. */
function throughTokens(
  tokens: Tokens,
  written: Uint8Array,
): { readonly units: number; readonly read: Uint8Array } {
  const units = new Uint16Array(written.length + 4).fill(7);
  const end = trieOf(tokens).encode(written, { from: 0, to: written.length }, units, 3);
  expect(units[end - 1]).toBe(END);
  const into = new Uint8Array(written.length + 2).fill(9);
  expect(tokens.copy(units, 3, into, 1)).toBe(written.length + 1);
  expect([into[0], into.at(-1)]).toEqual([9, 9]);
  return { units: end - 3, read: into.subarray(1, -1) };
}

describe('tokens', () => {
  it('give any text back as it was, whatever they were learned from', () => {
    fc.assert(
      fc.property(fc.array(example, { maxLength: 10 }), text, (examples, written) => {
        const tokens = new Tokens(learnTokens(examples));
        expect(throughTokens(tokens, written).read).toEqual(written);
      }),
    );
  });

  it('are the bytes, and different strings of several that came again within a part', () => {
    fc.assert(
      fc.property(fc.array(example, { maxLength: 10 }), (examples) => {
        const tokens = new Tokens(learnTokens(examples));
        const all = Array.from({ length: tokens.size }, (_, number) => Buffer.from(tokens.token(number)));
        expect(all.slice(0, 256).map((token) => [...token])).toEqual(
          Array.from({ length: 256 }, (_, i) => [i]),
        );
        expect(new Set(all.map((token) => token.toString('latin1'))).size).toBe(all.length);
        for (const token of all.slice(256)) {
          expect(token.length).toBeLessThanOrEqual(64);
          expect(token.includes(END)).toBe(false);
          expect(examples.some((one) => Buffer.from(one).includes(token))).toBe(true);
        }
      }),
    );
  });

  it('make texts like the examples much shorter', () => {
    const texts = Array.from({ length: 500 }, (_, i) =>
      Buffer.from(`,"district":"静安区","text":"长寿路${i}号"`),
    );
    const tokens = new Tokens(learnTokens(texts.slice(0, 400)));
    const units = texts.slice(400).map((one) => throughTokens(tokens, one).units);
    expect(Math.max(...units)).toBeLessThan(10);
  });

  it('are as many as 16 bits can tell, and no more', () => {
    let state = 1;
    const random = () => (state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0) >>> 24;
    const examples = Array.from({ length: 60 }, () =>
      Uint8Array.from({ length: 48_000 }, () => (random() % 255) + 1),
    );
    const tokens = new Tokens(learnTokens(examples));
    expect(tokens.size).toBe(MOST_TOKENS);
    expect(throughTokens(tokens, examples[59]!).read).toEqual(examples[59]);
  });
});

describe('numbers', () => {
  it('are read as they were written, and end where the next thing begins', () => {
    const number = fc.oneof(
      fc.maxSafeNat(),
      fc.nat(70_000),
      fc.constantFrom(0, 32_767, 32_768, 2 ** 30, 2 ** 53 - 1),
    );
    fc.assert(
      fc.property(fc.array(number, { maxLength: 8 }), (numbers) => {
        const units = new Uint16Array(4 * numbers.length);
        let at = 0;
        for (const one of numbers) at = writeNumber(one, units, at);
        let from = 0;
        for (const one of numbers) {
          expect(readNumber(units, from)).toBe(one);
          from = afterNumber(units, from);
        }
        expect(from).toBe(at);
      }),
    );
  });
});
