import { invalidParameter, UserError } from '../core/errors.js';
import { parseDate } from '../core/hours/civil.js';
import { WORKS_AS, type OverrideKind } from '../core/override.js';
import type { OverrideDraft } from '../core/read-override.js';

/** From the options of `yizhan overrides add` to a draft as an editor would send it. */

const flag = { type: 'boolean' } as const;
const word = { type: 'string' } as const;
const words = { type: 'string', multiple: true } as const;

export const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  closed: flag,
  open: flag,
  until: word,
  hours: word,
  'works-as': word,
  street: words,
  district: words,
  category: words,
  source: words,
  facility: words,
  service: words,
  everything: flag,
  from: word,
  to: word,
  reason: word,
  'reason-en': word,
  'dry-run': flag,
  all: flag,
  json: flag,
} as const;

type Value<O> = O extends { readonly multiple: true }
  ? string[]
  : O extends { readonly type: 'string' }
    ? string
    : boolean;
/** As `parseArgs` gives them. */
export type OverrideOptions = {
  readonly [K in keyof typeof OPTIONS]?: Value<(typeof OPTIONS)[K]> | undefined;
};

const KINDS: Readonly<Partial<Record<keyof OverrideOptions, OverrideKind>>> = {
  closed: 'closed',
  open: 'open',
  until: 'openUntil',
  hours: 'hours',
  'works-as': 'worksAs',
};

/** Members of a draft and the options they come from. */
const MEMBERS: Readonly<Record<string, string>> = {
  until: '--until',
  hours: '--hours',
  worksAs: '--works-as',
  from: '--from',
  to: '--to',
  reason: '--reason',
  'target.subdistrict': '--street',
  'target.district': '--district',
  'target.category': '--category',
  'target.source': '--source',
  'target.facilities': '--facility',
  'target.service': '--service',
  'target.everything': '--everything',
};

/** @throws UserError where not exactly one kind, or no place is named; everything else is judged with the draft */
export function draftOf(options: OverrideOptions): OverrideDraft {
  const kinds = Object.keys(KINDS).filter((name) => options[name as keyof OverrideOptions] !== undefined);
  if (kinds.length !== 1) {
    const detail = kinds.length === 0 ? 'say what shall hold' : `say one of ${kinds.join(', ')}`;
    throw invalidParameter({
      parameter: 'add',
      detail,
      allowed: Object.keys(KINDS).map((one) => `--${one}`),
    });
  }
  const { hours, until, from, to = firstDay(from), reason: zh, 'reason-en': en } = options;
  const worksAs = options['works-as'];
  return {
    kind: KINDS[kinds[0] as keyof OverrideOptions],
    ...(hours !== undefined && { hours }),
    ...(until !== undefined && { until }),
    ...(worksAs !== undefined && { worksAs: dayOf(worksAs) }),
    from,
    to,
    target: targetOf(options),
    reason: zh === undefined && en === undefined ? undefined : { ...(zh && { zh }), ...(en && { en }) },
  };
}

/** One day where only that is said; an instant needs its end. */
function firstDay(from: string | undefined): string | undefined {
  return from !== undefined && parseDate(from.trim()) !== undefined ? from : undefined;
}

function targetOf(options: OverrideOptions): object {
  const { street: subdistrict, district, category, source, facility: facilities, service } = options;
  const named = { facilities, subdistrict, district, category, source, service };
  const target = Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined));
  if (options.everything) return { ...target, everything: true };
  const places = Object.keys(target).filter((name) => name !== 'service');
  if (places.length > 0) return target;
  const allowed = ['--street', '--district', '--category', '--source', '--facility', '--everything'];
  throw invalidParameter({ parameter: 'add', detail: 'say which places it is for', allowed });
}

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const CHINESE = '一二三四五六日';

/** Wednesday, wed, We and 周三 are one day; what is none is refused with the draft. */
function dayOf(text: string): string {
  const plain = text.trim().toLowerCase();
  const other = WORKS_AS.find((one) => one.toLowerCase() === plain);
  if (other) return other;
  const english = plain.length >= 3 ? WEEKDAYS.findIndex((one) => one.startsWith(plain)) : -1;
  const chinese = CHINESE.indexOf(
    /^(?:周|星期)([一二三四五六日天])$/.exec(plain)?.[1]?.replace('天', '日') ?? ' ',
  );
  return WORKS_AS[Math.max(english, chinese)] ?? text;
}

/** A fault of the draft in the names of the options. */
export function inOptions(error: unknown): unknown {
  if (!(error instanceof UserError) || error.faults.length === 0) return error;
  const faults = error.faults.map((one) => ({
    ...one,
    parameter: MEMBERS[one.parameter.replace(/\.\d+$/, '')] ?? one.parameter,
  }));
  const told = faults.map(({ parameter, value, detail }) =>
    value === undefined ? `${parameter} ${detail}` : `${parameter}: ${value} ${detail}`,
  );
  return new UserError(error.kind, `${told.join('; ')}.`, faults);
}
