/** The parts of a Chinese address that say where on which street it is. As far as they are written; nothing is guessed. */
export interface StreetAddress {
  readonly province?: string;
  readonly city?: string;
  readonly district?: string;
  /** The street's name, and in front of it whatever else stands there that is no region, e.g. `拱宸桥衢州街`. */
  readonly street?: string;
  /** The house number, or that of the lane (弄): what counts along the street. Of `772-780号` the first. */
  readonly number?: number;
  /** The address up to and with its house: no floor, no room, no remark. Absent without a number. */
  readonly house?: string;
  /** It is told by what it lies near to or across from (附近, 对面, 交叉口). */
  readonly nearby: boolean;
}

const HAN = String.raw`\p{Script=Han}`;
/** A region in front. 社区, 小区, 景德镇路 and 城市广场 are none: two letters at least before it, and more than a road's ending after. */
const REGION = new RegExp(
  String.raw`^(?:(浦东新区)|(${HAN}{2,7}?(?:自治区|省))|(${HAN}{2,5}?市)|(${HAN}{2,4}?(?<![社小园街校院片厂景库新])区|${HAN}{2,4}?县)|` +
    String.raw`${HAN}{2,6}?(?:街道|镇|乡))(?=${HAN}{2}|\d)(?!大?[路街道巷]|场|政府)`,
  'u',
);
const ROAD = String.raw`(?:大道|公路|大街|胡同|支路|支弄|路|街|道|巷|里|弄)`;
/** A street with its number: 路 and the like, or a street that is itself numbered (9号大街), or a name without such a word. */
const HOUSE = new RegExp(
  String.raw`(?<street>${HAN}{1,10}?${ROAD}(?:[东南西北中](?=[甲乙丙丁]?\d))?|\d{1,3}号(?:大街|路|街)|${HAN}{1,5}${HAN}(?<![村园苑区城厦场心幢栋座第路街]))` +
    String.raw`[甲乙丙丁]?(?<number>\d{1,5})(?!\d|米|m|公里|层|楼|室|期|路|线|幢|栋|座)(?<lot>(?:[-、,.]\d{1,5})*)` +
    String.raw`[甲乙丙丁]?(?:之\d+)?(?<kind>支?弄|号(?![楼院铺房口线门馆]))?`,
  'u',
);
const STREET = new RegExp(String.raw`${HAN}{1,10}?${ROAD}(?=$|[^${HAN.slice(3, -1)}]|[0-9(,、])`, 'u');
const ENDS_IN_ROAD = new RegExp(`${ROAD}$`, 'u');
/** What may follow a lane: the house in it. */
const INNER = /^[甲乙丙丁]?\d{1,4}(?:-\d{1,4})?号(?!楼)/u;
const BLOCK = /^\d{1,3}(?:号楼|幢|栋|座)/u;
const NEARBY = /附近|对面|对过|交叉|路口|旁|以[东南西北]|[东南西北]侧|\d+米|左拐|右拐/u;

/** Reads an address written in Chinese, with full-width or Chinese digits; `nearby` and no parts where nothing is understood. */
export function readStreetAddress(address: string): StreetAddress {
  const text = folded(address);
  const { rest, regions } = withoutRegions(text);
  const found = HOUSE.exec(rest);
  const { street, number, kind } = found?.groups ?? {};
  const nearby = NEARBY.test(text);
  if (!found || street === undefined || (kind === undefined && !ENDS_IN_ROAD.test(street))) {
    const only = STREET.exec(rest)?.[0];
    return { ...regions, ...(only === undefined ? {} : { street: only }), nearby };
  }
  const inside = rest.slice(found.index + found[0].length);
  const inner = kind?.endsWith('弄') ? (INNER.exec(inside)?.[0] ?? '') : '';
  const block = BLOCK.exec(inside.slice(inner.length))?.[0] ?? '';
  const house = rest.slice(0, found.index) + found[0] + inner + block;
  return { ...regions, street, number: Number(number), house, nearby };
}

/** One way of writing: width, blanks and dashes aside, and house numbers in digits. */
function folded(address: string): string {
  return address
    .normalize('NFKC')
    .replaceAll(/\s+/gu, '')
    .replaceAll(/[―—–－~～﹣]|(?<=\d)至(?=\d)/gu, '-')
    .replaceAll(
      /[〇零一二三四五六七八九十百千]+(?=号)|(?<=[路街道])[〇零一二三四五六七八九十百千]+(?=弄)/gu,
      numeral,
    );
}

const DIGITS = '零一二三四五六七八九';
const UNITS: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1000 };

/** `一百零五` and `一〇五` as `105`. */
function numeral(written: string): string {
  const letters = Array.from(written.replaceAll('〇', '零'));
  if (!letters.some((one) => one in UNITS)) return letters.map((one) => DIGITS.indexOf(one)).join('');
  let sum = 0;
  let digit = 0;
  for (const letter of letters) {
    const unit = UNITS[letter];
    if (unit === undefined) digit = DIGITS.indexOf(letter);
    else [sum, digit] = [sum + (digit || 1) * unit, 0];
  }
  return String(sum + digit);
}

function withoutRegions(text: string) {
  let rest = text.replace(/^中国(?=\p{Script=Han})/u, '');
  const regions: { province?: string; city?: string; district?: string } = {};
  for (let found = REGION.exec(rest); found; found = REGION.exec(rest)) {
    const [whole, pudong, province, city, district = pudong] = found;
    if (province !== undefined) regions.province ??= province;
    if (city !== undefined) regions.city ??= city;
    if (district !== undefined) regions.district ??= district;
    rest = rest.slice(whole.length);
  }
  return { rest, regions };
}

/** What tells regions apart by name: `普陀区` and `普陀`, `上海市` and `上海` are the same. Empty for what is no name. */
export function regionName(written: string | undefined): string {
  const name = written?.normalize('NFKC').replaceAll(/\s+/gu, '') ?? '';
  if (!/^\p{Script=Han}{2,15}$/u.test(name)) return '';
  const bare = name.replace(
    /(?:特别行政区|维吾尔自治区|壮族自治区|回族自治区|自治区|自治州|新区|省|市|区|县)$/u,
    '',
  );
  return bare.length >= 2 ? bare : name;
}

/**
 * Whether two written streets are one: the same, or the same behind the name of a quarter (`拱宸桥衢州街`, `衢州街`).
 * 中山北一路 is not 北一路: what a side of the sky begins may be the end of a longer name.
 */
export function sameStreet(a: string, b: string): boolean {
  if (a === b) return true;
  const [long, short] = a.length > b.length ? [a, b] : [b, a];
  const before = long.length - short.length;
  return before >= 2 && short.length >= 3 && !/^[东南西北中新老]/u.test(short) && long.endsWith(short);
}

/** Whether two addresses name one house of one street; `undefined` where one of them names no house, or one it is near to. */
export function sameHouse(a: StreetAddress, b: StreetAddress): boolean | undefined {
  if (a.nearby || b.nearby) return undefined;
  if (a.street === undefined || a.number === undefined) return undefined;
  if (b.street === undefined || b.number === undefined) return undefined;
  return a.number === b.number && sameStreet(a.street, b.street);
}
