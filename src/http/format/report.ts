import type { ReportEffect } from '../../core/report-effects.js';
import type { ReportKinds } from '../../core/report-kinds.js';
import type { Report } from '../../core/report.js';
import { inLanguage, type Language, type LocalText } from '../../core/vocabulary.js';

/** What strangers report, as riders see it: no words of theirs, only what, how many and how long ago. */
export function effectObject({ kind, service, state, count, observedAt, ageSeconds }: ReportEffect): object {
  return {
    kind,
    ...(service !== undefined && { service }),
    makes: state,
    count,
    observedAt: new Date(observedAt).toISOString(),
    ageSeconds,
  };
}

/** The place as it is called today. */
export interface ReportedPlace {
  readonly id: string;
  readonly name: LocalText;
}

interface Around {
  readonly lang: Language;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly kinds: ReportKinds;
  /** Absent where it is there no more. */
  readonly place?: ReportedPlace;
}

/** A report as an operator sees it. */
export function reportObject(report: Report, { lang, now, kinds, place }: Around): object {
  const { id, facility, kind, service, note, nearness, suggestedPosition, observedAt, receivedAt } = report;
  const { status, resolution } = report;
  const instant = (at: number) => new Date(at).toISOString();
  return {
    id,
    kind,
    label: inLanguage(kinds[kind].label, lang),
    ...(facility && { facility: placeObject(place ?? facility, lang) }),
    ...(service !== undefined && { service }),
    ...(note !== undefined && { note }),
    nearness,
    ...(suggestedPosition && { suggestedPosition }),
    observedAt: instant(observedAt),
    receivedAt: instant(receivedAt),
    ageSeconds: Math.max(0, Math.floor((now - observedAt) / 1000)),
    status,
    ...(resolution && {
      resolution: {
        ...(resolution.word !== undefined && { word: resolution.word }),
        by: resolution.by,
        at: instant(resolution.at),
      },
    }),
  };
}

function placeObject({ id, name }: Partial<ReportedPlace> & { readonly id: string }, lang: Language): object {
  const named = name && (name.zh !== undefined || name.en !== undefined);
  return {
    id,
    ...(named && { name: inLanguage(name, lang) }),
    href: `/v1/facilities/${encodeURIComponent(id)}`,
  };
}
