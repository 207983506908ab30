import type { EventProperties, Language, Occurrence, Offer } from './wire.js';
import { word } from './words.js';

/** Dates, prices and states of what stands beside places, as short texts for people. */

const DAY = 86_400_000;
const SHANGHAI = 8 * 3_600_000;

/**
 * `today 19:00–20:30`, `11-26 (Thu) 19:00–20:30`, `12-03 (Thu) – 12-04 (Fri)`, `today 19:00` where nobody says when it ends:
 * days in Shanghai.
 * @param now ISO 8601 in UTC: the API's clock
 */
export function whenText({ start, end }: Occurrence, { now, lang }: { now: string; lang: Language }): string {
  if (end === undefined) return `${dayText(start, { now, lang })} ${start.slice(11, 16)}`;
  const days = start.slice(0, 10) === end.slice(0, 10) ? 1 : 2;
  const first = dayText(start, { now, lang });
  const last = days === 1 ? '' : dayText(end, { now, lang });
  const [from, to] = [start.slice(11, 16), end.slice(11, 16)];
  if (from === '') return days === 1 ? first : `${first} – ${last}`;
  return days === 1 ? `${first} ${from}–${to}` : `${first} ${from} – ${last} ${to}`;
}

function dayText(time: string, { now, lang }: { now: string; lang: Language }): string {
  const noon = Date.parse(`${time.slice(0, 10)}T12:00:00+08:00`);
  const ahead = Math.floor((noon + SHANGHAI) / DAY) - Math.floor((Date.parse(now) + SHANGHAI) / DAY);
  if (ahead === 0) return word('today', lang);
  if (ahead === 1) return word('tomorrow', lang);
  const weekday = new Intl.DateTimeFormat(lang === 'zh' ? 'zh-CN' : 'en-GB', {
    weekday: 'short',
    timeZone: 'Asia/Shanghai',
  }).format(noon);
  const date = time.slice(5, 10);
  return lang === 'zh' ? `${date}（${weekday}）` : `${date} (${weekday})`;
}

/** When an event takes place next, and whether it does. */
export function eventTimes(event: EventProperties, telling: { now: string; lang: Language }): string {
  const { status, next, ongoing } = event;
  const said = status === 'cancelled' || status === 'moved' ? word(status, telling.lang) : '';
  const goesOn = ongoing ? word('goesOn', telling.lang) : '';
  return [said, next && whenText(next, telling), goesOn].filter(Boolean).join(' · ');
}

/** `10 yuan`, `free`, `20 % off`; empty where nobody says. */
export function priceText(
  { price, percentOff }: Partial<Pick<Offer, 'price' | 'percentOff'>>,
  lang: Language,
): string {
  const zh = lang === 'zh';
  if (price === 0) return word('free', lang);
  if (price !== undefined) return zh ? `${price} 元` : `${price} yuan`;
  if (percentOff === undefined) return '';
  return zh ? `便宜 ${percentOff}%` : `${percentOff} % off`;
}
