import { clean, numeral } from '../../../core/hours/chinese/clean.js';
import {
  civilDate,
  dateExists,
  dayNumber,
  formatInstant,
  parseInstant,
  weekdayOf,
} from '../../../core/hours/civil.js';
import { readClock, type Clock } from './clock.js';
import { readRepeat, type Repeat } from './repeat.js';
import { WhenFault } from './when-fault.js';

/** What a text about times is made of. `from` (起) and `until` (截至) say what a day beside them is. */
export type Token =
  | { readonly kind: 'day'; readonly day: number }
  | { readonly kind: 'clock'; readonly clock: Clock }
  | { readonly kind: 'repeat'; readonly repeat: Repeat }
  | { readonly kind: 'to' | 'from' | 'until' | 'and' | 'all-day' };

interface Step {
  readonly token?: Token;
  readonly length: number;
}

/** @throws WhenFault for a word that is not understood */
export function tokensOf(text: string): Token[] {
  const plain = plainOf(text);
  const tokens: Token[] = [];
  for (let at = 0; at < plain.length;) {
    const rest = plain.slice(at);
    const step = dayStep(rest, tokens) ?? repeatStep(rest) ?? clockStep(rest) ?? wordStep(rest);
    if (!step) throw new WhenFault('time.not_understood', rest.slice(0, 40));
    if (step.token) tokens.push(step.token);
    at += step.length;
  }
  return tokens;
}

const DAY_OF_WEEK = '[一二三四五六日天]';
const NUMERAL = '[零〇一二三四五六七八九十廿]+';

/** One form of dates, numerals and dashes; a weekday is kept apart from the hour behind it. */
function plainOf(text: string): string {
  const dated = text
    .normalize('NFKC')
    .replaceAll(/\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})/gi, inShanghai)
    .replaceAll(/(?<!\d)(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)[T]?/gi, '$1年$3月$4日 ')
    .replaceAll(/(?<!\d)(20\d{2})(0[1-9]|1[0-2])([0-3]\d)(?!\d)/g, '$1年$2月$3日 ')
    .replaceAll(
      new RegExp(`(?<=(?:周|星期|礼拜)${DAY_OF_WEEK})(?=[一二三四五六七八九十两]+[点时])`, 'g'),
      ' ',
    )
    .replaceAll(new RegExp(`${NUMERAL}(?=月)|(?<=[月、])${NUMERAL}(?=[日号])`, 'g'), (found) =>
      String(numeral(found)),
    );
  const { text: cleaned, removed } = clean(dated);
  if (removed.length > 0) throw new WhenFault('time.not_understood', removed[0]!);
  return cleaned;
}

function inShanghai(found: string): string {
  const instant = parseInstant(found);
  return instant === undefined ? found : `${formatInstant(instant).slice(0, 16).replace('T', ' ')} `;
}

/** A date; after 至 its year and month may be those of the one before. */
function dayStep(rest: string, before: readonly Token[]): Step | undefined {
  const whole = /^(\d{4})年\s*(\d{1,2})月\s*(?:(\d{1,2})[日号]?)?/.exec(rest);
  const short = whole ? null : /^(?:(\d{1,2})月)?(\d{1,2})[日号]/.exec(rest);
  if (!whole && !short) return undefined;
  const first = before.find((one) => one.kind === 'day');
  const follows = before.at(-1)?.kind === 'to' && first !== undefined;
  if (short && !follows) throw new WhenFault(first ? 'time.several' : 'time.no_year', short[0]);
  const date = whole ? wholeDate(whole, rest) : laterDate(short!, first!.day);
  const length = (whole ?? short)![0].length;
  const said = new RegExp(`^\\s*\\(?\\s*(?:周|星期|礼拜)(${DAY_OF_WEEK})\\s*\\)?`).exec(rest.slice(length));
  if (said && weekdayOf(date) !== '一二三四五六日'.indexOf(said[1]!.replace('天', '日')))
    throw new WhenFault('time.weekday_differs', (whole ?? short)![0] + said[0]);
  return { token: { kind: 'day', day: date }, length: length + (said?.[0].length ?? 0) };
}

function wholeDate([found, year, month, day]: RegExpExecArray, rest: string): number {
  // 2026年11月起: from its first day on.
  if (day === undefined && !/^\s*(起|开始)/.test(rest.slice(found.length)))
    throw new WhenFault('time.not_understood', found);
  return existing({ year: Number(year), month: Number(month), day: Number(day ?? 1) }, found);
}

function laterDate([found, month, day]: RegExpExecArray, first: number): number {
  const { year, month: sameMonth } = civilDate(first);
  return existing({ year, month: Number(month ?? sameMonth), day: Number(day) }, found);
}

function existing(date: Parameters<typeof dayNumber>[0], found: string): number {
  if (!dateExists(date) || date.year < 1970) throw new WhenFault('time.not_understood', found);
  return dayNumber(date);
}

function repeatStep(rest: string): Step | undefined {
  const found = readRepeat(rest);
  return found && { token: { kind: 'repeat', repeat: found.repeat }, length: found.length };
}

function clockStep(rest: string): Step | undefined {
  const found = readClock(rest);
  return found && { token: { kind: 'clock', clock: found.clock }, length: found.length };
}

const WORDS: readonly (readonly [RegExp, Exclude<Token['kind'], 'day' | 'clock' | 'repeat'> | undefined])[] =
  [
    [/^(?:截至|截止到?|直到)/, 'until'],
    [/^(?:~|至|到)/, 'to'],
    [/^(?:起|开始)/, 'from'],
    [/^(?:全天|整天)/, 'all-day'],
    [/^(?:、|和|及|;)/, 'and'],
    [/^(?:活动|举办|举行|开课|上课)?(?:时间|日期)\s*:?/, undefined],
    [/^(?:自|从|的|于|止|,|。|:|\(|\)|\s)/, undefined],
  ];

function wordStep(rest: string): Step | undefined {
  for (const [pattern, kind] of WORDS) {
    const found = pattern.exec(rest);
    if (found) return { ...(kind && { token: { kind } }), length: found[0].length };
  }
  return undefined;
}
