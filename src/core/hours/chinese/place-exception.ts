import { kinds, type ItemRow } from './item-row.js';
import type { Item } from './phrases.js';
import type { Exception } from './statements.js';

export type DaysItem = Extract<Item, { kind: 'days' }>;

/** Where exceptions go, and words that were a doubt until the days behind them were read. */
export interface Outcome {
  readonly shut: Exception[];
  readonly usual: Exception[];
  readonly exempt: Exception[];
  readonly doubts: string[];
}

export const HALF_DAY = /^(?:上午|下午|中午|晚上|晚间|夜间|早上)$/;

interface Place {
  readonly row: ItemRow;
  readonly out: Outcome;
}

/** Days, and what stands around them. */
interface Met {
  readonly entry: Exception;
  readonly at: number;
  readonly next: Item | undefined;
  readonly nextAt: number;
  readonly before: Item | undefined;
  readonly beforeAt: number;
  /** A closing stands before them, and nothing it could be of but these days. */
  readonly headed: boolean;
}

type Reading = (met: Met, row: ItemRow, out: Outcome) => boolean;

/** The first that fits decides. */
const READINGS: readonly Reading[] = [announcedLater, shutForHalfADay, allBut, shut, exceptOn, asUsual];

/**
 * Days that are closed, as usual, or exempt.
 * @returns whether they are one of these; `under-heading` where what comes next is a statement of its own
 */
export function placeException(item: DaysItem, at: number, { row, out }: Place): boolean | 'under-heading' {
  const met = meet(item, at, row, out);
  if (READINGS.some((reading) => reading(met, row, out))) return true;
  return underHeading(met, row, out) && 'under-heading';
}

function meet({ days, text }: DaysItem, at: number, row: ItemRow, { doubts }: Outcome): Met {
  let [next, nextAt] = row.next(at);
  const [after, afterAt] = row.next(nextAt);
  // 周一全天休息
  if (next?.kind === 'all-day' && after?.kind === 'shut') {
    row.take(nextAt);
    [next, nextAt] = [after, afterAt];
  }
  const [before, beforeAt] = row.next(at, -1);
  const entry = { days, text, ...(before?.kind === 'dates' && { dates: before.dates }) };
  const headed = before?.kind === 'shut' && doubts.at(-1) === before.text;
  return { entry, at, next, nextAt, before, beforeAt, headed };
}

/** 节假日另行通知 */
function announcedLater({ entry, at }: Met, row: ItemRow, out: Outcome): boolean {
  const [word, wordAt] = row.next(at, 1, kinds('label'));
  if (word?.kind !== 'word' || HALF_DAY.test(word.text)) return false;
  const [after] = row.next(wordAt, 1, kinds('label', 'separator'));
  if (after?.kind === 'span' || after?.kind === 'all-day') return false;
  row.take(wordAt);
  out.shut.push({ ...entry, unclear: true, text: entry.text + word.text });
  return true;
}

/** 周五下午休息 */
function shutForHalfADay({ entry, next, nextAt }: Met, row: ItemRow, out: Outcome): boolean {
  if (next?.kind !== 'word' || !HALF_DAY.test(next.text)) return false;
  const [after, afterAt] = row.next(nextAt);
  if (after?.kind !== 'shut') return false;
  row.take(nextAt, afterAt);
  out.shut.push({ ...entry, unclear: true, text: entry.text + next.text + after.text });
  return true;
}

/** 除周一 */
function allBut({ entry, before }: Met, _: ItemRow, { doubts, shut: closed }: Outcome): boolean {
  if (before?.kind !== 'except' || before.text !== '除') return false;
  doubts.splice(doubts.lastIndexOf(before.text), 1);
  closed.push(entry);
  return true;
}

/** Closed, but then again not always: 周末休息，视情况开放. */
const AS_IT_FALLS = /^(?:但|或|也|特殊)?(?:可|会)?(?:视|看|根据|按|酌情|不定|另行|有时|偶尔)/;

/** 周一闭馆 */
function shut({ entry, next, nextAt, headed }: Met, row: ItemRow, out: Outcome): boolean {
  if (next?.kind !== 'shut') return false;
  if (headed) out.doubts.pop();
  row.take(nextAt);
  const [but, butAt] = row.next(nextAt, 1, kinds('label', 'separator'));
  if (but?.kind === 'word' && AS_IT_FALLS.test(but.text)) {
    row.take(butAt);
    out.shut.push({ ...entry, unclear: true, text: `${entry.text}${next.text}，${but.text}` });
    return true;
  }
  out.shut.push({ ...entry, text: entry.text + next.text });
  return true;
}

/** 法定节假日除外: of a closing before it an exemption, of times a closing. */
function exceptOn({ entry, at, next, nextAt }: Met, row: ItemRow, out: Outcome): boolean {
  if (next?.kind !== 'except' || next.text === '除') return false;
  row.take(nextAt);
  const all = { ...entry, text: entry.text + next.text };
  if (followsClosing(at, row)) out.exempt.push(all);
  else if (out.shut.length > 0) out.exempt.push({ ...all, unclear: true });
  else out.shut.push(all);
  return true;
}

function asUsual({ entry, next, nextAt }: Met, row: ItemRow, out: Outcome): boolean {
  if (next?.kind !== 'usual') return false;
  row.take(nextAt);
  out.usual.push({ ...entry, text: entry.text + next.text });
  return true;
}

/** 公休日期：每周一 */
function underHeading(
  { entry, at, next, before, beforeAt, headed }: Met,
  row: ItemRow,
  out: Outcome,
): boolean {
  if (!headed || before === undefined) return false;
  const colon = row.items.slice(beforeAt, at).some((one) => /[:：]/.test(one.text));
  const times = next?.kind === 'span' || next?.kind === 'all-day';
  if (times && !colon && !before.text.endsWith('日期')) return false;
  out.doubts.pop();
  out.shut.push({ ...entry, text: before.text + entry.text });
  return true;
}

/** Whether the statement before item i is a closing rather than times. */
function followsClosing(i: number, row: ItemRow): boolean {
  const last = row.items.slice(0, i).findLast(({ kind }) => ['shut', 'span', 'all-day'].includes(kind));
  return last?.kind === 'shut';
}
