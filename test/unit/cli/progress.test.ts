import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { progressLine } from '../../../src/cli/progress.js';

/** What is written when progress is told at these times, in milliseconds. */
function written(times: readonly number[], isTTY: boolean) {
  let now = 0;
  const lines: { at: number; text: string }[] = [];
  const stderr = { isTTY, write: (text: string) => void lines.push({ at: now, text }) };
  const { show, end } = progressLine(stderr, () => now, true);
  times.forEach((time, i) => {
    now = time;
    show({ rows: i * 500, bytes: i, totalBytes: times.length });
  });
  end();
  return lines;
}

describe('progress in a log', () => {
  it('is one line a second at most, however often it is told', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 100 }), (times) => {
        const lines = written(
          times.toSorted((a, b) => a - b),
          false,
        );
        for (let i = 1; i < lines.length; i++)
          expect(lines[i]!.at - lines[i - 1]!.at).toBeGreaterThanOrEqual(1000);
        for (const { text } of lines) expect(text).toMatch(/^\d+ rows · \d+ rows\/s · \d+ %.*\n$/);
      }),
    );
  });

  it('says how far it is and how long it still takes', () => {
    expect(written([0, 1000, 2000, 3000], false).map(({ text }) => text)).toEqual([
      '500 rows · 500 rows/s · 25 % · 3 s left\n',
      '1000 rows · 500 rows/s · 50 % · 2 s left\n',
      '1500 rows · 500 rows/s · 75 % · 1 s left\n',
    ]);
  });
});

describe('progress on a terminal', () => {
  it('is written over itself and gone at the end', () => {
    const lines = written([0, 100, 300, 400, 600], true).map(({ text }) => text);
    expect(lines).toHaveLength(3);
    for (const line of lines) {
      expect(line.startsWith('\r\u001b[2K')).toBe(true);
      expect(line).not.toContain('\n');
    }
    expect(lines.at(-1)).toBe('\r\u001b[2K');
  });
});
