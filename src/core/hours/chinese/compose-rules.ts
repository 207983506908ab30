import type { Coverage } from '../../facility.js';
import { mergeSeasons } from './seasons.js';
import type { Clause, Exception, Statements } from './statements.js';
import type { DayWords, SpecialDay } from './tokens.js';
import { Contradiction, gridOf, sameSpans, spansOf, weekdaysOf, type Cell, type Grid } from './week-grid.js';
import { datesInOsm, fillsYear, monthDaysInOsm, RuleWriter } from './write-rules.js';

export interface Composed {
  /** Pieces of an OSM value, separators included. */
  readonly rules: readonly string[];
  readonly coverage: Coverage;
  readonly workdays: boolean;
  readonly unused: readonly string[];
  readonly why: readonly string[];
}

/** Makes rules of what a text says. @throws Contradiction where it says two things of one day */
export function compose(said: Statements): Composed {
  return new Composer(said).compose();
}

const HOLIDAY_SELECTORS: readonly (readonly [SpecialDay, string])[] = [
  ['holiday', 'PH'],
  ['eve', 'PH -1 day'],
  ['school', 'SH'],
];

class Composer {
  readonly #said: Statements;
  readonly #unused: string[] = [];
  readonly #why: string[] = [];
  readonly #writer: RuleWriter;
  #clauses: readonly Clause[];
  #grid: Grid = [];
  /** What the hours are for, where that is not plainly the place. */
  #parts: readonly string[] = [];
  /** Something beyond plain weekdays was said: holidays, the nth weekday, dates. */
  #qualified = false;
  #doubted: boolean;
  /** Dated rules that together speak of every day of any year. */
  #wholeYear = false;

  constructor(said: Statements) {
    this.#said = said;
    this.#doubted = said.doubts.length > 0;
    this.#clauses = this.#withoutTopics(said.clauses);
    this.#writer = new RuleWriter([...said.doubts, ...this.#parts].join('，'));
  }

  compose(): Composed {
    const { audiences } = this.#said;
    if (audiences.length > 0)
      throw new Contradiction(`different people at different hours (${audiences.join('，')})`);
    const undated = this.#clauses.filter((one) => !one.dates && one.season === undefined);
    const seasonal = this.#clauses.filter((one) => !one.dates && one.season !== undefined);
    const dated = this.#clauses.filter((one) => one.dates);
    const times = this.#clauses.some((one) => spansOf(one).length > 0);
    if (!times) return this.#result([]);
    this.#grid = gridOf(undated);
    this.#closeWeekdays();
    this.#usualWeekdays();
    this.#unknownCells();
    if (seasonal.length > 0) this.#seasons(seasonal);
    else if (undated.length > 0) this.#writer.week(this.#grid);
    if (dated.length > 0) this.#datedClauses(dated, undated.length > 0);
    for (const clause of undated) this.#specialDays(clause);
    if (undated.length === 0 && seasonal.length === 0) {
      const within = this.#wholeYear ? [''] : dated.map((one) => datesInOsm(one.dates!));
      for (const dates of within) this.#writer.closings(this.#grid, dates);
    }
    for (const one of this.#said.shut) this.#shut(one);
    for (const one of [...this.#said.usual, ...this.#said.exempt]) this.#holidayAsUsual(one);
    const workdays = this.#workdays(undated);
    return this.#result(this.#writer.rules, { workdays, undated: undated.length > 0 || seasonal.length > 0 });
  }

  #result(rules: readonly string[], { workdays = false, undated = true } = {}): Composed {
    return {
      rules,
      coverage: this.#coverage(undated),
      workdays,
      unused: this.#unused,
      why: this.#why.concat(this.#said.doubts.map((words) => `“${words}” is not expressed by the rules`)),
    };
  }

  #coverage(undated: boolean): Coverage {
    if (!undated && !this.#wholeYear) return 'dated';
    if (this.#doubted || this.#qualified) return 'partial';
    if (this.#said.always || this.#clauses.some((one) => one.days)) return 'full';
    if (this.#wholeYear) return 'full';
    return this.#said.usual.length > 0 ? 'full' : 'daily';
  }

  /**
   * Departments, gates and meals: beside plain hours they are left aside; one alone is the place's, with a doubt;
   * several that differ say nothing of the place.
   */
  #withoutTopics(clauses: readonly Clause[]): readonly Clause[] {
    const topical = clauses.filter((one) => one.topic !== undefined && (one.spans.length > 0 || one.allDay));
    if (topical.length === 0) return clauses;
    const plain = clauses.filter((one) => one.topic === undefined);
    const words = topical.map((one) => one.topic!);
    const timed = plain.filter((one) => one.spans.length > 0 || one.allDay);
    this.#unused.push(...words);
    if (timed.length === 1 && topical.every((one) => sameSpans(spansOf(one), spansOf(timed[0]!))))
      return plain;
    this.#doubted = true;
    if (timed.length > 0) {
      this.#why.push(`hours of parts of the place are left aside: ${words.join('，')}`);
      return plain;
    }
    this.#parts = words;
    const always = topical.find((one) => one.allDay);
    if (always) {
      this.#why.push(`some part is open at any hour: ${words.join('，')}`);
      return [always];
    }
    const differ = topical.some((one) => !sameSpans(spansOf(one), spansOf(topical[0]!)));
    if (differ || plain.some((one) => !one.days))
      throw new Contradiction('different parts at different hours');
    this.#why.push(`the hours are those of “${words.join('，')}”`);
    return clauses.filter((one) => !plain.includes(one));
  }

  #closeWeekdays(): void {
    for (const { days, dates, text, unclear = false } of this.#said.shut) {
      if (dates) continue;
      const alternate = unclear || days.special?.includes('alternate') === true;
      const weekdays = weekdaysOf(days, true);
      if (days.special?.some((one) => one === 'every' || one === 'workdays'))
        throw new Contradiction(`closed on ${text}`);
      for (const day of weekdays)
        this.#grid[day] = alternate ? { kind: 'unknown', words: text, spans: [] } : { kind: 'shut' };
      if (!unclear && alternate && weekdays.length === 0) this.#doubt(text);
    }
  }

  #usualWeekdays(): void {
    for (const { days, text } of this.#said.usual) {
      const weekdays = weekdaysOf(days, true);
      if (weekdays.length === 0 || this.#grid.every((cell) => cell === undefined)) continue;
      const usual = this.#onlyContent();
      if (!usual) throw new Contradiction(`as usual on ${text}, but there are several timetables`);
      for (const day of weekdays) this.#grid[day] = usual;
    }
  }

  /** The times of all open days, where they are the same. */
  #onlyContent(): Cell | undefined {
    const open = this.#grid.filter((cell) => cell?.kind === 'open');
    const same = open.every(
      (cell) => cell?.kind === 'open' && open[0]?.kind === 'open' && sameSpans(cell.spans, open[0].spans),
    );
    return same ? open[0] : undefined;
  }

  #unknownCells(): void {
    const words = new Set(this.#grid.flatMap((cell) => (cell?.kind === 'unknown' ? [cell.words] : [])));
    if (words.size > 0) this.#qualified = true;
    for (const one of words) this.#why.push(`“${one}”: days or ends without times are unknown`);
    this.#unused.push(...words);
  }

  /** Seasons without dates. Times beside them, without a season, are one more of what may hold. */
  #seasons(clauses: readonly Clause[]): void {
    this.#qualified = true;
    const base = this.#onlyContent();
    const days = this.#grid.flatMap((cell, day) => (cell?.kind === 'open' ? [day] : []));
    if (this.#grid.some((cell) => cell !== undefined && cell.kind !== 'shut') && base?.kind !== 'open') {
      throw new Contradiction('seasons without dates, and several timetables');
    }
    const others = base?.kind === 'open' ? [base.spans] : [];
    const { sure, unsure, words } = mergeSeasons(clauses, others);
    this.#why.push(`the dates of ${words} are not said: only what holds at any time of the year is sure`);
    this.#unused.push(words);
    this.#writer.oneTimetable(days, { sure, unsure, words });
    this.#writer.closings(this.#grid);
  }

  /**
   * Times within dates. Ranges that come back every year are sure where a season is named, or where they fill the
   * year together; a range without a year and a season may speak of any year.
   */
  #datedClauses(clauses: readonly Clause[], beside: boolean): void {
    const yearly = clauses.every((one) => one.dates!.from.year === undefined);
    this.#wholeYear = yearly && fillsYear(clauses.map((one) => one.dates!));
    for (const clause of clauses) {
      const { dates, days, season } = clause;
      const weekdays = days ? weekdaysOf(days, true) : [];
      const certain = this.#wholeYear || season !== undefined || dates!.from.year !== undefined;
      if (!certain) this.#why.push('dates without a year: nobody knows of which year they speak');
      if (!certain && beside) {
        this.#qualified = true;
        this.#writer.extra(datesInOsm(dates!), [], 'unknown', '未写年份');
        continue;
      }
      this.#writer.dated(datesInOsm(dates!), {
        weekdays,
        spans: spansOf(clause),
        ...(!certain && { unknown: '未写年份' }),
      });
    }
  }

  /** Holidays, eves, school holidays, nth weekdays and days of the month among the days a clause names. */
  #specialDays(clause: Clause): void {
    const { days } = clause;
    if (!days) return;
    const spans = spansOf(clause);
    if (days.special?.includes('ordinary')) {
      this.#qualified = true;
      this.#why.push('平日: the days that are not named otherwise');
    }
    for (const selector of selectorsOf(days)) {
      this.#qualified = true;
      this.#why.push(`“${clause.text}”: these hours on ${selector}`);
      if (spans.length > 0) this.#writer.extra(selector, spans);
      else this.#writer.extra(selector, [], 'unknown', clause.text);
    }
    if (days.special?.includes('festival')) this.#festival(clause.text);
  }

  #shut({ days, dates, text, unclear = false }: Exception): void {
    if (dates) {
      this.#qualified = true;
      const certain = dates.from.year !== undefined;
      this.#writer.extra(datesInOsm(dates), [], certain ? 'off' : 'unknown', certain ? undefined : text);
      return;
    }
    for (const selector of selectorsOf(days)) {
      this.#qualified = true;
      this.#why.push(`“${text}”: ${unclear ? 'unknown' : 'closed'} on ${selector}`);
      if (unclear) this.#writer.extra(selector, [], 'unknown', text);
      else this.#writer.extra(selector, [], 'off');
    }
    if (days.special?.includes('festival')) this.#festival(text);
  }

  /** One festival cannot be named in the rules: all public holidays become uncertain, the eve of Spring Festival too. */
  #festival(text: string): void {
    this.#qualified = true;
    this.#unused.push(text);
    this.#writer.extra('PH', [], 'unknown', text);
    if (/除夕|三十|春节|新年|过年/.test(text)) this.#writer.extra('Jan 20-Feb 20', [], 'unknown', text);
  }

  /** 节假日照常 and 周一闭馆（法定节假日除外）: the usual times, where there is only one kind. */
  #holidayAsUsual({ days, text, unclear = false }: Exception): void {
    const special = days.special ?? [];
    if (!special.some((one) => one === 'holiday' || one === 'festival' || one === 'school')) return;
    this.#qualified = true;
    const usual = this.#onlyContent();
    const openDays = this.#grid.filter((cell) => cell?.kind === 'open').length;
    const sure = !unclear && special.includes('holiday') && usual?.kind === 'open' && openDays >= 6;
    if (sure) this.#writer.extra('PH', usual.spans);
    else this.#writer.extra('PH', [], 'unknown', text);
  }

  /** 工作日 follows 调休, and holidays are no working days. Beside Saturdays or Sundays by name it is left at weekdays. */
  #workdays(clauses: readonly Clause[]): boolean {
    const named = clauses.filter((one) => one.days?.special?.includes('workdays'));
    if (named.length === 0) return false;
    const weekendByName = clauses.some((one) => one.days?.weekdays?.some((day) => day >= 5));
    const holidays = this.#writer.speaksOf('PH');
    const restDays = clauses.some((one) => one.days?.special?.some((special) => special === 'weekend'));
    // 周末视情况开放: then holidays, days of rest as well, are no surer
    const unsure = this.#said.shut.find((one) => one.unclear && one.days.special?.includes('weekend'));
    if (!holidays && !restDays && unsure) this.#writer.extra('PH', [], 'unknown', unsure.text);
    else if (!holidays && !restDays) this.#writer.extra('PH', [], 'off');
    this.#why.push('工作日: working days, make-up workdays (调休) among them');
    return !weekendByName;
  }

  #doubt(text: string): void {
    this.#doubted = true;
    this.#unused.push(text);
    this.#writer.doubt(text);
  }
}

/** Selectors of days that are not plain weekdays. */
function selectorsOf(days: DayWords): string[] {
  const holidays = HOLIDAY_SELECTORS.filter(([word]) => days.special?.includes(word)).map(
    ([, selector]) => selector,
  );
  const nth = (days.nth ?? []).map((one) => `${WEEKDAY_NAMES[one.weekday]}[${one.nth.join(',')}]`);
  const month = days.monthDays ? [monthDaysInOsm(days.monthDays)] : [];
  return [...(holidays.length + nth.length > 0 ? [[...holidays, ...nth].join(',')] : []), ...month];
}

const WEEKDAY_NAMES = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'];
