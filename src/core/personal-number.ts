/** What is put in the place of a number that leads to a person. */
export const MASK = '***';

const D = '[0-9０-９]';
const digits = (count: number) => `${D}{${count}}`;
const GAP = '[\\s\\-－–—]?';

/**
 * Mobile numbers of the mainland (11 digits from 13 to 19, whole or parted as people part them, with or without the code of
 * the country) and citizen's numbers (GB 11643: six digits, a date of birth, three digits and a digit or X).
 */
const MOBILE = `(?<!${D})(?:(?:[+＋]|[0０]{2})?[8８][6６]${GAP})?([1１][3-9３-９]${D}${GAP}${digits(4)}${GAP}${digits(4)})(?!${D})`;
const CITIZEN = `(?<!${D})[1-9１-９]${digits(5)}(?:[1１][9９]|[2２][0０])${digits(2)}(?:[0０][1-9１-９]|[1１][0-2０-２])[0-3０-３]${digits(4)}[0-9０-９XxＸｘ](?!${D})`;
const PERSONAL = new RegExp(`${MOBILE}|${CITIZEN}`, 'gu');

/** The text without the numbers that lead to a person. @param onMobile hears of each mobile number, as plain digits */
export function maskPersonal(text: string, onMobile?: (number: string) => void): string {
  return text.replaceAll(PERSONAL, (_, mobile: string | undefined) => {
    if (mobile !== undefined) onMobile?.(mobile.normalize('NFKC').replaceAll(/\D/g, ''));
    return MASK;
  });
}

export function holdsPersonalNumber(text: string): boolean {
  return text.search(PERSONAL) >= 0;
}
