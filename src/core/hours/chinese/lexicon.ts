import { numeral } from './clean.js';
import type { Half, SpecialDay, Token } from './tokens.js';

type Maker = (found: RegExpExecArray) => Token;

const simple =
  (
    kind: Extract<
      Token['kind'],
      | 'all-day'
      | 'always'
      | 'shut'
      | 'except'
      | 'usual'
      | 'next-day'
      | 'range'
      | 'extended'
      | 'onwards'
      | 'season'
      | 'word'
      | 'refuse'
      | 'open'
      | 'close'
      | 'label'
      | 'aside'
      | 'audience'
    >,
  ): Maker =>
  ([text]) => ({ kind, text });
const special =
  (...kinds: SpecialDay[]): Maker =>
  ([text]) => ({ kind: 'days', text, days: { special: kinds } });
const half =
  (one: Half): Maker =>
  ([text]) => ({ kind: 'half', text, half: one });

export const DAY_SIGNS = '一二三四五六日天';
const LATIN_DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** Monday 0; 日, 天 and 7 are Sunday. */
export function weekdayOfSign(sign: string): number {
  const at = DAY_SIGNS.indexOf(sign);
  return at >= 0 ? Math.min(at, 6) : Number(sign) - 1;
}

const weekdays: Maker = ([text, , signs = '']) => ({
  kind: 'days',
  text,
  days: { weekdays: Array.from(signs, weekdayOfSign) },
});

const latinDay: Maker = ([text, name = '']) => ({
  kind: 'days',
  text,
  days: { weekdays: [LATIN_DAYS.indexOf(name.slice(0, 3).toLowerCase())] },
});

const clock: Maker = ([text, hour = '', minute = '']) => clockToken(text, hour, minute);

const spokenClock: Maker = ([text, hour = '', thirty, quarter, minute = '']) => {
  if (thirty !== undefined) return clockToken(text, hour, '30');
  if (quarter !== undefined) return clockToken(text, hour, quarter === '三刻' ? '45' : '15');
  return clockToken(text, hour, minute);
};

/** A time of day; one that does not exist, such as 7:300, spoils the text. */
function clockToken(text: string, hour: string, minute: string): Token {
  const [h, m] = [Number(hour), Number(minute)];
  const exists = h <= 24 && m <= 59 && minute.length <= 2 && !(h === 24 && m > 0);
  return exists ? { kind: 'clock', text, hour: h, minute: m } : { kind: 'refuse', text };
}

/** 每月第二、四个周日, 每月最后一个周一 */
const nthOfMonth: Maker = ([text, list = '', sign = '']) => {
  const direction = list.startsWith('倒数') ? -1 : 1;
  const nth = list.includes('最后')
    ? [-1]
    : [...list.matchAll(/[一二三四五1-5]/g)].map(([one]) => direction * (Number(one) || numeral(one)));
  return { kind: 'days', text, days: { nth: [{ weekday: weekdayOfSign(sign), nth }] } };
};

const monthDays: Maker = ([text, list = '']) => {
  const days = [...list.matchAll(/(\d{1,2})(?:[日号]?~(\d{1,2}))?/g)].flatMap(([, from, to]) =>
    Array.from({ length: Number(to ?? from) - Number(from) + 1 }, (_, i) => Number(from) + i),
  );
  const fits = days.length > 0 && days.every((day) => day >= 1 && day <= 31);
  return fits ? { kind: 'days', text, days: { monthDays: days } } : { kind: 'refuse', text };
};

const parityDays: Maker = ([text]) => {
  const first = text.includes('双') || text.includes('偶') ? 2 : 1;
  const days = Array.from({ length: 16 }, (_, i) => first + 2 * i).filter((day) => day <= 31);
  return { kind: 'days', text, days: { monthDays: days } };
};

const date: Maker = ([text, year, month = '', day]) => {
  const [m, d] = [Number(month), day === undefined ? undefined : Number(day)];
  if (m < 1 || m > 12 || (d !== undefined && (d < 1 || d > 31))) return { kind: 'refuse', text };
  return {
    kind: 'date',
    text,
    date: { ...(year !== undefined && { year: Number(year) }), month: m, ...(d !== undefined && { day: d }) },
  };
};

const WEEK = '(?:周|星期|礼拜)';
const CLOSING =
  '午休|午间休息|中午休息|停止开放|暂停开放|不对外开放|不营业|不开放|不开门|不接待|不上班|不服务|休息|公休|店休|休馆|闭馆|闭园|闭店|休业|歇业|停业|停诊|休诊|休市|关闭|关门|放假|closed|close';
const ENTRY =
  '(?:入场|入馆|入园|入内|进场|进馆|进入|取号|挂号|领号|检票|售票|接待|受理|预检|点单|点餐|进店|排队)';
/** People for whom a place may have hours of their own; what stands before them belongs to the name. */
const PEOPLE =
  '(?:非|外卖|快递|环卫|网约车|货车|出租车|户外|新就业|一线|社会|外来|外部|内部|普通|广大|其他|其余|周边|附近|本院|本校|社区)*(?:骑手|外卖员|快递员|配送员|小哥|司机|环卫工|工人|劳动者|工作者|职工|员工|群体|居民|业主|住户|市民|群众|公众|民众|人士|人员|访客|来访者|游客|会员|读者|学生|师生|党员|老人|老年人|患者|家属|商户|所有人|社会)';
const DAY_OR_CLOCK =
  '(?:\\d|24|全天|全日|昼夜|通宵|周|星期|礼拜|每天|每日|天天|工作日|双休|节假日|平日|平时|上午|下午|中午|早|晚|凌晨|夜间)';
const CLOCK = '(?:\\d{1,2}:\\d{2}|\\d{1,2}[点时](?:半|\\d{1,2}分?)?)';

/** What a text is made of, the longer reading before the shorter. */
export const LEXICON: readonly (readonly [RegExp, Maker])[] = [
  [/[;。|\n!]/y, ([text]) => ({ kind: 'separator', text, strong: true })],
  [/[\s,、/\\及和与或&+.:]+/y, ([text]) => ({ kind: 'separator', text, strong: text.includes('/') })],
  [/\(/y, simple('open')],
  [/\)/y, simple('close')],
  // the last time one is let in says nothing of closing
  [
    new RegExp(`(?:最后|最晚|停止|截止|末次)(?:${ENTRY})(?:时间)?(?:为|是|:|\\s)*${CLOCK}`, 'y'),
    simple('aside'),
  ],
  [
    new RegExp(`${CLOCK}(?:以后|之后|后|起)?(?:停止|截止|为?最后|不再)(?:${ENTRY})(?:时间)?`, 'y'),
    simple('aside'),
  ],
  [/(?:闭馆|关门|结束|下班)前\s*(?:半|\d+)\s*(?:个)?(?:小时|分钟)[^,;。()]*/y, simple('aside')],
  // a break that is not one, and the hours somebody is there
  [/(?:中午|午间)(?:不休息?|无休|连续|照常)(?:开放|服务|营业)?/y, simple('aside')],
  [
    new RegExp(
      `${CLOCK}\\s*(?:~|至|到)\\s*${CLOCK}(?:为|有)?(?:有人值守|人工(?:服务|值守|接待)?|专人值守|工作人员在岗)`,
      'y',
    ),
    simple('aside'),
  ],
  // how one gets in
  [
    /(?:夜[晚间里]|晚[上间])?(?:需|请|可|须|均可)*(?:刷|扫|凭)[^\d,;。()]*(?:进入|进门|开门|入内|进出|进)/y,
    simple('aside'),
  ],
  [
    /自助(?:服务|开放|使用|扫码)?|免费(?:开放|使用)?|(?:智能)?门禁|无人值守|有人值守|扫码(?:进门|进入|开门)?|刷(?:卡|脸|身份证)(?:进门|进入|开门)?/y,
    simple('aside'),
  ],
  // whose hours they are: straight before them, or behind them at the end of a sentence or bracket
  [
    new RegExp(
      `(?:面向|对|向|限|供)?${PEOPLE}(?:[、,及和与/]${PEOPLE})*(?:等)?(?:(?:免费|专用|可|均|全天候?)?(?:开放|服务|使用|进入|进出)?(?:时间)?[:\\s]*(?=\\(?${DAY_OR_CLOCK})|(?:免费|专用)?(?:开放|服务|使用|进入)?(?=\\s*(?:[),;。]|$)))`,
      'y',
    ),
    simple('audience'),
  ],
  [
    /对外(?:开放|服务|营业)?|(?:面向)?(?:户外(?:劳动者|职工)|骑手|快递员|小哥|市民|公众|社会|所有人)+(?:免费)?(?:开放)?/y,
    simple('aside'),
  ],
  [/(?:其余|其他)(?:时间|日期|日子)?(?:均|都|为|:|\s)*(?=(?:上午|早上?)?\d)/y, simple('label')],
  // always
  [
    /(?:全年|一年)?365天|全年(?:无休|不休|开放|营业)?|终年无休|无公休日?|无休息日|无店休|天天营业|不打烊|从不打烊|常年开放|长年开放|全年不打烊|常年不停|全年不停|常年不休|不关门|不歇业/y,
    simple('always'),
  ],
  [
    /(?:全天|昼夜|全日|每天)?\s*24\s*(?:小时|个小时|h(?:ours?|rs?)?(?![a-z]))(?:全天)?|全天候?|全日(?!制)|昼夜|通宵达旦|24hr/iy,
    simple('all-day'),
  ],
  [/\d+(?:\.\d+)?\s*(?:个)?(?:小时|h(?:ours?|rs?)(?![a-z]))/iy, simple('refuse')],
  // days
  [
    new RegExp(
      `每个?月的?((?:倒数)?第?[一二三四五1-5](?:[、,及和第个]*[一二三四五1-5])*|最后一?)个?${WEEK}([${DAY_SIGNS}1-7])`,
      'y',
    ),
    nthOfMonth,
  ],
  [
    new RegExp(`(第[一二三四五1-5](?:[、,及和第个]*[一二三四五1-5])*)个?${WEEK}([${DAY_SIGNS}1-7])`, 'y'),
    nthOfMonth,
  ],
  [/每个?月(?:的)?((?:\d{1,2}[日号]?\s*[、,~及和]\s*)*\d{1,2}[日号])/y, monthDays],
  [/(?:每?逢)?(?:双|单|奇数|偶数)(?:号|日)(?!休)/y, parityDays],
  [/(?:隔日|隔天)(?=凌晨|早|上午|\d)/y, simple('next-day')],
  [/隔周|单双周|单周|双周|每两周|每隔一周|隔日|隔天/y, special('alternate')],
  [
    /(?:法定|国定|国家|公众|公共|政府)?(?:节假日|例假日|节日|假日|假期|公假)(?:的)?(?:前夕|前一天|前一日|前夜)/y,
    special('eve'),
  ],
  [/双休日?(?=[及和、,与]?节假日)/y, special('weekend')],
  [
    /(?:国家|全国)?(?:法定|国定|公众|公共|政府|重大)?(?:节假日|例假日|节日|假日|公假日?)|法定假期?|国定假期?|法定休假日/y,
    special('holiday'),
  ],
  [/寒暑假(?:期间)?|暑假(?:期间)?|寒假(?:期间)?|暑期|学校假期/y, special('school')],
  [
    /(?:除夕夜?|大年三十)(?:\s*(?:~|至|到)(?:大年|正月|年)?初[一二三四五六七八])?|大年初[一二三四五六七]|(?:正月|年)?初[一二三四五六七](?:(?:~|至|到)初?[一二三四五六七八])?|(?:春节|国庆|元旦|清明|端午|中秋|五一|十一|劳动节|黄金周|新年|过年)(?:节|期间|假期|长假)*/y,
    special('festival'),
  ],
  [/(?:每个?)?工作日|上班日|平时工作日|weekdays?/iy, special('workdays')],
  [/平日|平时|平常日?/y, special('ordinary')],
  [/(?:每个?)?(?:周末|双休日?|休息日(?!期)|星期六日|weekends?)/iy, special('weekend')],
  [/每天|每日|天天|一周七天|一周7天|全周|每周七天|整周|日常|daily|every\s?day/iy, special('every')],
  [new RegExp(`${WEEK}(?:[八九十089](?![:点时])|\\d{2})`, 'y'), simple('refuse')],
  [new RegExp(`(?:本|下|上|这)(?:个)?${WEEK}[${DAY_SIGNS}]?(?:起|开始)?`, 'y'), simple('word')],
  [new RegExp(`(每个?)?${WEEK}([${DAY_SIGNS}]+|[1-7](?!\\d|[:点时]))`, 'y'), weekdays],
  [/(mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?s?\.?(?![a-z])/iy, latinDay],
  // dates
  [
    /[自从]?(?:(?:19|20)\d\d年)?\d{1,2}月(?:\d{1,2}[日号]?)?(?:起|开始|以后|之后|后)(?:每?逢)?/y,
    simple('word'),
  ],
  [
    /(?:((?:19|20)\d\d)年|次年|翌年|第二年|来年|当年)?(\d{1,2})月(?:(\d{1,2})(?![\d:点时])(?:日|号)?)?/y,
    date,
  ],
  [
    /夏令时?|冬令时?|夏季|冬季|春季|秋季|春秋季?|旺季|淡季|夏天|冬天|夏时制|冬时制|供暖期|汛期/y,
    simple('season'),
  ],
  // closing, exceptions
  [/照常(?:开放|营业|服务)?|正常(?:开放|营业|服务)|无休|不休(?:息)?|同上/y, simple('usual')],
  [/不定(?:期|时)?(?:公|店)?休(?:息)?/y, simple('word')],
  [new RegExp(`(?:${CLOSING}|休(?![闲假]))(?:日期?|时间)?`, 'iy'), simple('shut')],
  [
    /除外|不含|不包括|除(?=(?:每个?)?(?:周|星期|礼拜)[一二三四五六日天末]|(?:法定|国定|国家)?节假日|(?:春节|国庆|元旦|清明|端午|中秋|五一|除夕|大年|法定|国定|假日)|[^,;。()]*外)/y,
    simple('except'),
  ],
  // times
  [/(?:次日|翌日|第二天)(?:的)?(?:凌晨|早上|早晨|上午|清晨|早)?/y, simple('next-day')],
  [/凌晨|午夜/y, half('dawn')],
  [/上午|早上|早晨|清晨|早间|早(?=\s*\d)|(?<![a-z])a\.?m\.?(?![a-z])/iy, half('am')],
  [/中午|午间/y, half('noon')],
  [/下午|午后|(?<![a-z])p\.?m\.?(?![a-z])/iy, half('pm')],
  [/晚上|晚间|夜间|夜晚|傍晚|深夜|晚(?=\s*\d)/y, half('evening')],
  [/延长?至|延长?到|延迟到|延迟至/y, simple('extended')],
  [/(\d{1,2}):(\d{2,})/y, clock],
  [/(\d{1,2})\s*[点时](?:(半)|(一刻|三刻)|(\d{1,2})\s*分?|整)?/y, spokenClock],
  [/([01]\d|2[0-4])([0-5]\d)(?![\d年:])/y, clock],
  [/(\d{1,2})[日号](?![楼门线路窗])/y, ([text, day]) => ({ kind: 'number', text, value: Number(day) })],
  [
    /\d+(?:\.\d+)?\s*(?:余)?(?:名|人|个(?!小时)|位|号(?:楼|门|线|路|窗)?|楼|层|元|岁|米|分钟|台|件|辆|次|路|室|栋|座|幢|门|℃|度|%|周岁|公里|平)/y,
    simple('word'),
  ],
  [/(\d+)/y, ([text]) => ({ kind: 'number', text, value: Number(text) })],
  [/起(?!床)|以后|之后|后|开始/y, simple('onwards')],
  [/~|至|到|to(?![a-z])/iy, simple('range')],
  // words that only introduce
  [
    /(?:(?:开放|营业|服务|开门|开诊|门诊|就诊|供餐|接种|借阅|咨询|值守|运营|工作|作业|办公|上班|接待|开馆|采样|检测|供应|使用)(?:时间|时问|时段|日期?)|时间|时段)(?:为|是)?[:\s]*/y,
    simple('label'),
  ],
  [
    /开放|营业|服务|为|的|是|均|都|每周|周|可|在|从|自|于|期间|当日|当天|也|会|则|每?逢|一律|外|只|仅|open/iy,
    simple('label'),
  ],
];
