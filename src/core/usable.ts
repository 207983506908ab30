import { ENTRY_REASONS } from './access.js';
import { ENTRY_WORDS } from './access-words.js';
import type { Words } from './vocabulary.js';

/**
 * Whether going to a place will help: the one word a rider needs, and why. It is a conjunction of verdicts in Kleene's
 * three-valued logic: one `no` makes it `no`; else one `unknown` makes it `unknown`; `yes` takes a yes from every one.
 */

export type Ternary = 'yes' | 'no' | 'unknown';

/** Why a place will not help, may not, or will: a closed set of words for programs. */
export const USABLE_REASONS = [
  /** Its publisher says so. */
  'out-of-service',
  /** Its hours or an exception say so; or they do not tell. */
  'closed',
  'hours-unknown',
  /** Why one may not enter, or nobody can say (access.ts). */
  ...ENTRY_REASONS,
  /** The place does not say whom it is for, but the kind of place it is does (categories.csv). */
  'audience-assumed',
  /** The asker did not say who he is, and is taken for somebody who works outdoors. */
  'asker-assumed',
  /** What was asked for is not there, does not work, or is not offered at that time; or nobody knows. */
  'service-missing',
  'service-broken',
  'service-closed',
  'service-unknown',
  'service-hours-unknown',
  /** Its own line says so; or what it said is too old. */
  'offline',
  'none-available',
  'availability-unknown',
  /** People who were there say so: `no` or `unknown`, by how many they are. */
  'reported-locked',
  'reported-broken',
  'reported-gone',
  'reported-wrong-place',
] as const;
export type UsableReason = (typeof USABLE_REASONS)[number];

/** Each reason as it is told to people. */
export const USABLE_WORDS: Readonly<Record<UsableReason, Words>> = {
  'out-of-service': { zh: '已停用', en: 'out of service' },
  closed: { zh: '此时不开放', en: 'closed at that time' },
  'hours-unknown': { zh: '此时是否开放不详', en: 'not known whether it is open' },
  ...ENTRY_WORDS,
  'audience-assumed': {
    zh: '按场所性质推定对您开放',
    en: 'taken to be for you, from the kind of place it is',
  },
  'asker-assumed': { zh: '按您是户外劳动者推定', en: 'taking you for somebody who works outdoors' },
  'service-missing': { zh: '没有所需服务', en: 'does not have what was asked for' },
  'service-broken': { zh: '所需服务故障', en: 'what was asked for is broken' },
  'service-closed': { zh: '所需服务此时不提供', en: 'what was asked for is not offered at that time' },
  'service-unknown': { zh: '是否有所需服务不详', en: 'not known whether it has what was asked for' },
  'service-hours-unknown': {
    zh: '所需服务此时是否提供不详',
    en: 'not known whether what was asked for is offered at that time',
  },
  offline: { zh: '设备离线', en: 'offline' },
  'none-available': { zh: '暂无可用', en: 'none available' },
  'availability-unknown': { zh: '是否有可用的不详', en: 'not known whether any is available' },
  'reported-locked': { zh: '有人反映门锁着', en: 'reported locked' },
  'reported-broken': { zh: '有人反映所需服务不能用', en: 'what was asked for is reported broken' },
  'reported-gone': { zh: '有人反映已不存在', en: 'reported to be gone' },
  'reported-wrong-place': { zh: '有人反映位置不对', en: 'reported to be elsewhere' },
};

/** One thing that has to be so. `reasons` of a yes are what it is assumed from. */
export interface Verdict {
  readonly state: Ternary;
  readonly reasons: readonly UsableReason[];
}
export type Usable = Verdict;

const NO_REASONS: readonly UsableReason[] = [];
export const YES: Verdict = { state: 'yes', reasons: NO_REASONS };

/**
 * All verdicts together. A `no` gives the reasons of every no and leaves aside what else is not known; otherwise every
 * reason is given, each once, in the order of the verdicts.
 */
export function allOf(verdicts: readonly Verdict[]): Usable {
  let state: Ternary = 'yes';
  for (const one of verdicts) {
    if (one.state === 'no') return { state: 'no', reasons: reasonsOf(verdicts.filter(isNo)) };
    if (one.state === 'unknown') state = 'unknown';
  }
  return { state, reasons: reasonsOf(verdicts) };
}

/** At least one of them: a yes if any is, else unknown if any is, else no. Reasons of the best are given. */
export function anyOf(verdicts: readonly Verdict[]): Verdict {
  const best = (['yes', 'unknown', 'no'] as const).find((state) => verdicts.some((it) => it.state === state));
  if (best === undefined) return YES;
  if (best === 'yes') return verdicts.find((one) => one.state === 'yes')!;
  return { state: best, reasons: reasonsOf(verdicts.filter((one) => one.state === best)) };
}

function isNo({ state }: Verdict): boolean {
  return state === 'no';
}

function reasonsOf(verdicts: readonly Verdict[]): readonly UsableReason[] {
  const telling = verdicts.filter((one) => one.reasons.length > 0);
  if (telling.length === 0) return NO_REASONS;
  if (telling.length === 1) return telling[0]!.reasons;
  return [...new Set(telling.flatMap((one) => one.reasons))];
}
