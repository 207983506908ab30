import { MASK, WRITTEN_DIGIT as N } from './personal-number.js';
import { visibleText } from './visible-text.js';

/**
 * Cleans what a stranger wrote before it is kept: no control or invisible characters, no line longer than the note,
 * and no number that leads to a person. Those who report are not asked who they are, and the note shall not tell.
 */
export function reportNote(text: string): string {
  return masked(visibleText(text));
}

/** A digit of any script that phones are typed in, and what people put between digits. */
const D = '[0-9０-９]';
const GAP = '[\\s\\-‐-―－_.·•—()（）]{0,2}';
const digits = (count: number, of = D) => Array(count).fill(of).join(GAP);

/**
 * Citizen's numbers (GB 11643: 17 digits and a digit or X; 15 before 1999), mobiles (11 digits from 1), numbers of
 * the office (an area code from 0 and 7 or 8 digits; 400 and 800), any run of 7 digits or more, the same in
 * numerals (一三八…), and e-mail addresses.
 * Dates and times with marks between their parts are not runs.
 */
const PRIVATE = new RegExp(
  [
    `(?<!${D})${digits(17)}${GAP}[0-9０-９XxＸｘ](?!${D})`,
    `(?<!${D})(?:[+＋]?${GAP}[8８]${GAP}[6６]${GAP})?[1１]${GAP}[3-9３-９]${GAP}${digits(9)}(?!${D})`,
    `(?<!${D})[0０]${D}{2,3}${GAP}${digits(7)}(?:${GAP}${D})?(?!${D})`,
    `(?<!${D})[48４８][0０][0０]${GAP}${digits(7)}(?!${D})`,
    `${D}{7,}[XxＸｘ]?`,
    `[一幺壹]${GAP}${digits(10, N)}(?!${N})`,
    `${N}{7,}[XxＸｘ]?`,
    '[\\w.+-]{1,64}[@＠][\\w-]{1,63}(?:\\.[\\w-]{1,63})+',
  ].join('|'),
  'gu',
);

function masked(text: string): string {
  return text.replaceAll(PRIVATE, MASK);
}
