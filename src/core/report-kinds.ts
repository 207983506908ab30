import { z } from 'zod';
import { REPORT_KINDS, type ReportKindCode } from './report.js';
import type { LocalText } from './vocabulary.js';

/** What a kind of report is called, how much it weighs and for how long: `data/taxonomy/report-kinds.csv`. */
export interface ReportKind {
  readonly code: ReportKindCode;
  readonly label: Required<LocalText>;
  /** Milliseconds after it was seen for which it may count; absent: it has no effect of its own. */
  readonly lasts?: number;
  /** It ends earlier when the place's hours say that it opens again. */
  readonly untilOpening: boolean;
  /** Of a reporter near the place, and of any other. */
  readonly weightNear: number;
  readonly weight: number;
  /** From this weight on it is doubtful whether the place is of use … */
  readonly unknownFrom?: number;
  /** … and from this one on it is held to be of none. */
  readonly noFrom?: number;
  /** Kinds whose weight it takes off, of what was seen before. */
  readonly contradicts: readonly ReportKindCode[];
  readonly why: string;
}

export type ReportKinds = Readonly<Record<ReportKindCode, ReportKind>>;

const HOUR = 3_600_000;
const whole = z.string().regex(/^\d{1,6}$/, 'a whole number').transform(Number); // prettier-ignore
const maybe = z.union([z.literal('').transform(() => undefined), whole]);
const kind = z.enum(REPORT_KINDS);

const row = z
  .object({
    code: kind,
    zh: z.string().min(1),
    en: z.string().min(1),
    hours: maybe,
    until_opening: z.enum(['yes', 'no']),
    weight: whole,
    weight_near: whole,
    unknown_from: maybe,
    no_from: maybe,
    contradicts: z
      .string()
      .transform((text) => text.split('|').filter((part) => part !== ''))
      .pipe(z.array(kind)),
    why: z.string().min(1),
  })
  .refine((it) => it.unknown_from === undefined || it.hours !== undefined, 'what has an effect needs hours');

/**
 * The kinds from the rows of the file: every one of them, each once.
 * @throws Error that names what is missing or wrong
 */
export function parseReportKinds(rows: unknown): ReportKinds {
  const kinds = z
    .array(row)
    .parse(rows)
    .map((it): ReportKind => {
      const lasts = it.hours === undefined ? {} : { lasts: it.hours * HOUR };
      return {
        code: it.code,
        label: { zh: it.zh, en: it.en },
        ...lasts,
        untilOpening: it.until_opening === 'yes',
        weightNear: it.weight_near,
        weight: it.weight,
        ...(it.unknown_from !== undefined && { unknownFrom: it.unknown_from }),
        ...(it.no_from !== undefined && { noFrom: it.no_from }),
        contradicts: it.contradicts,
        why: it.why,
      };
    });
  const missing = REPORT_KINDS.filter((code) => kinds.filter((one) => one.code === code).length !== 1);
  if (missing.length > 0) throw new Error(`report-kinds: ${missing.join(', ')} must stand there once each`);
  return Object.fromEntries(kinds.map((one) => [one.code, one])) as unknown as ReportKinds;
}

/** Milliseconds for which a report may matter: its own time, or that of the ones it contradicts. */
export function mattersFor(code: ReportKindCode, kinds: ReportKinds): number {
  const { lasts = 0, contradicts } = kinds[code];
  return Math.max(lasts, ...contradicts.map((other) => kinds[other].lasts ?? 0));
}

/** Milliseconds after which no report matters, of whatever kind: until then its asker has to be told from others. */
export function longestMattering(kinds: ReportKinds): number {
  return Math.max(...REPORT_KINDS.map((code) => mattersFor(code, kinds)));
}
