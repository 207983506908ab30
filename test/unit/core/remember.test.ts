import { describe, expect, it } from '@jest/globals';
import { remembered } from '../../../src/core/remember.js';

describe('a remembered function', () => {
  it('answers as the function does, and asks it once for each text', () => {
    const asked: string[] = [];
    const length = remembered((text) => {
      asked.push(text);
      return { length: text.length };
    });
    expect(['a', 'bb', 'a', 'bb'].map((text) => length(text).length)).toEqual([1, 2, 1, 2]);
    expect(asked).toEqual(['a', 'bb']);
  });

  it('keeps no more answers than it may', () => {
    let asked = 0;
    const same = remembered((text) => `${text}${++asked}`, 2);
    for (const text of ['a', 'b', 'c', 'a']) same(text);
    expect(asked).toBe(4);
  });
});
