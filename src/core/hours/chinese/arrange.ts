import type { Span } from '../rule.js';
import type { Item, WrittenDates } from './phrases.js';
import type { Clause, Exception, Statements } from './statements.js';

type Draft = { -readonly [K in keyof Clause]: Clause[K] } & { spans: Span[] };

const HALF_DAY = /^(?:上午|下午|中午|晚上|晚间|夜间|早上)$/;
const SILENT = new Set<Item['kind']>(['separator', 'label', 'open', 'close', 'aside']);

/** Puts days and times together: 周一至周五 9:00-17:00 as well as 9:00-17:00（周一至周五）. */
export function statementsOf(items: readonly Item[]): Statements {
  return new Arranger(items).arrange();
}

class Arranger {
  readonly #items: readonly Item[];
  readonly #used = new Set<number>();
  readonly #clauses: Draft[] = [];
  readonly #out = {
    shut: [] as Exception[],
    usual: [] as Exception[],
    exempt: [] as Exception[],
    doubts: [] as string[],
    asides: [] as string[],
    refused: [] as string[],
  };
  #current: Draft | undefined;
  #dates: WrittenDates | undefined;
  #season: string | undefined;
  #always = false;

  constructor(items: readonly Item[]) {
    this.#items = items;
  }

  arrange(): Statements {
    const daysLast = this.#daysComeLast();
    this.#items.forEach((item, i) => {
      if (!this.#used.has(i)) this.#place(item, i, daysLast);
    });
    return { clauses: this.#clauses, always: this.#always, ...this.#out };
  }

  #place(item: Item, i: number, daysLast: boolean): void {
    switch (item.kind) {
      case 'days':
        return this.#placeDays(item, i, daysLast);
      case 'dates':
        return this.#placeDates(item, i);
      case 'span':
        return this.#placeSpan(item, i);
      case 'all-day':
        this.#target().allDay = true;
        return;
      case 'onwards': {
        const clause = this.#target();
        clause.spans.push({ from: item.from, to: 24 * 60 });
        clause.openEnd = item.text;
        return;
      }
      case 'season':
        this.#season = item.text;
        this.#dates = undefined;
        this.#current = undefined;
        return;
      case 'always':
        this.#always = true;
        return;
      case 'refuse':
        this.#out.refused.push(item.text);
        return;
      case 'aside':
        this.#out.asides.push(item.text);
        return;
      case 'word':
        return this.#placeWord(item, i);
      case 'shut':
      case 'except':
      case 'until':
        this.#out.doubts.push(item.text);
        return;
      default:
    }
  }

  /** Times of opening; those of a midday break are taken out of them. */
  #placeSpan(item: Extract<Item, { kind: 'span' }>, i: number): void {
    const [next, nextAt] = this.#next(i, 1, new Set<Item['kind']>(['label']));
    const [before] = this.#next(i, -1, new Set<Item['kind']>(['label', 'separator']));
    const headed =
      before?.kind === 'shut' && this.#out.doubts.at(-1) === before.text && !before.text.includes('日');
    if (next?.kind !== 'shut' && !headed) {
      this.#target().spans.push(item.span);
      return;
    }
    if (headed) this.#out.doubts.pop();
    else this.#used.add(nextAt);
    if (!this.#takeOut(item.span)) this.#out.refused.push(item.text);
  }

  #takeOut({ from, to }: Span): boolean {
    let found = false;
    for (const clause of this.#clauses) {
      const at = clause.spans.findIndex((span) => span.from < from && span.to > to);
      const whole = clause.spans[at];
      if (!whole) continue;
      clause.spans.splice(at, 1, { from: whole.from, to: from }, { from: to, to: whole.to });
      found = true;
    }
    return found;
  }

  /** Next item that says something, and where it is. */
  #next(
    i: number,
    step: 1 | -1 = 1,
    silent: ReadonlySet<Item['kind']> = SILENT,
  ): readonly [Item | undefined, number] {
    let at = i + step;
    while (this.#items[at] && silent.has(this.#items[at]!.kind)) at += step;
    return [this.#items[at], at];
  }

  #placeDays(item: Extract<Item, { kind: 'days' }>, i: number, daysLast: boolean): void {
    const afterTimes = this.#inBracketAfterTimes(i);
    if (!afterTimes && this.#placeException(item, i)) return;
    const [next, nextAt] = this.#next(i);
    if (next?.kind === 'until') {
      this.#used.add(nextAt);
      return this.#extend(item, next.to);
    }
    if (afterTimes && this.#current?.days) this.#out.refused.push(item.text); // days before and after one time
    if ((afterTimes || daysLast) && this.#current && this.#current.days === undefined)
      return this.#bindBack(item);
    this.#current = this.#clause(item);
  }

  /** Days that are closed, as usual, or exempt; true where they are one of these. */
  #placeException(item: Extract<Item, { kind: 'days' }>, i: number): boolean {
    const entry: Exception = {
      days: item.days,
      text: item.text,
      ...(this.#datesNear(i) && { dates: this.#datesNear(i)! }),
    };
    let [next, nextAt] = this.#next(i);
    if (next?.kind === 'all-day') {
      const [after, afterAt] = this.#next(nextAt);
      if (after?.kind === 'shut') {
        this.#used.add(nextAt);
        [next, nextAt] = [after, afterAt];
      }
    }
    // 节假日另行通知
    const [straight, straightAt] = this.#next(i, 1, new Set<Item['kind']>(['label']));
    const after = this.#next(straightAt, 1, new Set<Item['kind']>(['label', 'separator']))[0]?.kind;
    if (
      straight?.kind === 'word' &&
      !HALF_DAY.test(straight.text) &&
      after !== 'span' &&
      after !== 'all-day'
    ) {
      this.#used.add(straightAt);
      this.#out.shut.push({ ...entry, unclear: true, text: item.text + straight.text });
      return true;
    }
    if (next?.kind === 'word' && HALF_DAY.test(next.text)) {
      const [after, afterAt] = this.#next(nextAt);
      if (after?.kind === 'shut') {
        this.#used.add(nextAt).add(afterAt);
        this.#out.shut.push({ ...entry, unclear: true, text: item.text + next.text + after.text });
        return true;
      }
    }
    const [before, beforeAt] = this.#next(i, -1);
    if (before?.kind === 'except' && before.text === '除') {
      this.#out.doubts.splice(this.#out.doubts.lastIndexOf(before.text), 1);
      this.#out.shut.push(entry);
      return true;
    }
    // 公休日期：每周一
    const headed = before?.kind === 'shut' && this.#out.doubts.at(-1) === before.text;
    if (headed && next?.kind === 'shut') this.#out.doubts.pop();
    if (next?.kind === 'shut') {
      this.#used.add(nextAt);
      this.#out.shut.push({ ...entry, text: item.text + next.text });
      return true;
    }
    if (next?.kind === 'except' && next.text !== '除') {
      this.#used.add(nextAt);
      const all = { ...entry, text: item.text + next.text };
      if (this.#followsClosing(i)) this.#out.exempt.push(all);
      else if (this.#out.shut.length > 0) this.#out.exempt.push({ ...all, unclear: true });
      else this.#out.shut.push(all);
      return true;
    }
    if (next?.kind === 'usual') {
      this.#used.add(nextAt);
      this.#out.usual.push({ ...entry, text: item.text + next.text });
      return true;
    }
    const colon =
      this.#items.slice(beforeAt, i).some((one) => /[:：]/.test(one.text)) || before?.text.endsWith('日期');
    if (headed && (colon || (next?.kind !== 'span' && next?.kind !== 'all-day'))) {
      this.#out.doubts.pop();
      this.#out.shut.push({ ...entry, text: before.text + item.text });
      this.#current = undefined;
      return true;
    }
    return false;
  }

  #datesNear(i: number): WrittenDates | undefined {
    const [before] = this.#next(i, -1);
    return before?.kind === 'dates' ? before.dates : undefined;
  }

  /** Whether the statement before item i is a closing rather than times. */
  #followsClosing(i: number): boolean {
    for (let at = i - 1; at >= 0; at--) {
      const { kind } = this.#items[at]!;
      if (kind === 'shut') return true;
      if (kind === 'span' || kind === 'all-day') return false;
    }
    return false;
  }

  /** 9:00-17:00（周一至周五）, also with the closing bracket forgotten. */
  #inBracketAfterTimes(i: number): boolean {
    const only = new Set<Item['kind']>(['label', 'separator']);
    const [open, openAt] = this.#next(i, -1, only);
    if (open?.kind !== 'open') return false;
    const [before] = this.#next(openAt, -1, only);
    if (before?.kind !== 'span' && before?.kind !== 'all-day') return false;
    const [after] = this.#next(i, 1, only);
    return after === undefined || after.kind === 'close' || after.kind === 'span';
  }

  /** Whether the text is written times first, days after, without brackets. */
  #daysComeLast(): boolean {
    const kinds = this.#items
      .map((item, i) => {
        if (item.kind === 'span' || item.kind === 'all-day') return 'times';
        if (item.kind !== 'days') return '';
        const [next] = this.#next(i);
        const [before] = this.#next(i, -1);
        const exception =
          next &&
          (['shut', 'except', 'usual', 'until', 'word'].includes(next.kind) || HALF_DAY.test(next.text));
        return exception || before?.kind === 'shut' || before?.kind === 'except' ? '' : 'days';
      })
      .filter((kind) => kind !== '');
    return kinds[0] === 'times' && kinds.at(-1) === 'days';
  }

  /** Gives the days to the times before them: as many, from the end, as fit into one day. */
  #bindBack(item: Extract<Item, { kind: 'days' }>): void {
    const loose = this.#current!;
    let first = loose.spans.length;
    while (
      first > 0 &&
      (first === loose.spans.length || loose.spans[first - 1]!.to <= loose.spans[first]!.from)
    )
      first--;
    const mine = loose.spans.slice(first);
    const dates = loose.dates ?? this.#dates;
    if (first === 0) Object.assign(loose, { days: item.days, text: item.text });
    else {
      loose.spans.length = first;
      this.#clauses.push({
        spans: mine,
        allDay: false,
        days: item.days,
        text: item.text,
        ...(dates && { dates }),
      });
    }
    this.#current = undefined;
  }

  /** 周日至18:00, 周五、六延至23:00: the times said before, with another end. */
  #extend(item: Extract<Item, { kind: 'days' }>, to: number): void {
    const base = this.#clauses.findLast((clause) => clause.spans.length > 0);
    const last = base?.spans.at(-1);
    if (!base || !last || to <= last.from) {
      this.#out.refused.push(item.text);
      return;
    }
    const clause = this.#clause(item);
    clause.spans.push(...base.spans.slice(0, -1), { from: last.from, to });
    this.#current = undefined;
  }

  #placeDates(item: Extract<Item, { kind: 'dates' }>, i: number): void {
    const [next, nextAt] = this.#next(i);
    if (next?.kind === 'shut' || next?.kind === 'except') {
      this.#used.add(nextAt);
      this.#out.shut.push({ days: {}, dates: item.dates, text: item.text + next.text });
      return;
    }
    const closes = this.#next(i, 1, new Set<Item['kind']>(['label', 'separator']))[0]?.kind;
    const alone = closes === undefined || closes === 'close';
    const inBracket = alone && this.#items[i - 1]?.kind === 'open' && this.#next(i, -1)[0]?.kind === 'span';
    if (inBracket && this.#current) {
      this.#current.dates = item.dates;
      this.#current = undefined;
      return;
    }
    this.#dates = item.dates;
    this.#current = undefined;
  }

  /** A word straight before times says what they are for; any other is a doubt about everything. */
  #placeWord(item: Item, i: number): void {
    const silent = new Set<Item['kind']>(['separator', 'label']);
    const [next, nextAt] = this.#next(i, 1, silent);
    const parted = this.#items.slice(i + 1, nextAt).some((one) => /[;。|\n!,]/.test(one.text));
    if (!parted && (next?.kind === 'span' || next?.kind === 'all-day')) {
      const { days, dates } = this.#current ?? {};
      this.#current = this.#clause(days ? { kind: 'days', days, text: '' } : undefined);
      this.#current.topic = item.text;
      if (dates) this.#current.dates = dates;
    } else this.#out.doubts.push(item.text);
  }

  /** The clause that times belong to which stand here. */
  #target(): Draft {
    this.#current ??= this.#clause(undefined);
    return this.#current;
  }

  #clause(item: Extract<Item, { kind: 'days' }> | undefined): Draft {
    const clause: Draft = {
      spans: [],
      allDay: false,
      text: item?.text ?? '',
      ...(item && { days: item.days }),
      ...(this.#dates && { dates: this.#dates }),
      ...(this.#season !== undefined && { season: this.#season }),
    };
    this.#clauses.push(clause);
    return clause;
  }
}
