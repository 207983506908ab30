import type { Fault } from '../../core/errors.js';
import { formatDate, localMinutes, MINUTES_A_DAY, parseInstant } from '../../core/hours/civil.js';
import { hoursOfText } from '../../core/hours/hours-of-text.js';
import type { Contents, OfferingKind } from '../../core/offerings/documents.js';
import type { AnyOffering } from '../../core/offerings/offering.js';
import { readOffering } from '../../core/offerings/read-offering.js';
import { isRecurrenceFault, parseRecurrence, recurrenceDays } from '../../core/offerings/recurrence.js';
import { isOver } from '../../core/offerings/validity.js';
import type { Vocabulary } from '../../core/vocabulary.js';
import type { RuleId } from '../rules.js';
import type { Findings } from '../sources/findings.js';
import { isEastAsian } from '../sources/text.js';
import type { OfferingDraft } from './draft.js';
import type { KnownOfferings } from './known.js';
import type { PlaceFinder, WantedPlace } from './place-finder.js';
import { ended, eventTimes, type When } from './when/read-when.js';
import type { OfferingColumns } from './headings.js';

export interface JudgeParts {
  readonly kind: OfferingKind;
  readonly source: string;
  readonly vocabulary: Vocabulary;
  readonly columns: OfferingColumns;
  readonly places: PlaceFinder;
  readonly known: KnownOfferings;
  /** Milliseconds since 1970. */
  readonly now: number;
}

type Document = Record<string, unknown>;

/** What the rules say to a draft, with its place, its organiser and its times put in. Nothing where it is rejected. */
export async function judgeDraft(
  draft: OfferingDraft,
  findings: Findings,
  parts: JudgeParts,
): Promise<Contents[OfferingKind] | undefined> {
  const { kind, source, known } = parts;
  const document = { ...draft.document };
  if (kind === 'event' || kind === 'offer') await putPlace(document, draft.place, findings, parts);
  putOrganiser(document, draft, findings, parts);
  const before = known.ofRecord(kind, source, draft.externalId);
  if (draft.when) putTimes(document, draft.when, { findings, before, now: parts.now });
  return findings.rejected ? undefined : judgeDocument(document, findings, parts);
}

/** The document as it is kept; its faults are noted. */
export function judgeDocument(
  document: Document,
  findings: Findings,
  { kind, vocabulary, columns, now }: Pick<JudgeParts, 'kind' | 'vocabulary' | 'columns' | 'now'>,
): Contents[OfferingKind] | undefined {
  const { content, faults } = readOffering(kind, document, vocabulary);
  for (const fault of faults) noteFault(fault, findings, columns);
  if (!content || findings.rejected) return undefined;
  noteHours(content as Contents['offer'], findings, columns);
  if (isOver({ kind, content }, now)) findings.note('event.over');
  return content;
}

function noteHours(
  { hours }: Pick<Contents['offer'], 'hours'>,
  findings: Findings,
  columns: OfferingColumns,
): void {
  if (hours?.text === undefined) return;
  const { unused } = hoursOfText(hours.text);
  if (hours.coverage !== 'none' && unused.length === 0) return;
  const column = columns.of('hours')[0] ?? 'hours';
  findings.note('hours.not_understood', { column, value: unused.join(' | ') || hours.text });
}

function noteFault(
  { parameter, value, detail, allowed }: Fault,
  findings: Findings,
  columns: OfferingColumns,
): void {
  const member = parameter.split('.')[0]!;
  const column = columns.of(member)[0] ?? columns.of(`${member}.zh`)[0] ?? parameter;
  const words = typeof allowed === 'string' ? `: ${allowed}` : '';
  findings.note(ruleOf(member, detail), { column, value, detail: `${parameter} ${detail}${words}` });
}

function ruleOf(member: string, detail: string): RuleId {
  if (detail === 'is below zero' && member === 'price') return 'price.below_zero';
  if (detail.startsWith('lies before')) return 'time.ends_before_start';
  if (member === 'measure') return detail === 'is missing' ? 'measure.missing' : 'measure.unknown';
  if (member === 'facility') return 'offer.no_place';
  return member === 'number' ? 'hotline.no_number' : 'claim.invalid';
}

/** The facility that is meant; where it is not certain, its words stay. */
async function putPlace(
  document: Document,
  wanted: WantedPlace,
  findings: Findings,
  { places, source, columns }: JudgeParts,
): Promise<void> {
  const found = await places.find({ source, ...wanted });
  const { name, address } = wanted;
  if (found && 'id' in found) {
    document['facility'] = found.id;
    delete document['position'];
    if (address !== undefined) document['address'] = findings.cut(address, 300, 'address');
    return;
  }
  if (found) findings.note(found.rule, { column: placeColumn(wanted, columns), value: found.value });
  const words = [...new Set([name, address].filter((one) => one !== undefined))].join(' ');
  if (words !== '') document['address'] = findings.cut(words, 300, 'address');
}

function placeColumn({ id, externalId }: WantedPlace, columns: OfferingColumns): string | undefined {
  const field = id !== undefined ? 'facility' : externalId !== undefined ? '_facilityExternalId' : '_place';
  return columns.of(field)[0];
}

function putOrganiser(
  document: Document,
  { organiser }: OfferingDraft,
  findings: Findings,
  { known }: JudgeParts,
): void {
  if (!organiser) return;
  const id = known.organisation(organiser.text);
  if (id !== undefined) {
    document['organiser'] = id;
    return;
  }
  findings.note('organiser.not_found', { column: organiser.column, value: organiser.text });
  const lang = isEastAsian(organiser.text) ? 'zh' : 'en';
  const before = (document['description'] ?? {}) as Record<string, string>;
  const words = [before[lang], `${lang === 'zh' ? '主办：' : 'By: '}${organiser.text}`]
    .filter(Boolean)
    .join('\n');
  document['description'] = { ...before, [lang]: findings.cut(words, 1000, 'description') };
}

interface Timing {
  readonly findings: Findings;
  readonly before: AnyOffering | undefined;
  readonly now: number;
}

function putTimes(document: Document, when: When, { findings, before, now }: Timing): void {
  const first = firstDay(when, before, now);
  if (first === undefined) return findings.note('time.not_understood', { value: when.rrule });
  if (when.first === undefined) findings.note('time.begins_now', { detail: formatDate(first) });
  Object.assign(document, eventTimes(when, first));
}

/**
 * The day on which it takes place first. A rule without one begins on the first day that fits from today on, or where it
 * began when the list was imported before.
 */
function firstDay(when: When, before: AnyOffering | undefined, now: number): number | undefined {
  const { first, rrule, last, from = 0 } = when;
  if (rrule === undefined) return first;
  const rule = parseRecurrence(rrule);
  if (isRecurrenceFault(rule)) return undefined;
  const day = first ?? begun(before, ended(rrule, last)) ?? Math.floor(localMinutes(now) / MINUTES_A_DAY);
  return recurrenceDays(rule, day * MINUTES_A_DAY + from, { from: day, to: day + 4_000, limit: 1 })[0];
}

function begun(before: AnyOffering | undefined, rrule: string): number | undefined {
  if (before?.kind !== 'event' || before.content.rrule !== rrule) return undefined;
  const { start } = before.content;
  const instant = parseInstant(start.length === 10 ? `${start}T00:00` : start);
  return instant === undefined ? undefined : Math.floor(localMinutes(instant) / MINUTES_A_DAY);
}
