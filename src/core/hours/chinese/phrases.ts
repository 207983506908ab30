import type { Span } from '../rule.js';
import { spanOfClocks, type SpokenClock } from './span-of-clocks.js';
import type { DayWords, Half, MonthDay, Token } from './tokens.js';

/** A range of dates as written; `to` is absent for an open one. */
export interface WrittenDates {
  readonly from: MonthDay;
  readonly to: MonthDay;
}

type PlainKind = Exclude<
  Token['kind'],
  'clock' | 'number' | 'half' | 'days' | 'weekday' | 'date' | 'range' | 'extended' | 'onwards' | 'next-day'
>;

/** Tokens put together: days, spans of time, dates; everything else as it was. */
export type Item = { readonly text: string } & (
  | { readonly kind: PlainKind }
  | { readonly kind: 'days'; readonly days: DayWords }
  | { readonly kind: 'span'; readonly span: Span }
  /** From a time on, nobody knows until when: 11:00起, or 11:00~ as the only time of the text. */
  | { readonly kind: 'onwards'; readonly from: number }
  /** Another end for the hours said before: 延至23:00. */
  | { readonly kind: 'until'; readonly to: number }
  | { readonly kind: 'dates'; readonly dates: WrittenDates }
);

export function phrasesOf(tokens: readonly Token[]): Item[] {
  return new Phrases(tokens).all();
}

const LIST_BREAK = /[;。|\n!]/;

class Phrases {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  all(): Item[] {
    const items: Item[] = [];
    while (this.#at < this.#tokens.length) {
      items.push(
        this.#try(() => this.#dates()) ??
          this.#try(() => this.#days()) ??
          this.#try(() => this.#until()) ??
          this.#try(() => this.#span()) ??
          this.#try(() => this.#onwards()) ??
          this.#other(),
      );
    }
    return items;
  }

  /** A reading that fails leaves the place where it was. */
  #try(read: () => Item | undefined): Item | undefined {
    const start = this.#at;
    const item = read();
    if (!item) this.#at = start;
    return item;
  }

  #peek(ahead = 0): Token | undefined {
    return this.#tokens[this.#at + ahead];
  }

  #take<K extends Token['kind']>(...kinds: K[]): Extract<Token, { kind: K }> | undefined {
    const token = this.#peek();
    if (!token || !kinds.some((kind) => kind === token.kind)) return undefined;
    this.#at++;
    return token as Extract<Token, { kind: K }>;
  }

  /** A separator that may stand inside a list. */
  #skipWeak(): void {
    while (this.#peek()?.kind === 'separator' && !LIST_BREAK.test(this.#peek()!.text)) this.#at++;
  }

  #textSince(start: number): string {
    return this.#tokens
      .slice(start, this.#at)
      .map((token) => token.text)
      .join('')
      .trim();
  }

  #dates(): Item | undefined {
    const start = this.#at;
    const first = this.#take('date');
    if (!first) return undefined;
    let to = first.date;
    const mark = this.#at;
    if (this.#take('range')) {
      const second = this.#take('date');
      const day = second ? undefined : this.#take('number');
      if (second) to = second.date;
      else if (day && first.date.day !== undefined && day.value <= 31) to = { ...first.date, day: day.value };
      else this.#at = mark;
    }
    return { kind: 'dates', text: this.#textSince(start), dates: { from: first.date, to } };
  }

  /** 周一至周五, 周二、四、五, 一,三,五~日, 周六及节假日. */
  #days(): Item | undefined {
    const start = this.#at;
    let all = this.#oneOrRange();
    if (!all) return undefined;
    for (;;) {
      const mark = this.#at;
      this.#skipWeak();
      const every = this.#peek()?.text.startsWith('每') === true;
      const next = this.#oneOrRange();
      if (!next) {
        this.#at = mark;
        break;
      }
      all = union(all, every ? next : sameNth(all, next));
    }
    return { kind: 'days', text: this.#textSince(start), days: all };
  }

  #oneOrRange(): DayWords | undefined {
    const first = this.#oneDay();
    const from = first?.weekdays?.at(-1);
    if (!first || from === undefined) return first;
    const mark = this.#at;
    this.#skipBlanks();
    if (this.#take('range')) {
      this.#skipBlanks();
      const [to, ...more] = this.#oneDay()?.weekdays ?? [];
      if (to !== undefined) {
        const between = Array.from({ length: ((to - from + 7) % 7) + 1 }, (_, i) => (from + i) % 7);
        return { ...first, weekdays: [...first.weekdays!, ...between, ...more] };
      }
    }
    this.#at = mark;
    return first;
  }

  #skipBlanks(): void {
    while (this.#peek()?.kind === 'separator' && /^[\s.:]*$/.test(this.#peek()!.text)) this.#at++;
  }

  #oneDay(): DayWords | undefined {
    const days = this.#take('days');
    if (days) return days.days;
    const sign = this.#take('weekday');
    return sign && { weekdays: [sign.weekday] };
  }

  /** 延至23:00, or 至18:00 straight after days. */
  #until(): Item | undefined {
    const start = this.#at;
    const before = this.#tokens[start - 1]?.kind;
    const afterDays = before === 'days' || before === 'weekday';
    if (!this.#take('extended') && !(afterDays && this.#take('range'))) return undefined;
    const clock = this.#clock();
    if (!clock) return undefined;
    const follows = this.#peek()?.kind;
    if (follows === 'range' || follows === 'next-day') return undefined; // 周三~日~12:00~18:00: the dash was noise
    const { hour, minute, half } = clock;
    const evening = half === 'pm' || half === 'evening' ? 12 : 0;
    const to = (hour < 12 ? hour + evening : hour) * 60 + minute;
    return { kind: 'until', text: this.#textSince(start), to: to === 0 ? 24 * 60 : to };
  }

  #span(): Item | undefined {
    const start = this.#at;
    const first = this.#clock();
    if (!first) return undefined;
    this.#skipBlanks();
    const range = this.#take('range') !== undefined;
    this.#skipBlanks();
    const nextDay = this.#take('next-day') !== undefined;
    const second = this.#clock(nextDay);
    if (!second) return undefined;
    const spoken = first.half === 'am' && (second.half === 'pm' || second.half === 'evening');
    if (!range && !spoken) return undefined;
    if (first.bare && second.bare && !spoken && first.half === undefined) return undefined;
    const text = this.#textSince(start);
    const span = spanOfClocks(first, second);
    return span ? { kind: 'span', text, span } : { kind: 'refuse', text };
  }

  #onwards(): Item | undefined {
    const start = this.#at;
    if (this.#tokens.filter((token) => token.kind === 'clock').length !== 1) return undefined;
    const clock = this.#clock();
    if (!clock || clock.bare || !this.#take('onwards', 'range')) return undefined;
    const { hour, minute, half } = clock;
    const from = (hour < 12 && (half === 'pm' || half === 'evening') ? hour + 12 : hour) * 60 + minute;
    if (half === undefined && hour < 5) return undefined;
    return from < 24 * 60 ? { kind: 'onwards', text: this.#textSince(start), from } : undefined;
  }

  /** A clock with the words around it: 下午4点半, AM9:00, 10:00pm. A bare number is one beside a better clock. */
  #clock(nextDay = false): (SpokenClock & { bare: boolean }) | undefined {
    const start = this.#at;
    let half: Half | undefined = this.#take('half')?.half;
    if (half !== undefined) {
      this.#skipWeak();
      this.#take('label');
    }
    const dawnToo = nextDay ? undefined : this.#take('half')?.half; // 晚上凌晨
    half = dawnToo ?? half;
    const clock = this.#take('clock');
    const number = clock ? undefined : this.#take('number');
    if (!clock && (!number || number.value > 24 || !/^\d{1,2}$/.test(number.text))) {
      this.#at = start;
      return undefined;
    }
    const latin = this.#peek();
    if (latin?.kind === 'half' && /^[ap]/i.test(latin.text) && half === undefined) {
      this.#at++;
      half = latin.half;
    }
    return {
      hour: clock?.hour ?? number!.value,
      minute: clock?.minute ?? 0,
      bare: clock === undefined,
      ...(half !== undefined && { half }),
      ...(nextDay && { nextDay }),
    };
  }

  /** Anything else. A clock, a number or a next day that found no partner spoils the text; a lone dash does not. */
  #other(): Item {
    const token = this.#tokens[this.#at++]!;
    switch (token.kind) {
      case 'clock':
      case 'number':
      case 'next-day':
        return { kind: 'refuse', text: token.text };
      case 'range': {
        const date = this.#take('date'); // 至9月30日: it is not said from when
        return date
          ? { kind: 'word', text: token.text + date.text }
          : { kind: 'separator', text: token.text };
      }
      case 'half':
      case 'extended':
      case 'onwards':
      case 'date':
      case 'weekday':
      case 'days':
        return { kind: 'word', text: token.text };
      default:
        return { kind: token.kind, text: token.text };
    }
  }
}

/** 每月第一个周六、周日: the second day is the first of the month as well. */
function sameNth(before: DayWords, next: DayWords): DayWords {
  const nth = before.nth?.at(-1)?.nth;
  if (!nth || !next.weekdays) return next;
  const { weekdays, ...rest } = next;
  return { ...rest, nth: weekdays.map((weekday) => ({ weekday, nth })) };
}

function union(a: DayWords, b: DayWords): DayWords {
  const join = <T>(one: readonly T[] | undefined, other: readonly T[] | undefined) =>
    one || other ? [...(one ?? []), ...(other ?? [])] : undefined;
  const weekdays = join(a.weekdays, b.weekdays);
  const special = join(a.special, b.special);
  const nth = join(a.nth, b.nth);
  const monthDays = join(a.monthDays, b.monthDays);
  return {
    ...(weekdays && { weekdays }),
    ...(special && { special }),
    ...(nth && { nth }),
    ...(monthDays && { monthDays }),
  };
}
