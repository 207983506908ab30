import type { CardServices } from './card-services.js';
import type { Wanted as StockWanted } from './available.js';
import type { Access, Audience } from './facility.js';
import type { HoursCalendar } from './hours/calendar.js';
import type { State } from './hours/rule.js';
import { reportEffects, type ReportEffect } from './report-effects.js';
import type { ReportKinds } from './report-kinds.js';
import type { LiveReport } from './report.js';
import type { StatusRules } from './status-rules.js';
import type { LiveStatus } from './status.js';
import { allOf, type Usable, type Verdict, YES } from './usable.js';
import {
  entryVerdict,
  inServiceVerdict,
  openVerdict,
  reportsVerdict,
  stockVerdict,
  wantedVerdict,
  WANTS_NOTHING,
  type Asker,
  type Wanted,
} from './verdicts.js';

/** What is asked of a place. */
export interface Question {
  /** When one will be there: milliseconds since 1970. */
  readonly at: number;
  readonly wanted: Wanted;
  readonly asker: Asker;
  /** Of a cabinet: which batteries, how many. */
  readonly stock: StockWanted;
}

/** What is known of a place at the instant asked about. */
export interface Known {
  readonly category: string;
  readonly inService: boolean;
  /** Whether it is open then, exceptions included … */
  readonly place: State;
  /** … and what is wanted of it: its services may have times of their own. */
  readonly open: State;
  readonly access: Access | undefined;
  /** What it says of its services: asked only where some are wanted. */
  readonly offers: () => CardServices['offers'];
  /** What was last observed of it, with its age at the instant asked about. */
  readonly status: LiveStatus | undefined;
  /** What strangers report of it, resolved ones left out. */
  readonly reports: readonly LiveReport[] | undefined;
  /** When it next opens by its hours, after an instant. */
  readonly opensAfter: (instant: number) => number | undefined;
}

export interface Judgement {
  readonly usable: Usable;
  /** What reports say against it at that instant. */
  readonly reports: readonly ReportEffect[];
}

export interface JudgeParts {
  readonly calendar: HoursCalendar;
  readonly reportKinds: ReportKinds;
  readonly statusRules: StatusRules;
  /** Whom places of a category are for by their nature. */
  readonly categories: ReadonlyMap<string, { readonly audience: readonly Audience[] }>;
}

const NOBODY: readonly Audience[] = [];
const NO_ACCESS: Access = {};

/** Says of a place whether going there will help. It is asked for every hit, so what recurs is remembered. */
export class Judge {
  readonly #parts: JudgeParts;
  /** Of askers who say nothing of themselves, by access and category. */
  readonly #doors = new WeakMap<Access, Map<string, Verdict>>();

  constructor(parts: JudgeParts) {
    this.#parts = parts;
  }

  judge(known: Known, question: Question): Judgement {
    const { reportKinds: kinds } = this.#parts;
    const { opensAfter } = known;
    const reports = reportEffects(known.reports, question.at, { kinds, opensAfter });
    const usable = known.inService
      ? allOf([
          openVerdict(known.open, known.place),
          this.#entry(known, question),
          wantedOf(known, question, reports),
          this.#stock(known, question),
          reportsVerdict(reports),
        ])
      : inServiceVerdict(false);
    return { usable, reports };
  }

  #entry({ access = NO_ACCESS, category }: Known, { asker, at }: Question): Verdict {
    const recurs = asker.audience === undefined && asker.modes === undefined && access.night === undefined;
    if (!recurs) return this.#judgeEntry(access, category, { ...asker, at });
    let doors = this.#doors.get(access);
    if (!doors) this.#doors.set(access, (doors = new Map()));
    let verdict = doors.get(category);
    if (!verdict) doors.set(category, (verdict = this.#judgeEntry(access, category, { at })));
    return verdict;
  }

  #stock({ category, status }: Known, { stock: wanted }: Question): Verdict {
    const { statusRules } = this.#parts;
    const when = statusRules.availableWhen(category);
    return stockVerdict({ status, counted: statusRules.isCounted(category), when, wanted });
  }

  #judgeEntry(access: Access, category: string, who: Asker & { readonly at: number }): Verdict {
    const { calendar, categories } = this.#parts;
    return entryVerdict(access, categories.get(category)?.audience ?? NOBODY, { ...who, calendar });
  }
}

function wantedOf(
  { category, offers }: Known,
  { wanted }: Question,
  reports: readonly ReportEffect[],
): Verdict {
  if (wanted === WANTS_NOTHING) return YES;
  return wantedVerdict(wanted, { category, offers: offers(), reports });
}
