import { DAY_SIGNS, LEXICON, weekdayOfSign } from './lexicon.js';

/** Part of the day that a word names. */
export type Half = 'dawn' | 'am' | 'noon' | 'pm' | 'evening';

/** Days as words name them; several members are several kinds of days. */
export interface DayWords {
  /** Monday 0 … Sunday 6 */
  readonly weekdays?: readonly number[];
  readonly special?: readonly SpecialDay[];
  /** Of the month's: 1–5, −1 the last. */
  readonly nth?: readonly { readonly weekday: number; readonly nth: readonly number[] }[];
  readonly monthDays?: readonly number[];
}
export type SpecialDay =
  | 'every' // 每天
  | 'workdays' // 工作日
  | 'ordinary' // 平日
  | 'weekend' // 周末, 双休日
  | 'holiday' // 节假日
  | 'eve' // 节假日前一天
  | 'school' // 寒暑假
  | 'festival' // 春节, 除夕: one holiday, not all
  | 'alternate'; // 隔周: every other one, nobody knows which

export interface MonthDay {
  readonly year?: number;
  readonly month: number;
  readonly day?: number;
}

export type Token = { readonly text: string } & (
  | { readonly kind: 'clock'; readonly hour: number; readonly minute: number }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'half'; readonly half: Half }
  | { readonly kind: 'days'; readonly days: DayWords }
  | { readonly kind: 'weekday'; readonly weekday: number }
  | { readonly kind: 'date'; readonly date: MonthDay }
  | { readonly kind: 'season' | 'word' | 'refuse' }
  | {
      readonly kind:
        'all-day' | 'always' | 'shut' | 'except' | 'usual' | 'next-day' | 'range' | 'extended' | 'onwards';
    }
  | { readonly kind: 'separator'; readonly strong: boolean }
  | { readonly kind: 'open' | 'close' | 'label' | 'aside' | 'audience' }
);

/** A lone sign such as 四 in 四休 or 一~五: a weekday where it stands by itself. */
const LONE_SIGN = new RegExp(
  `([${DAY_SIGNS.replace('天', '')}])(?=[\\s~、,;。|/至到:()及和与或延照正无不休公店闭停除均都为的上下早中晚凌${DAY_SIGNS}\\d]|$)`,
  'y',
);
const HAN = /[\u4e00-\u9fff]/;

/** Cuts a cleaned text into tokens; what no word of the lexicon fits becomes `word` tokens, as long as possible. */
export function tokenise(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let word = '';
  const flush = () => {
    if (word.trim() !== '') tokens.push({ kind: 'word', text: word.trim() });
    word = '';
  };
  while (at < text.length) {
    const token =
      (word === '' || !HAN.test(word.at(-1)!) ? loneSign(text, at, tokens.at(-1)) : undefined) ??
      lexical(text, at);
    if (!token) {
      word += text[at]!;
      at++;
      continue;
    }
    // a short word that introduces may also stand inside a longer unknown one: then it belongs to that
    if (word !== '' && token.kind === 'label') word += token.text;
    else {
      flush();
      tokens.push(token);
    }
    at += token.text.length;
  }
  flush();
  return tokens;
}

function loneSign(text: string, at: number, before: Token | undefined): Token | undefined {
  if (before?.kind === 'word' && HAN.test(before.text.at(-1)!)) return undefined;
  LONE_SIGN.lastIndex = at;
  const found = LONE_SIGN.exec(text);
  return found ? { kind: 'weekday', text: found[0], weekday: weekdayOfSign(found[0]) } : undefined;
}

function lexical(text: string, at: number): Token | undefined {
  for (const [pattern, make] of LEXICON) {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found && found[0] !== '') return make(found);
  }
  return undefined;
}
