import type { Span } from './rule.js';
import type { Scanner } from './scanner.js';

/** Longest a span may run: two days, as `22:00-46:00` (the specification's extended time). */
const LATEST = 48 * 60;

/** Time spans such as `08:30-11:00,13:30-17:00`; none for a rule without times. */
export function scanSpans(scanner: Scanner): Span[] {
  const spans: Span[] = [];
  if (!scanner.looksAt(/\d/y)) return spans;
  for (;;) {
    spans.push(scanSpan(scanner));
    const mark = scanner.at;
    scanner.skipBlanks();
    if (!scanner.take(/,/y)) return spans;
    scanner.skipBlanks();
    if (!scanner.looksAt(/\d{1,2}:/y)) {
      scanner.at = mark; // the comma begins an additional rule
      scanner.skipBlanks();
      return spans;
    }
  }
}

function scanSpan(scanner: Scanner): Span {
  const start = scanner.at;
  const from = scanTime(scanner);
  if (from >= 24 * 60) scanner.fail('a span begins before 24:00', start);
  if (!scanner.take(/\s*-\s*/y)) scanner.fail('expected "-" and the closing time');
  const end = scanner.at;
  let to = scanTime(scanner);
  if (to > LATEST) scanner.fail('a span ends by 48:00', end);
  if (to <= from) to += 24 * 60;
  if (scanner.looksAt(/\s*\+/y)) scanner.fail('an open end is outside the subset');
  return { from, to };
}

function scanTime(scanner: Scanner): number {
  const start = scanner.at;
  const found = scanner.match(/(\d{1,2}):(\d{2})(?!\d)/y);
  if (!found) scanner.fail('expected a time such as 08:30');
  const minute = Number(found[2]);
  if (minute > 59) scanner.fail('minutes end at 59', start);
  return Number(found[1]) * 60 + minute;
}
