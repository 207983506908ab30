import type { Language, Open, Properties, ServiceState, Status } from './wire.js';
import { inLang, word } from './words.js';

/** Facts of the API as short texts for people. */

/** `350 m`, `1.2 km`. @param metres on the great circle */
export function distanceText(metres: number, lang: Language): string {
  const [near, far] = lang === 'zh' ? ['米', '公里'] : ['m', 'km'];
  const rounded = Math.round(metres / 10) * 10;
  if (rounded < 1000) return `${rounded} ${near}`;
  return `${(metres / 1000).toFixed(metres < 9_950 ? 1 : 0)} ${far}`;
}

/** When the answer was made, and in which language it is told. */
export interface Telling {
  /** ISO 8601 in UTC: the API's clock, for the phone's may be wrong. */
  readonly now: string;
  readonly lang: Language;
}

/** `Open until 22:00`, `Open` where that is days away, `Closed, opens tomorrow 08:30`. */
export function openText({ state, until, opensAt }: Open, telling: Telling): string {
  const { lang } = telling;
  const said = word(state, lang);
  if (state === 'open' && until !== undefined && daysAhead(until, telling.now) < 2) {
    const end = endText(until, telling);
    return lang === 'zh' ? `开放至 ${end}` : `Open until ${end}`;
  }
  if (state === 'open' || opensAt === undefined) return said;
  const begin = whenText(opensAt, telling);
  return lang === 'zh' ? `${said}，${begin} 开门` : `${said}, opens ${begin}`;
}

/** When a state ends or the next begins: `until 22:00`, `from tomorrow 08:30`; empty where nobody says, or it is days away. */
export function changeText({ state, until, opensAt }: Open, telling: Telling): string {
  const zh = telling.lang === 'zh';
  if (state === 'open' && until !== undefined && daysAhead(until, telling.now) < 2) {
    const end = endText(until, telling);
    return zh ? `至 ${end}` : `until ${end}`;
  }
  if (state === 'open' || opensAt === undefined) return '';
  const begin = whenText(opensAt, telling);
  return zh ? `${begin} 起` : `from ${begin}`;
}

/** The end of a day is 24:00 of that day to people, not 00:00 of the next. */
function endText(instant: string, telling: Telling): string {
  const days = daysAhead(instant, telling.now);
  return clock(instant) === '00:00' && days === 1 ? '24:00' : whenText(instant, telling);
}

/** `17:00` today, `tomorrow 08:30`, `11-27 08:30` later. @param instant in Shanghai's time, as the API writes it */
function whenText(instant: string, { now, lang }: Telling): string {
  const days = daysAhead(instant, now);
  if (days === 0) return clock(instant);
  return days === 1
    ? `${word('tomorrow', lang)} ${clock(instant)}`
    : `${instant.slice(5, 10)} ${clock(instant)}`;
}

const DAY = 86_400_000;
const SHANGHAI = 8 * 3_600_000;

function daysAhead(instant: string, now: string): number {
  const today = Math.floor((Date.parse(now) + SHANGHAI) / DAY);
  return Date.parse(`${instant.slice(0, 10)}T00:00:00Z`) / DAY - today;
}

/** The hour and minute of an instant as the API writes it, in Shanghai's time. */
function clock(instant: string): string {
  return instant.slice(11, 16);
}

/** The state of a service that is not simply there; empty for one that is. */
export function serviceNote(state: ServiceState, lang: Language): string {
  if (state === 'broken') return word('broken', lang);
  if (state === 'no') return word('none', lang);
  return state === 'unknown' ? word('maybe', lang) : '';
}

/** Where it is, as one line. */
export function addressText({ address }: Pick<Properties, 'address'>, lang: Language): string {
  return inLang(address?.text, lang) || [address?.district, address?.subdistrict].filter(Boolean).join(' ');
}

/** The one word a rider needs. */
export function usableText(state: 'yes' | 'no' | 'unknown', lang: Language): string {
  const words = { yes: 'usableYes', no: 'usableNo', unknown: 'usableUnknown' } as const;
  return word(words[state], lang);
}

const VOLTAGES = [48, 60, 72] as const;

/**
 * What was counted there and how long ago: `full batteries 48 V 2 · 60 V 5, empty slots 4 (1 min ago)`. Nothing where
 * it is too old to say anything of now.
 */
export function statusText(status: Status | undefined, lang: Language): string {
  if (!status || status.fresh === 'unknown') return '';
  const zh = lang === 'zh';
  const { online, fullBatteries, emptySlots, available, outOfOrder, ageSeconds, fresh } = status;
  const full = VOLTAGES.filter((volt) => fullBatteries?.[volt] !== undefined)
    .map((volt) => `${volt}V ${fullBatteries![volt]}`)
    .join(' · ');
  const counted = (zhName: string, enName: string, value: number | undefined) =>
    value !== undefined && `${zh ? zhName : enName} ${value}`;
  const facts = [
    online === false && (zh ? '设备离线' : 'offline'),
    full !== '' && `${zh ? '满电' : 'full batteries'} ${full}`,
    counted('空仓', 'empty slots', emptySlots),
    counted('可用', 'available', available),
    counted('故障', 'out of order', outOfOrder),
  ].filter((one) => typeof one === 'string');
  if (facts.length === 0) return '';
  const minutes = Math.max(1, Math.round(ageSeconds / 60));
  const doubt = fresh === 'doubtful' ? (zh ? '，可能已变化' : ', may have changed') : '';
  const age = zh ? `（${minutes} 分钟前${doubt}）` : ` (${minutes} min ago${doubt})`;
  return facts.join(zh ? '，' : ', ') + age;
}
