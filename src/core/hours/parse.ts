import type { HoursError, HoursRule, Rule, State } from './rule.js';
import { Scanner, Unreadable } from './scanner.js';
import { scanDays } from './scan-days.js';
import { scanSpans } from './scan-spans.js';

/**
 * Reads a value in the OSM `opening_hours` syntax (specification 0.7.2, the subset of docs/hours.md). Strict: what
 * is outside the subset is an error with its position, never half a rule.
 */
export function parseHours(text: string): HoursRule | HoursError {
  const scanner = new Scanner(text);
  const rules: Rule[] = [];
  try {
    scanner.skipBlanks();
    if (scanner.atEnd()) scanner.fail('no rule stands here');
    let separator: Rule['separator'] = ';';
    while (!scanner.atEnd()) {
      rules.push(scanRule(scanner, separator));
      if (scanner.atEnd()) break;
      separator = scanSeparator(scanner);
      if (scanner.atEnd() && separator !== ';') scanner.fail(`a rule is missing after "${separator}"`);
    }
  } catch (failure) {
    if (failure instanceof Unreadable) return { error: failure.message, at: failure.at };
    throw failure;
  }
  return { text, rules };
}

export function isHoursError(parsed: HoursRule | HoursError): parsed is HoursError {
  return 'error' in parsed;
}

function scanRule(scanner: Scanner, separator: Rule['separator']): Rule {
  const start = scanner.at;
  const always = scanner.take(/24\/7/y) !== undefined;
  if (always) scanner.skipBlanks();
  const days = always ? {} : scanDays(scanner);
  const spans = always ? [] : scanSpans(scanner);
  const word = scanner.take(/(open|closed|off|unknown)(?![A-Za-z])/iy)?.toLowerCase();
  scanner.skipBlanks();
  const quoted = scanner.take(/"[^"]*"/y);
  scanner.skipBlanks();
  if (scanner.at === start)
    scanner.fail('not a rule of the subset (days, times, open, off, unknown, "words")');
  const comment = quoted?.slice(1, -1);
  return {
    separator,
    days,
    spans,
    state: stateOf(word, comment),
    ...(comment === undefined ? {} : { comment }),
  };
}

/** A comment without a word means that the state depends on it: unknown. */
function stateOf(word: string | undefined, comment: string | undefined): State {
  if (word === 'off' || word === 'closed') return 'closed';
  if (word === 'unknown') return 'unknown';
  return word === undefined && comment !== undefined ? 'unknown' : 'open';
}

function scanSeparator(scanner: Scanner): Rule['separator'] {
  const found = scanner.take(/;|,|\|\|/y);
  if (found === undefined) scanner.fail('expected ";", "," or "||" before the next rule');
  scanner.skipBlanks();
  return found as Rule['separator'];
}
