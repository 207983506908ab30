import { describe, expect, it } from '@jest/globals';
import { mattersFor, parseReportKinds } from '../../../src/core/report-kinds.js';
import { REPORT_KINDS } from '../../../src/core/report.js';
import { reportKindRows, reportKinds } from './report-kinds-file.js';

const HOUR = 3_600_000;

describe('the kinds of reports', () => {
  it('are all in the shipped file, with words in both languages and a reason for their numbers', () => {
    expect(Object.keys(reportKinds).toSorted()).toEqual([...REPORT_KINDS].toSorted());
    for (const { label, why } of Object.values(reportKinds)) {
      expect(label.zh).toMatch(/\p{Script=Han}/u);
      expect(label.en).toMatch(/[a-z]/);
      expect(why.length).toBeGreaterThan(20);
    }
  });

  it('never let one stranger alone say no, nor one from afar together with another', () => {
    for (const { noFrom, weight, weightNear } of Object.values(reportKinds)) {
      if (noFrom === undefined) continue;
      expect(noFrom).toBeGreaterThan(weightNear);
      expect(noFrom).toBeGreaterThan(2 * weight);
    }
  });

  it('are remembered for as long as what they contradict', () => {
    expect(mattersFor('open', reportKinds)).toBe(1440 * HOUR);
    expect(mattersFor('locked', reportKinds)).toBe(12 * HOUR);
    expect(mattersFor('suggestion', reportKinds)).toBe(0);
  });

  it.each([
    ['one missing', (rows: Record<string, string>[]) => rows.slice(1), /locked must stand there once/],
    ['one twice', (rows: Record<string, string>[]) => [...rows, rows[0]!], /locked must stand there once/],
    ['a word for a number', (rows: Record<string, string>[]) => [{ ...rows[0]!, hours: 'many' }, ...rows.slice(1)], /hours/], // prettier-ignore
    ['an unknown kind', (rows: Record<string, string>[]) => [{ ...rows[0]!, code: 'burnt' }, ...rows.slice(1)], /code/], // prettier-ignore
    ['an effect without an end', (rows: Record<string, string>[]) => [{ ...rows[0]!, hours: '' }, ...rows.slice(1)], /hours/], // prettier-ignore
  ])('are refused with %s', (_, change, words) => {
    expect(() => parseReportKinds(change(reportKindRows()))).toThrow(words);
  });
});
