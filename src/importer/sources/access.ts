import type { Access, AccessMode, Audience, Claim } from '../../core/facility.js';
import type { Cells } from './cells.js';
import type { Findings } from './findings.js';
import { localText } from './text.js';

/** Who may come in, how and where, from the words of a list. */

/** In this order: a longer word stands before one it contains. */
const AUDIENCE_WORDS: readonly (readonly [RegExp, Audience])[] = [
  [/户外(劳动者|职工|工作者)|新就业形态劳动者|outdoor workers?/i, 'outdoor_workers'],
  [/外卖|送餐员|骑手|riders?/i, 'riders'],
  [/快递|couriers?/i, 'couriers'],
  [/环卫|清洁工|保洁员|street cleaners?/i, 'street_cleaners'],
  [/司机|驾驶员|drivers?/i, 'drivers'],
  [/工会会员|union members?/i, 'union_members'],
  [/居民|residents?/i, 'residents'],
  [/(?<!工会)会员|(?<!union )members?/i, 'members'],
  [/所有人|全体|社会公众|公众|市民|群众|everyone|public/i, 'everyone'],
];

const MODE_WORDS: readonly (readonly [RegExp, AccessMode])[] = [
  [/无门禁|直接进入|自由进出|敞开|open door/i, 'open_door'],
  [/有人值守|专人(值守|管理)|值班|工作人员|staffed/i, 'staffed'],
  [/扫码|二维码|扫一扫|qr/i, 'qr_code'],
  [/小程序|app\b/i, 'app'],
  [/身份证|工会卡|刷卡|id card/i, 'id_card'],
  [/刷脸|人脸/, 'face'],
  [/按铃|门铃|敲门|电话联系|预约/, 'ask'],
];

/** A word that takes back or narrows what stands beside it: then the words are kept, and nothing is made of them. */
const DOUBT = /[不非未勿]|除外|以外|except|not\b|no\b/i;

const COLUMNS = ['audience', 'accessMode', 'entrance', 'floor', 'gate'] as const;

/** What the columns say of access; words that mean nothing here are kept as the note. */
export function readAccess(cells: Cells, findings: Findings): Claim['access'] {
  if (!COLUMNS.some((field) => cells.has(field))) return undefined;
  const who = cells.text('audience');
  const how = cells.text('accessMode');
  const audience = audienceOf(who);
  const mode = found(how.replaceAll('无门禁', '敞开'), MODE_WORDS);
  const left = [audience ? '' : who, mode ? '' : how].filter((words) => words !== '').join('；');
  const entrance = cells.text('entrance');
  const floor = cells.text('floor').slice(0, 50);
  const gate = cells.text('gate').slice(0, 100);
  const access: Access = {
    ...(audience && { audience }),
    ...(mode && { mode }),
    ...(left && { note: localText(findings.cut(left, 1000, 'access')) }),
    ...(entrance && { entrance: localText(findings.cut(entrance, 1000, 'entrance')) }),
    ...(floor && { floor }),
    ...(gate && { gate }),
  };
  return Object.keys(access).length > 0 ? access : undefined;
}

/** Whom words of a list mean; `undefined` where that is not clear. */
export function audienceOf(words: string): Audience[] | undefined {
  return found(words, AUDIENCE_WORDS);
}

/** Every word that is known, where nothing stands there that could turn it around. */
function found<T>(text: string, words: readonly (readonly [RegExp, T])[]): T[] | undefined {
  if (text === '' || DOUBT.test(text)) return undefined;
  const all = words.filter(([word]) => word.test(text)).map(([, code]) => code);
  return all.length > 0 ? all : undefined;
}
