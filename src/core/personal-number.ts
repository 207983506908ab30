/** What is put in the place of a number that leads to a person. */
export const MASK = '***';

const D = '[0-9０-９]';
const digits = (count: number) => `${D}{${count}}`;
/** Numerals as they are written out, in the order of what they mean; each row from nought to nine. */
const WRITTEN_DIGITS = ['零一二三四五六七八九', '〇幺贰叁肆伍陆柒捌玖', '○壹'];
export const WRITTEN_DIGIT = `[${WRITTEN_DIGITS.join('')}]`;
const N = WRITTEN_DIGIT;
const GAP = '[\\s\\-－–—]?';

/**
 * Mobile numbers of the mainland (11 digits from 13 to 19, whole or parted as people part them, with or without the code of
 * the country) and citizen's numbers (GB 11643: six digits, a date of birth, three digits and a digit or X).
 */
const MOBILE = `(?<!${D})(?:(?:[+＋]|[0０]{2})?[8８][6６]${GAP})?([1１][3-9３-９]${D}${GAP}${digits(4)}${GAP}${digits(4)})(?!${D})`;
const CITIZEN = `(?<!${D})[1-9１-９]${digits(5)}(?:[1１][9９]|[2２][0０])${digits(2)}(?:[0０][1-9１-９]|[1１][0-2０-２])[0-3０-３]${digits(4)}[0-9０-９XxＸｘ](?!${D})`;
/**
 * The same written out, 一三八…: only in numerals throughout, for 周一三五0900-1700 is no number of anybody. 幺 is how
 * a one is said on the telephone. A numeral may stand before it, as in 张三.
 */
const WRITTEN = `([一幺壹][三四五六七八九叁肆伍陆柒捌玖]${N}${GAP}${N}{4}${GAP}${N}{4})(?!${N})`;
const WRITTEN_CITIZEN = `(?<!${N})${N}{17}(?:${N}|[XxＸｘ])(?!${N})`;
const PERSONAL = new RegExp(`${MOBILE}|${CITIZEN}|${WRITTEN}|${WRITTEN_CITIZEN}`, 'gu');

/** The text without the numbers that lead to a person. @param onMobile hears of each mobile number, as plain digits */
export function maskPersonal(text: string, onMobile?: (number: string) => void): string {
  return text.replaceAll(PERSONAL, (_, mobile: string | undefined, written: string | undefined) => {
    const found = mobile ?? written;
    if (found !== undefined) onMobile?.(plainDigits(found));
    return MASK;
  });
}

function plainDigits(number: string): string {
  const digits = Array.from(number.normalize('NFKC'), (one) => {
    const value = WRITTEN_DIGITS.map((row) => row.indexOf(one)).find((at) => at >= 0);
    return value ?? one;
  });
  return digits.join('').replaceAll(/\D/g, '');
}

export function holdsPersonalNumber(text: string): boolean {
  return digitsIn(text) >= FEWEST_DIGITS && text.search(PERSONAL) >= 0;
}

/** What leads to a person has so many digits at the least, figures and numerals together. */
const FEWEST_DIGITS = 11;
/** By UTF-16 code: 1 for a digit. */
const DIGITS = new Uint8Array(2 ** 16);
for (const one of `0123456789０１２３４５６７８９${WRITTEN_DIGITS.join('')}`) DIGITS[one.charCodeAt(0)] = 1;

function digitsIn(text: string): number {
  let count = 0;
  if (text.length < FEWEST_DIGITS) return count;
  for (let i = 0; i < text.length; i++) count += DIGITS[text.charCodeAt(i)]!;
  return count;
}
