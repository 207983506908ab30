/** Numbers of a phone column, told apart: a person's own phone never leaves by the API. */
export interface Phones {
  readonly office: readonly string[];
  readonly personal: readonly string[];
  /** What stood there and is no number. */
  readonly rest: string;
}

/** A mainland mobile number: 11 digits from 13 to 19, with or without the country's code, some digits perhaps hidden. */
const MOBILE = /(?<![\d*-])(?:\+?86[- ]?)?(1[3-9][\d*](?:[- ]?[\d*]){8})(?![\d*])/g;
/** Lines of an office: with area code, 400 and 800 numbers, hotlines of 5 digits, 7 or 8 digits, an extension. */
const LINE =
  /(?<![\d*])(?:\(?\+?\d{1,3}\)?[- ]?)?\(?\d{2,5}\)?(?:[- ]?\d{3,8}){0,3}(?:\s*(?:转|ext\.?|#|-)\s*\d{1,6})?(?![\d*])/gi;

/** The digits of a mobile number however it was parted, with what is dialled before it from abroad. */
const MOBILE_DIGITS = /^(?:00|0)?(?:86)?(1[3-9]\d{9})/;

/** One line with its area code and nothing else, as nearly all are written. No mobile number is, however it is parted. */
const PLAIN_LINE = /^0(?:10|[2-9]\d{1,2})-[2-9]\d{6,7}$/;

/** Reads a cell of numbers, parted by anything people part them with. */
export function tellPhonesApart(text: string): Phones {
  if (PLAIN_LINE.test(text)) return { office: [text], personal: [], rest: '' };
  let rest = text.normalize('NFKC').replaceAll(/[‐‑–—−－]/g, '-');
  const personal: string[] = [];
  rest = rest.replaceAll(MOBILE, (_, number: string) => {
    personal.push(number.replaceAll(/[- ]/g, ''));
    return ';';
  });
  const office: string[] = [];
  for (const part of rest.split(/[;；,，、/|\n]+|\s{2,}|(?<=\d)\s+(?=0\d{2,3}-|\d{7,})/)) {
    const match = part.match(LINE)?.find((number) => number.replaceAll(/\D/g, '').length >= 3);
    if (match === undefined) continue;
    const mobile = MOBILE_DIGITS.exec(match.replaceAll(/\D/g, ''))?.[1];
    if (mobile === undefined) office.push(match.trim());
    else personal.push(mobile);
    rest = rest.replace(match, '');
  }
  return {
    office: [...new Set(office)].slice(0, 10),
    personal: [...new Set(personal)].slice(0, 10),
    rest: rest.replaceAll(/^[\s;；,，、/|:：]+|[\s;；,，、/|:：]+$/g, ''),
  };
}
