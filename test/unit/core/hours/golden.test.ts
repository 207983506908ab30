import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { parseChineseHours } from '../../../../src/core/hours/chinese/parse-chinese.js';
import { dayNumber } from '../../../../src/core/hours/civil.js';
import { isHoursError, parseHours } from '../../../../src/core/hours/parse.js';
import { Timetable } from '../../../../src/core/hours/timetable.js';
import { calendar } from './calendar-file.js';

const shared =
  process.env['YIZHAN_SHARED'] ?? fileURLToPath(new URL('../../../../../../shared', import.meta.url));
const golden = `${shared}/data/vectors/opening_hours/zh_hours_golden.csv`;
const there = existsSync(golden);
if (!there) console.log(`skipped: ${golden} is not there`);

interface Row {
  readonly raw: string;
  readonly expected_osm: string;
  readonly status: string;
}
const rows = there ? parse<Row>(readFileSync(golden), { columns: true, bom: true }) : [];
const withStatus = (...names: string[]) => rows.filter((row) => names.includes(row.status));

const FIRST = dayNumber({ year: 2026, month: 11, day: 2 });

/** Four ordinary weeks minute by minute, as a text that can be compared. */
function fourWeeks(osm: string): string {
  const rule = parseHours(osm);
  if (isHoursError(rule)) return rule.error;
  const table = new Timetable(rule, { coverage: 'full', workdays: false, calendar });
  return Array.from({ length: 28 }, (_, day) => {
    let from = 0;
    return table.schedule(FIRST + day).map(({ to, piece }) => {
      const minutes = piece.state[0]!.repeat(to - from);
      from = to;
      return minutes;
    });
  })
    .flat()
    .join('');
}

(there ? describe : describe.skip)('706 strings from public lists', () => {
  it('are understood as expected, 97 % of those with one meaning', () => {
    const clear = withStatus('clear', 'assumed_daily', 'workday', 'overnight', 'repaired');
    const wrong = clear.filter(({ raw, expected_osm }) => {
      const { osm } = parseChineseHours(raw);
      return osm === undefined || fourWeeks(osm) !== fourWeeks(expected_osm);
    });
    console.log(`as expected: ${clear.length - wrong.length} of ${clear.length}`);
    // Three run past midnight into a day with times of its own, where the expected value cuts the night off; one is
    // refused, because its end may mean the evening or the next morning.
    expect(wrong.map((row) => row.status)).toEqual(['overnight', 'overnight', 'overnight', 'overnight']);
  });

  it('never become a rule where they mean two things, or nothing', () => {
    const made = withStatus('ambiguous', 'invalid', 'unparseable').filter(({ raw }) => {
      const { osm, coverage } = parseChineseHours(raw);
      return osm !== undefined || coverage !== 'none';
    });
    expect(made).toEqual([]);
  });

  it('keep a qualifier and say that they are partial', () => {
    const lost = withStatus('qualifier').filter(({ raw }) => {
      const { coverage, unused, why } = parseChineseHours(raw);
      return coverage !== 'partial' || unused.length + why.length === 0;
    });
    expect(lost.map((row) => row.raw)).toEqual(['1、17:00-21:00。2、8:00-17:00']); // two places in one cell: none
  });

  it('follow 调休 where they say 工作日', () => {
    for (const { raw } of withStatus('workday')) {
      expect(parseChineseHours(raw)).toMatchObject({ workdays: true, coverage: 'full' });
    }
  });
});
