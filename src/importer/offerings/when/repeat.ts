/** How something recurs, as it was written. */
export interface Repeat {
  /** An RRULE without its end. */
  readonly rrule: string;
  /** Whether it means nothing without a first day: every other week, or 每周 without a weekday. */
  readonly needsFirst: boolean;
}

const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const LETTERS = '一二三四五六日';
const WEEK = '(?:周|星期|礼拜)';
const DAY = '[一二三四五六日天]';
const DAYS = `${DAY}(?:(?:~|至|到)${WEEK}?${DAY}|(?:[、,和及与/]?(?:每?${WEEK})?${DAY})*)|末`;
const AND = '[、,和及与]';
const NTHS = `[一二三四五1-5]个?(?:${AND}第?[一二三四五1-5])*|最后[一1]?`;

const FORMS: readonly (readonly [RegExp, (found: RegExpExecArray) => Repeat | undefined])[] = [
  [/^(?:每一?[天日]|天天)/, () => fixed('FREQ=DAILY')],
  [
    new RegExp(`^(?:隔周|每(?:两|2|隔一?)个?${WEEK})的?(?:${WEEK}?(${DAYS}))?`),
    ([, days]) => every('FREQ=WEEKLY;INTERVAL=2', days),
  ],
  [
    new RegExp(`^每个?月的?(?:第)?(${NTHS})个?${WEEK}(${DAY})`),
    ([, nths = '', day = '']) =>
      fixed(
        `FREQ=MONTHLY;BYDAY=${nthsOf(nths)
          .map((n) => n + codeOf(day))
          .join(',')}`,
      ),
  ],
  [/^每个?月的?最后[一1]?[天日]/, () => fixed('FREQ=MONTHLY;BYMONTHDAY=-1')],
  [
    new RegExp(
      `^每个?月的?(\\d{1,2}[日号]?(?:(?:~|至|到)\\d{1,2}|(?:${AND}\\d{1,2}[日号]?)*))(?<=[日号])[日号]?|^每个?月的?(\\d{1,2}(?:(?:~|至|到|${AND})\\d{1,2})*)[日号]`,
    ),
    ([, one, other]) => monthDays(one ?? other ?? ''),
  ],
  [
    /^每年的?(\d{1,2})月(\d{1,2})[日号]/,
    ([, month, day]) => fixed(`FREQ=YEARLY;BYMONTH=${Number(month)};BYMONTHDAY=${Number(day)}`),
  ],
  [new RegExp(`^(?:每逢|每个?|逢)${WEEK}(${DAYS})`), ([, days]) => every('FREQ=WEEKLY', days, false)],
  [new RegExp(`^每个?${WEEK}`), () => ({ rrule: 'FREQ=WEEKLY', needsFirst: true })],
  [/^每个?月(?!初|底|末|中|上|下)/, () => ({ rrule: 'FREQ=MONTHLY', needsFirst: true })],
  [/^每年/, () => ({ rrule: 'FREQ=YEARLY', needsFirst: true })],
];

/** How something recurs, as the text begins. */
export function readRepeat(text: string): { readonly repeat: Repeat; readonly length: number } | undefined {
  for (const [form, toRepeat] of FORMS) {
    const found = form.exec(text);
    const repeat = found && toRepeat(found);
    if (repeat) return { repeat, length: found[0].length };
  }
  return undefined;
}

function fixed(rrule: string): Repeat {
  return { rrule, needsFirst: false };
}

function every(rule: string, days: string | undefined, needsFirst = true): Repeat {
  return { rrule: days === undefined ? rule : `${rule};BYDAY=${weekdays(days).join(',')}`, needsFirst };
}

/** `一至五`, `一三五`, `六、周日`, `末`. */
function weekdays(text: string): string[] {
  if (text === '末') return ['SA', 'SU'];
  const letters = Array.from(text)
    .map((one) => LETTERS.indexOf(one === '天' ? '日' : one))
    .filter((at) => at >= 0);
  const [first, last] = letters;
  if (!/[~至到]/.test(text) || first === undefined || last === undefined)
    return [...new Set(letters)].toSorted((a, b) => a - b).map((at) => WEEKDAYS[at]!);
  const length = ((last - first + 7) % 7) + 1;
  return Array.from({ length }, (_, i) => WEEKDAYS[(first + i) % 7]!);
}

function codeOf(day: string): string {
  return WEEKDAYS[LETTERS.indexOf(day === '天' ? '日' : day)]!;
}

function nthsOf(text: string): number[] {
  if (text.startsWith('最后')) return [-1];
  return Array.from(text).flatMap((one) => {
    const at = '一二三四五'.indexOf(one);
    if (at >= 0) return [at + 1];
    return /[1-5]/.test(one) ? [Number(one)] : [];
  });
}

/** `20`, `5、20`, `1~3`; days no month has are none. */
function monthDays(text: string): Repeat | undefined {
  const numbers = [...text.matchAll(/\d{1,2}/g)].map(([one]) => Number(one));
  const [first = 0, last = 0] = numbers;
  const isRange = /[~至到]/.test(text);
  if (isRange && (numbers.length !== 2 || last < first)) return undefined;
  const days = isRange ? Array.from({ length: last - first + 1 }, (_, i) => first + i) : numbers;
  if (days.some((day) => day < 1 || day > 31)) return undefined;
  return fixed(`FREQ=MONTHLY;BYMONTHDAY=${[...new Set(days)].toSorted((a, b) => a - b).join(',')}`);
}
