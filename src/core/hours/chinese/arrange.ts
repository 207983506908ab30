import type { Span } from '../rule.js';
import { audiencesApart } from './audiences.js';
import { ItemRow, kinds } from './item-row.js';
import type { Item, WrittenDates } from './phrases.js';
import { HALF_DAY, placeException, type DaysItem } from './place-exception.js';
import type { Clause, Exception, Statements } from './statements.js';

type Draft = { -readonly [K in keyof Clause]: Clause[K] } & { spans: Span[] };

/** Puts days and times together: 周一至周五 9:00-17:00 as well as 9:00-17:00（周一至周五）. */
export function statementsOf(items: readonly Item[]): Statements {
  return new Arranger(items).arrange();
}

class Arranger {
  readonly #row: ItemRow;
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
    this.#row = new ItemRow(items);
  }

  arrange(): Statements {
    const daysLast = this.#daysComeLast();
    this.#row.items.forEach((item, i) => {
      if (!this.#row.isTaken(i)) this.#place(item, i, daysLast);
    });
    const audiences = audiencesApart(this.#row.items);
    return { clauses: this.#clauses, always: this.#always, audiences, ...this.#out };
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
      case 'audience':
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
    const [next, nextAt] = this.#row.next(i, 1, kinds('label'));
    const [before] = this.#row.next(i, -1, kinds('label', 'separator'));
    const headed =
      before?.kind === 'shut' && this.#out.doubts.at(-1) === before.text && !before.text.includes('日');
    if (next?.kind !== 'shut' && !headed) {
      this.#target().spans.push(item.span);
      return;
    }
    if (headed) this.#out.doubts.pop();
    else this.#row.take(nextAt);
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

  #placeDays(item: DaysItem, i: number, daysLast: boolean): void {
    const afterTimes = this.#inBracketAfterTimes(i);
    const exception = !afterTimes && placeException(item, i, { row: this.#row, out: this.#out });
    if (exception === 'under-heading') this.#current = undefined;
    if (exception !== false) return;
    const [next, nextAt] = this.#row.next(i);
    if (next?.kind === 'until') {
      this.#row.take(nextAt);
      return this.#extend(item, next.to);
    }
    if (afterTimes && this.#current?.days) this.#out.refused.push(item.text); // days before and after one time
    if ((afterTimes || daysLast) && this.#current && this.#current.days === undefined)
      return this.#bindBack(item);
    this.#current = this.#clause(item);
  }

  /** 9:00-17:00（周一至周五）, also with the closing bracket forgotten. */
  #inBracketAfterTimes(i: number): boolean {
    const only = kinds('label', 'separator');
    const [open, openAt] = this.#row.next(i, -1, only);
    if (open?.kind !== 'open') return false;
    const [before] = this.#row.next(openAt, -1, only);
    if (before?.kind !== 'span' && before?.kind !== 'all-day') return false;
    const [after] = this.#row.next(i, 1, only);
    return after === undefined || after.kind === 'close' || after.kind === 'span';
  }

  /** Whether the text is written times first, days after, without brackets. */
  #daysComeLast(): boolean {
    const parts = this.#row.items
      .map((item, i) => {
        if (item.kind === 'span' || item.kind === 'all-day') return 'times';
        if (item.kind !== 'days') return '';
        const [next] = this.#row.next(i);
        const [before] = this.#row.next(i, -1);
        const exception =
          next &&
          (['shut', 'except', 'usual', 'until', 'word'].includes(next.kind) || HALF_DAY.test(next.text));
        return exception || before?.kind === 'shut' || before?.kind === 'except' ? '' : 'days';
      })
      .filter((kind) => kind !== '');
    return parts[0] === 'times' && parts.at(-1) === 'days';
  }

  /** Gives the days to the times before them: as many, from the end, as fit into one day. */
  #bindBack(item: DaysItem): void {
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
  #extend(item: DaysItem, to: number): void {
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
    const [next, nextAt] = this.#row.next(i);
    if (next?.kind === 'shut' || next?.kind === 'except') {
      this.#row.take(nextAt);
      this.#out.shut.push({ days: {}, dates: item.dates, text: item.text + next.text });
      return;
    }
    const closes = this.#row.next(i, 1, kinds('label', 'separator'))[0]?.kind;
    const alone = closes === undefined || closes === 'close';
    const inBracket =
      alone && this.#row.items[i - 1]?.kind === 'open' && this.#row.next(i, -1)[0]?.kind === 'span';
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
    const silent = kinds('separator', 'label');
    const [next, nextAt] = this.#row.next(i, 1, silent);
    const parted = this.#row.items.slice(i + 1, nextAt).some((one) => /[;。|\n!,]/.test(one.text));
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

  #clause(item: DaysItem | undefined): Draft {
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
