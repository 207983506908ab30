import { UserError, type Fault } from './errors.js';
import type { Hours } from './facility.js';
import {
  formatDate,
  formatInstant,
  instantOf,
  localMinutes,
  MINUTES_A_DAY,
  parseDate,
  parseInstant,
} from './hours/civil.js';
import type { Effect, Exception, MinuteSpan } from './hours/exception.js';
import { hoursOfText } from './hours/hours-of-text.js';
import {
  FARTHEST_DAYS,
  OVERRIDE_KINDS,
  overrideTarget,
  WORKS_AS,
  type Override,
  type OverrideContent,
  type OverrideKind,
  type OverrideTarget,
} from './override.js';
import { localText } from './facility.js';
import { maskPersonal } from './personal-number.js';
import { visibleText } from './visible-text.js';
import type { LocalText, Vocabulary } from './vocabulary.js';

/** From what an editor wrote to an override, and from there to what it does to hours. */

/** An override as an editor writes it, nothing of it checked. */
export interface OverrideDraft {
  readonly kind?: unknown;
  readonly hours?: unknown;
  readonly worksAs?: unknown;
  readonly until?: unknown;
  readonly from?: unknown;
  readonly to?: unknown;
  readonly target?: unknown;
  readonly reason?: unknown;
}

export interface ReadOverride {
  readonly content: OverrideContent;
  /** Instant from which it is without effect, in milliseconds since 1970. */
  readonly endsAt: number;
}

/**
 * Reads and checks a whole override.
 * @param now milliseconds since 1970
 * @throws UserError `invalid-parameter` that names every member that is wrong
 */
export function readOverride(
  draft: OverrideDraft,
  { now, vocabulary }: { readonly now: number; readonly vocabulary: Vocabulary },
): ReadOverride {
  const faults: Fault[] = [];
  const kind = OVERRIDE_KINDS.find((one) => one === draft.kind);
  if (kind === undefined) fault(faults, 'kind', draft.kind, 'is no kind of override', OVERRIDE_KINDS);
  const detail = kind === undefined ? {} : detailOf(kind, draft, faults);
  const span = spanOfDraft(draft, now, faults);
  const target = targetOf(draft.target, vocabulary, faults);
  const reason = reasonOf(draft.reason, faults);
  if (faults.length > 0 || !kind || !span || !target || !reason) {
    const words = faults.map((one) => `${one.parameter} ${one.detail}`).join('; ');
    throw new UserError('invalid-parameter', `${words.slice(0, 1000)}.`, faults.slice(0, 20));
  }
  const content = { kind, ...detail, ...span, target, reason };
  return { content, endsAt: endOf(content) };
}

/** What the exception does to the hours of a place it meets. */
export function exceptionOf(override: Override): Exception {
  const { id, reason } = override;
  return { id, words: reason, span: minutesOf(override), effect: effectOf(override) };
}

/** The minutes an override is for. */
export function minutesOf({ from, to }: Pick<OverrideContent, 'from' | 'to'>): MinuteSpan {
  const [first, last] = [parseDate(from), parseDate(to)];
  if (first !== undefined && last !== undefined)
    return { from: first * MINUTES_A_DAY, to: (last + 1) * MINUTES_A_DAY, days: true };
  return { from: localMinutes(parseInstant(from)!), to: localMinutes(parseInstant(to)!), days: false };
}

export const OVERRIDE_STATES = ['planned', 'in-force', 'ended', 'removed'] as const;

/** Whether it holds at the moment (milliseconds since 1970). The night after its last day still belongs to it. */
export function overrideState(
  { from, to, endsAt, removedAt }: Pick<Override, 'from' | 'to' | 'endsAt' | 'removedAt'>,
  now: number,
): (typeof OVERRIDE_STATES)[number] {
  if (removedAt !== undefined) return 'removed';
  if (now >= endsAt) return 'ended';
  return now < instantOf(minutesOf({ from, to }).from) ? 'planned' : 'in-force';
}

/** Instant from which it is without effect: whole days reach, by their last night, a day further. */
function endOf(content: OverrideContent): number {
  const { to, days } = minutesOf(content);
  return instantOf(days && content.kind !== 'open' ? to + MINUTES_A_DAY : to);
}

function effectOf({ kind, hours, worksAs, until }: OverrideContent): Effect {
  if (kind === 'hours') return { kind, hours: hours! };
  if (kind === 'openUntil') return { kind, minute: minuteOf(until!)! };
  if (kind !== 'worksAs') return { kind };
  const weekday = WORKS_AS.indexOf(worksAs!);
  return { kind, as: worksAs === 'holiday' || worksAs === 'workday' ? worksAs : weekday };
}

function fault(
  faults: Fault[],
  parameter: string,
  value: unknown,
  detail: string,
  allowed: Fault['allowed'],
): void {
  const written = typeof value === 'string' ? value : value === undefined ? undefined : JSON.stringify(value);
  const said = value === undefined ? 'is missing' : detail;
  faults.push({
    parameter,
    ...(written !== undefined && { value: written.length > 80 ? `${written.slice(0, 80)}…` : written }),
    detail: said,
    ...(allowed !== undefined && { allowed }),
  });
}

const DETAIL = { hours: 'hours', worksAs: 'worksAs', openUntil: 'until' } as const;
type Detail = Pick<OverrideContent, 'hours' | 'worksAs' | 'until'>;

/** The member that a kind needs; those of other kinds are refused. */
function detailOf(kind: OverrideKind, draft: OverrideDraft, faults: Fault[]): Detail {
  for (const [other, member] of Object.entries(DETAIL)) {
    if (other === kind || draft[member] === undefined) continue;
    fault(faults, member, draft[member], `goes with the kind ${other}, not with ${kind}`, `kind ${other}`);
  }
  if (kind === 'hours') {
    const hours = hoursOf(draft.hours, faults);
    return hours ? { hours } : {};
  }
  if (kind === 'worksAs') {
    const worksAs = WORKS_AS.find((one) => one === draft.worksAs);
    if (worksAs !== undefined) return { worksAs };
    fault(faults, 'worksAs', draft.worksAs, 'is no kind of day', WORKS_AS);
  }
  if (kind === 'openUntil') {
    const { until } = draft;
    if (typeof until === 'string' && minuteOf(until) !== undefined) return { until };
    fault(faults, 'until', until, 'is no time', 'HH:MM from 00:01 to 48:00; past 24:00 it is the next day');
  }
  return {};
}

function minuteOf(time: string): number | undefined {
  const [, hour, minute] = /^(\d{2}):([0-5]\d)$/.exec(time) ?? [];
  const minutes = Number(hour) * 60 + Number(minute);
  return minutes >= 1 && minutes <= 2 * MINUTES_A_DAY ? minutes : undefined;
}

const HOURS_ALLOWED =
  'hours that are understood as a whole: OSM opening_hours such as Mo-Fr 08:30-22:00, or Chinese such as 8:30-22:00';

/** Only what was understood to the last word: an exception is made to be certain. */
function hoursOf(text: unknown, faults: Fault[]): Hours | undefined {
  if (typeof text !== 'string' || text.length > 500) {
    fault(faults, 'hours', text, 'is no text, or too long', HOURS_ALLOWED);
    return undefined;
  }
  const { hours, unused, why } = hoursOfText(text);
  if ((hours.coverage === 'full' || hours.coverage === 'daily') && unused.length === 0) {
    // Times without days hold on every day of the span: the days are named there.
    return { ...hours, coverage: 'full' };
  }
  const words = unused.length > 0 ? `: not used: ${unused.map((one) => `“${one}”`).join(', ')}` : '';
  const reasons = why.length > 0 ? ` (${why.join('; ')})` : '';
  const dated = hours.coverage === 'dated' ? ': the dates belong into from and to' : '';
  const detail = `is not fully understood${dated}${words}${reasons}`;
  fault(faults, 'hours', text, detail.slice(0, 600), HOURS_ALLOWED);
  return undefined;
}

const SPAN_ALLOWED =
  'two dates, such as 2026-10-01 and 2026-10-07 (both included), or two times to the minute, such as 2026-10-01T18:00 (Shanghai’s, the second one excluded)';
const DAY = MINUTES_A_DAY * 60_000;

function spanOfDraft(
  { from, to }: OverrideDraft,
  now: number,
  faults: Fault[],
): Pick<OverrideContent, 'from' | 'to'> | undefined {
  const read = { from: timeOf(from), to: timeOf(to) };
  if (!read.from) fault(faults, 'from', from, 'is no date or time to the minute', SPAN_ALLOWED);
  if (!read.to) fault(faults, 'to', to, 'is no date or time to the minute', SPAN_ALLOWED);
  if (!read.from || !read.to) return undefined;
  const span = { from: read.from.text, to: read.to.text };
  const wrong = (name: 'from' | 'to', detail: string, allowed: string) =>
    fault(faults, name, span[name], detail, allowed);
  if (read.from.day !== read.to.day) {
    wrong('to', 'is of another form than from', SPAN_ALLOWED);
    return undefined;
  }
  const minutes = minutesOf(span);
  const [begins, ends] = [instantOf(minutes.from), instantOf(minutes.to)];
  if (ends <= begins) wrong('to', 'lies before from, or nothing lies between them', `after ${span.from}`);
  else if (ends <= now) wrong('to', 'is past already', `after ${formatInstant(now)}`);
  else if (begins > now + FARTHEST_DAYS * DAY)
    wrong('from', 'is too far away', `${FARTHEST_DAYS} days from now at most`);
  else if (ends - begins > FARTHEST_DAYS * DAY)
    wrong('to', 'makes it too long', `${FARTHEST_DAYS} days after from at most`);
  return span;
}

/** A date, or a time to the minute in one form. */
function timeOf(text: unknown): { readonly text: string; readonly day: boolean } | undefined {
  if (typeof text !== 'string' || text.length > 40) return undefined;
  const day = parseDate(text.trim());
  if (day !== undefined) return { text: formatDate(day), day: true };
  const instant = parseInstant(text);
  if (instant === undefined || instant % 60_000 !== 0) return undefined;
  return { text: formatInstant(instant), day: false };
}

const TARGET_ALLOWED =
  'an object with one or more of facilities, subdistrict, district, category, source, service; or {"everything": true}';

function targetOf(written: unknown, vocabulary: Vocabulary, faults: Fault[]): OverrideTarget | undefined {
  const parsed = overrideTarget.safeParse(written);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      const unknown = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => `.${key}`) : [''];
      const path = ['target', ...issue.path].join('.');
      for (const key of unknown) {
        const detail = key === '' ? issue.message : 'is not known';
        const value = issue.path.length === 0 && key === '' ? written : null;
        fault(
          faults,
          `${path}${key}`.slice(0, 80),
          value ?? (written === undefined ? undefined : ''),
          detail,
          TARGET_ALLOWED,
        );
      }
    }
    return undefined;
  }
  const { category, service, ...rest } = parsed.data;
  const known = (member: string, words: readonly string[] | undefined, all: ReadonlyMap<string, unknown>) => {
    for (const one of words ?? [])
      if (!all.has(one))
        fault(faults, `target.${member}`, one, 'is not a word of the vocabulary', [...all.keys()]);
  };
  const spread = category?.flatMap((one) =>
    vocabulary.groups.has(one) ? vocabulary.categoriesOf(one) : [one],
  );
  known('category', spread, vocabulary.categories);
  known('service', service, vocabulary.services);
  const target = {
    ...rest,
    ...(spread && { category: [...new Set(spread)] }),
    ...(service && { service }),
  };
  const places = Object.keys(target).filter((member) => member !== 'service' && member !== 'everything');
  if (target.everything && places.length > 0)
    fault(faults, 'target.everything', true, `cannot stand beside ${places.join(', ')}`, TARGET_ALLOWED);
  if (!target.everything && places.length === 0) {
    const detail = 'names no places: every place there is must be asked for with everything';
    fault(faults, 'target', written, detail, TARGET_ALLOWED);
  }
  return target;
}

/** The same with texts as people see them, in one line and without numbers that lead to a person: everybody reads them. */
function seen(written: unknown): unknown {
  if (typeof written !== 'object' || written === null) return written;
  const text = (value: unknown) =>
    typeof value === 'string' ? maskPersonal(visibleText(value).replaceAll('\n', ' ')) : value;
  return Object.fromEntries(Object.entries(written).map(([name, value]) => [name, text(value)]));
}

function reasonOf(written: unknown, faults: Fault[]): LocalText | undefined {
  const parsed = localText.safeParse(seen(typeof written === 'string' ? { zh: written } : written));
  const long = parsed.success && [parsed.data.zh, parsed.data.en].some((one) => (one?.length ?? 0) > 200);
  if (parsed.success && !long) return parsed.data as LocalText;
  const detail = long ? 'is too long' : 'is no text in zh or en';
  fault(
    faults,
    'reason',
    written,
    detail,
    'why, for everybody to read: {"zh": "…", "en": "…"}, up to 200 characters each',
  );
  return undefined;
}
