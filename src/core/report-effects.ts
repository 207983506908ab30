import type { ReportKind, ReportKinds } from './report-kinds.js';
import type { LiveReport, ReportKindCode } from './report.js';

/** What reports together say against a place, or against one service of it. */
export interface ReportEffect {
  readonly kind: ReportKindCode;
  /** The service that is said to be broken. */
  readonly service?: string;
  /** How sure it is that it is of no use: doubtful, or held for certain. */
  readonly state: 'unknown' | 'no';
  /** Independent reports that still count. */
  readonly count: number;
  /** When the last of them was seen: milliseconds since 1970. */
  readonly observedAt: number;
  /** That, before the instant asked about. */
  readonly ageSeconds: number;
}

export interface ReportRules {
  readonly kinds: ReportKinds;
  /** When the place's hours next say that it opens, after an instant; `undefined` where they do not say. */
  readonly opensAfter: (instant: number) => number | undefined;
}

const NONE: readonly ReportEffect[] = [];

/**
 * The effects of a place's reports at an instant, the rules of which are numbers in `data/taxonomy/report-kinds.csv`:
 *  - only what was seen up to the instant counts, and for no longer than its kind lasts; a locked door not beyond the
 *    next opening, because it says nothing of another shift;
 *  - each asker counts once: the first word of his stands, the last one gives the age;
 *  - weights add up; a report of the contrary takes its weight off what was seen before it, down to nothing. How long
 *    ago does not matter to it: who saw the door last knows best.
 *
 * @param reports of one place, in any order; resolved ones are not among them
 */
export function reportEffects(
  reports: readonly LiveReport[] | undefined,
  at: number,
  rules: ReportRules,
): readonly ReportEffect[] {
  if (reports === undefined || reports.length === 0) return NONE;
  const seen = reports.filter((one) => one.observedAt <= at).toSorted((a, b) => a.observedAt - b.observedAt);
  const tallies = new Map<string, Tally>();
  for (const report of seen) {
    const kind = rules.kinds[report.kind];
    for (const other of kind.contradicts) contradict(tallies.get(other), report, kind);
    if (kind.unknownFrom === undefined) continue;
    const subject = report.service === undefined ? report.kind : `${report.kind} ${report.service}`;
    let tally = tallies.get(subject);
    // What was seen later ends no earlier: after the first that still counts none need be asked.
    if (tally === undefined) {
      if (at >= endOf(report, kind, rules)) continue;
      tallies.set(subject, (tally = new Tally(kind, report.service)));
    }
    tally.count(report);
  }
  return [...tallies.values()].map((one) => one.effect(at)).filter((one) => one !== undefined);
}

function endOf({ observedAt }: LiveReport, kind: ReportKind, { opensAfter }: ReportRules): number {
  const end = observedAt + (kind.lasts ?? 0);
  return kind.untilOpening ? Math.min(end, opensAfter(observedAt) ?? Infinity) : end;
}

function contradict(tally: Tally | undefined, report: LiveReport, kind: ReportKind): void {
  tally?.takeOff(report, weightOf(report, kind));
}

function weightOf({ nearness }: LiveReport, { weight, weightNear }: ReportKind): number {
  return nearness === 'near' ? weightNear : weight;
}

/** The weight of what was said of one thing, so far. */
class Tally {
  readonly #kind: ReportKind;
  readonly #service: string | undefined;
  readonly #askers = new Set<string>();
  readonly #contradicted = new Set<string>();
  #weight = 0;
  #count = 0;
  #latest = 0;

  constructor(kind: ReportKind, service: string | undefined) {
    this.#kind = kind;
    this.#service = service;
  }

  count(report: LiveReport): void {
    this.#latest = report.observedAt;
    if (isKnown(this.#askers, report)) return;
    this.#weight += weightOf(report, this.#kind);
    this.#count++;
  }

  takeOff(report: LiveReport, weight: number): void {
    if (this.#weight === 0 || isKnown(this.#contradicted, report)) return;
    this.#weight = Math.max(0, this.#weight - weight);
    if (this.#weight > 0) return;
    this.#count = 0;
    this.#askers.clear();
    this.#contradicted.clear();
  }

  effect(at: number): ReportEffect | undefined {
    const { code, unknownFrom = Infinity, noFrom = Infinity } = this.#kind;
    if (this.#weight < unknownFrom) return undefined;
    return {
      kind: code,
      ...(this.#service !== undefined && { service: this.#service }),
      state: this.#weight >= noFrom ? 'no' : 'unknown',
      count: this.#count,
      observedAt: this.#latest,
      ageSeconds: Math.floor((at - this.#latest) / 1000),
    };
  }
}

/** Whether the asker was there before; one who is not told apart never was. */
function isKnown(askers: Set<string>, { asker }: LiveReport): boolean {
  if (asker === undefined) return false;
  if (askers.has(asker)) return true;
  askers.add(asker);
  return false;
}
