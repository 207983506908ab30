import { MINUTES_A_DAY } from './civil.js';
import { matchesDay, type Reading } from './match.js';
import { hasDays, type Rule } from './rule.js';

/** Piece 0: no rule speaks of the minute. Rule i (from 0) has piece i + 1. */
export const NOTHING = 0;

/**
 * Which rule decides each minute of a day: 1,440 piece numbers.
 *
 * As the specification has it (and as its reference implementation does): an open rule after `;` puts aside what the
 * rules before it say of the day, the tail of yesterday's night included; a closed rule takes away only the minutes
 * it names; `,` adds; `||` speaks where the place would be closed.
 */
export function paintDay(
  rules: readonly Rule[],
  day: number,
  { today, yesterday }: { readonly today: Reading; readonly yesterday: Reading },
): Uint16Array {
  const layers: { readonly rule: number; readonly tail: boolean }[] = [];
  rules.forEach((rule, i) => {
    if (!today.shut && matchesDay(rule.days, day, today)) {
      if (overrides(rules, i)) layers.length = 0;
      layers.push({ rule: i, tail: false });
    }
    const tail = rule.spans.some((span) => span.to > MINUTES_A_DAY);
    if (tail && !yesterday.shut && matchesDay(rule.days, day - 1, yesterday))
      layers.push({ rule: i, tail: true });
  });
  const minutes = new Uint16Array(MINUTES_A_DAY);
  for (const { rule, tail } of layers) paintRule(minutes, rules, rule, tail ? MINUTES_A_DAY : 0);
  return minutes;
}

function overrides(rules: readonly Rule[], i: number): boolean {
  const { separator, state, days } = rules[i]!;
  if (separator !== ';' || state === 'closed') return false;
  return hasDays(days) || (state === 'open' && i > 0 && !hasDays(rules[i - 1]!.days));
}

function paintRule(minutes: Uint16Array, rules: readonly Rule[], index: number, offset: number): void {
  const { spans, separator } = rules[index]!;
  const whole = spans.length === 0 ? [{ from: 0, to: MINUTES_A_DAY }] : spans;
  for (const span of whole) {
    const from = Math.max(0, span.from - offset);
    const to = Math.min(MINUTES_A_DAY, span.to - offset);
    if (separator !== '||') minutes.fill(index + 1, from, Math.max(from, to));
    else {
      for (let minute = from; minute < to; minute++) {
        const decided = minutes[minute]!;
        if (decided === NOTHING || rules[decided - 1]!.state === 'closed') minutes[minute] = index + 1;
      }
    }
  }
}
