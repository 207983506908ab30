/**
 * Typography before grammar: one form for each sign, the simplified characters, and the slips of the keyboard that
 * have only one reading.
 */

/** Traditional characters that occur in words about hours, each beside its simplified form. */
const TRADITIONAL =
  '週周禮礼營营業业時时間间點点開开館馆閉闭關关無无國国務务號号個个後后為为診诊門门晝昼雙双單单農农曆历預预約约節节慶庆廳厅電电話话調调暫暂與与遲迟進进場场當当處处員员滿满連连續续總总離离動动達达鐘钟觀观參参變变圖图書书準准備备詢询請请洽洽專专頁页廠厂買买賣卖願愿隨随實实際际結结訂订傳传統统學学醫医藥药護护勞劳險险訪访應应該该並并雖虽對对內内僅仅從从現现來来過过還还這这麼么樣样長长樓楼層层廣广區区縣县陽阳陰阴歲岁費费優优惠惠補补會会極极際际據据轉转節节嚴严緊紧異异複复氣气溫温熱热飯饭補补給给視视園园組组織织員员縣县鄉乡數数莊庄舉举辦办證证';
const SIMPLIFIED = new Map<string, string>();
for (let i = 0; i + 1 < TRADITIONAL.length; i += 2) SIMPLIFIED.set(TRADITIONAL[i]!, TRADITIONAL[i + 1]!);

const DASHES = /[-\u00ad\u2010-\u2015\u2043\u2212\u223c\u2053\u30fc\u301c\ufe63~→]+/g;
const DIGITS: Record<string, number> = {
  零: 0,
  〇: 0,
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
};
const NUMERAL = '[零〇一二两三四五六七八九十廿]';

export interface Cleaned {
  readonly text: string;
  /** What was taken out: telephone numbers and their labels. */
  readonly removed: readonly string[];
}

export function clean(raw: string): Cleaned {
  const removed: string[] = [];
  let text = Array.from(raw.normalize('NFKC'), (one) => SIMPLIFIED.get(one) ?? one).join('');
  text = text
    .replace(/周未/g, '周末')
    .replace(/[《〈「『[{【]/g, '(')
    .replace(/[》〉」』\]}】]/g, ')')
    .replace(/7\s*天?\s*[x*×乘]\s*24(?:\s*小时)?/gi, '周一至周日24小时 ')
    .replace(/5\s*天?\s*[x*×乘]\s*24(?:\s*小时)?/gi, '周一至周五24小时 ');
  text = text.replace(PHONE, (found) => {
    removed.push(found.trim());
    return ' ';
  });
  text = text
    .replace(/[“”"'‘’·•*]+(?=\D|$)/g, ' ')
    .replace(DASHES, '~')
    .replace(/\s+/g, ' ');
  text = text.replace(/(?<![\d:])(\d{1,2})~(\d{1,2})月/g, '$1月~$2月'); // 6-9月
  return { text: repairClocks(numbersOfClocks(text)).trim(), removed };
}

/** Numbers of offices and mobiles, with the word before them. */
const PHONE =
  /(?:(?:咨询|联系|服务|预约|订座|客服)?(?:电话|热线)?[:\s]*)?(?:\(0\d{1,3}\)\s?\d{3,4}[-\s]?\d{3,4}|(?<!\d)0\d{1,3}[-\s]\d{3,4}-?\d{3,4}|(?<!\d)1[3-9]\d{9}|(?<!\d)400-?\d{3}-?\d{4}|(?:电话|热线)[:\s]*\d{5,8})(?![\d:])/g;

/** 八点半 → 8点半, 二十四小时 → 24小时, 早九晚五 → 早9晚5. */
function numbersOfClocks(text: string): string {
  const before = new RegExp(`${NUMERAL}+(?=\\s*(?:点|时|小时))`, 'g');
  const minutes = new RegExp(`(?<=[点时])${NUMERAL}+(?=分)`, 'g');
  const halves = new RegExp(`(?<=[早晚])${NUMERAL}{1,2}(?=[晚早至到~\\s]|$)`, 'g');
  const write = (found: string) => String(numeral(found));
  return text.replace(before, write).replace(minutes, write).replace(halves, write);
}

/** A numeral up to 99. */
export function numeral(text: string): number {
  const [tens, ones] = text.replace('廿', '二十').split('十');
  if (ones === undefined)
    return Array.from(tens ?? '').reduce((sum, one) => sum * 10 + (DIGITS[one] ?? 0), 0);
  return (tens === '' ? 1 : (DIGITS[tens ?? ''] ?? 0)) * 10 + (ones === '' ? 0 : (DIGITS[ones] ?? 0));
}

/** Doubled, misplaced and wrong signs inside a time of day. */
function repairClocks(text: string): string {
  return (
    text
      .replace(/\?/g, ' ')
      .replace(/点钟/g, '点')
      // the numeral 一 typed for a dash
      .replace(/(?<=[\d点时半分])一(?=\d)/g, '~')
      .replace(/(\d)\s*:[\s:]*(?=\d)/g, '$1:')
      .replace(/(?<![\d:])(\d{1,2}:\d{2}):00(?![\d:])/g, '$1')
      // 14:00:16:30, a colon typed for the dash
      .replace(/(?<![\d:])(\d{1,2}:\d{2}):(?=\d{1,2}:\d{2}(?![\d:]))/g, '$1~')
      // 17;00 and 11.30, other signs typed for the colon
      .replace(/(?<![\d:.])([01]?\d|2[0-4]);([0-5]\d)(?![\d:.点时])/g, '$1:$2')
      .replace(DOTTED, dotsAreColons(text) ? '$1:$2' : '$&')
  );
}

const DOTTED = /(?<![\d:.])([01]?\d|2[0-4])\.([0-5]\d)(?![\d.月])/g;

/** 6.15-9.15 may be dates; beside a time with a colon, an hour past 12 or a day 00 dots are colons. */
function dotsAreColons(text: string): boolean {
  const pairs = [...text.matchAll(DOTTED)].map(([, hour, minute]) => [Number(hour), Number(minute)] as const);
  const noDate = pairs.some(([hour, minute]) => hour > 12 || hour === 0 || minute === 0 || minute > 31);
  return noDate || /\d:\d\d/.test(text);
}
