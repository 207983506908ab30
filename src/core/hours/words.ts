import { inLanguage, type Language, type Words } from '../vocabulary.js';
import { formatDate, formatMinute, localMinutes, MINUTES_A_DAY, weekdayOf } from './civil.js';
import type { Interval } from './day-intervals.js';
import type { ExceptionNote } from './exception.js';
import type { OpenState } from './hours-state.js';
import type { Reason } from './reason.js';
import type { State } from './rule.js';

const STATE_WORDS: Readonly<Record<State, Words>> = {
  open: { zh: '开放', en: 'open' },
  closed: { zh: '关闭', en: 'closed' },
  unknown: { zh: '不确定', en: 'unknown' },
};

const REASON_WORDS: Readonly<Record<Reason, Words>> = {
  'not-said': { zh: '没有开放时间', en: 'no opening hours are given' },
  'not-understood': { zh: '开放时间的文字无法解读', en: 'the words about its hours could not be read' },
  'said-so': { zh: '原文附有条件', en: 'the hours come with a condition' },
  'other-dates': { zh: '只知道特定日期的时间', en: 'hours are known for certain dates only' },
  holiday: { zh: '法定节假日，原文没有说明', en: 'a public holiday, which the hours do not mention' },
  'make-up-workday': {
    zh: '调休上班日，原文没有说明',
    en: 'a make-up workday (调休), which the hours do not mention',
  },
  'not-announced': { zh: '当年放假安排尚未公布', en: "that year's holidays are not announced yet" },
  season: { zh: '季节起止日期没有写明', en: 'the season is given without dates' },
  'place-closed': {
    zh: '服务时间没有写明星期，而场所关闭',
    en: 'the times of the service name no days, and the place is closed',
  },
  override: { zh: '例外', en: 'exception' },
  'school-holiday': { zh: '取决于寒暑假日期', en: 'it depends on the dates of the school holidays' },
};

export const WEEKDAY_WORDS: Record<Language, readonly string[]> = {
  zh: ['周一', '周二', '周三', '周四', '周五', '周六', '周日'],
  en: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
};

export function stateInWords(state: State, lang: Language): string {
  return STATE_WORDS[state][lang];
}

export function reasonInWords(reason: Reason, lang: Language): string {
  return REASON_WORDS[reason][lang];
}

/** One line such as `open until 17:00` or `关闭，明天 08:30 开放`, told at the instant `now`. */
export function openStateInWords(answer: OpenState, now: number, lang: Language): string {
  const parts = [stateInWords(answer.state, lang)];
  if (answer.state === 'open' && answer.until !== undefined) {
    const when = timeInWords(answer.until, now, lang);
    parts.push(lang === 'zh' ? `至${when}` : `until ${when}`);
  }
  if (answer.reason) parts.push(reasonInWords(answer.reason, lang));
  const words = answer.exception ? inLanguage(answer.exception.words, lang) : answer.words;
  if (words !== undefined) parts.push(lang === 'zh' ? `“${words}”` : `"${words}"`);
  if (answer.opensAt !== undefined) {
    const when = timeInWords(answer.opensAt, now, lang);
    parts.push(lang === 'zh' ? `${when} 开放` : `opens ${when}`);
  }
  return parts.join(lang === 'zh' ? '，' : ', ');
}

/** A day's times: `08:30–11:00, 13:30–17:00`, `24 小时`, `不开放`. */
export function intervalsInWords(intervals: readonly Interval[] | undefined, lang: Language): string {
  if (intervals === undefined) return stateInWords('unknown', lang);
  if (intervals.length === 0) return stateInWords('closed', lang);
  return intervals.map((one) => intervalInWords(one, lang)).join(lang === 'zh' ? '、' : ', ');
}

/** What follows a day's times where exceptions decide some of them: ` (exception: open longer)`. */
export function exceptionsInWords(notes: readonly ExceptionNote[], lang: Language): string {
  if (notes.length === 0) return '';
  const words = notes.map((note) => inLanguage(note.words, lang)).join(lang === 'zh' ? '；' : '; ');
  const name = REASON_WORDS.override[lang];
  return lang === 'zh' ? `（${name}：${words}）` : ` (${name}: ${words})`;
}

function intervalInWords({ from, to, state, reason, words }: Interval, lang: Language): string {
  const whole = from === 0 && to === MINUTES_A_DAY;
  const times = whole
    ? { zh: '24小时', en: '24 hours' }[lang]
    : `${formatMinute(from)}–${endInWords(to, lang)}`;
  if (state === 'open') return times;
  const why = words ?? (reason ? reasonInWords(reason, lang) : '');
  return lang === 'zh' ? `${times}（不确定：${why}）` : `${times} (unknown: ${why})`;
}

function endInWords(to: number, lang: Language): string {
  if (to <= MINUTES_A_DAY) return formatMinute(to);
  const time = formatMinute(to - MINUTES_A_DAY);
  return lang === 'zh' ? `次日${time}` : `${time} next day`;
}

/** `17:00` today, `明天 08:30`, `周六 08:30` within a week, the date beyond. */
function timeInWords(instant: number, now: number, lang: Language): string {
  const minutes = localMinutes(instant);
  const day = Math.floor(minutes / MINUTES_A_DAY);
  const time = formatMinute(minutes - day * MINUTES_A_DAY);
  const ahead = day - Math.floor(localMinutes(now) / MINUTES_A_DAY);
  if (ahead === 0) return time;
  if (ahead === 1) return lang === 'zh' ? `明天 ${time}` : `tomorrow ${time}`;
  if (ahead < 7) return `${WEEKDAY_WORDS[lang][weekdayOf(day)]} ${time}`;
  return `${formatDate(day)} ${time}`;
}
