import { z } from 'zod';
import { toWgs84 } from '../core/crs.js';
import { GeocoderFault, type AddressQuestion, type Geocoder, type Located } from '../core/geocoder.js';
import type { Words } from '../core/vocabulary.js';
import { isPosition, type Precision } from '../core/position.js';
import type { Asker } from './ask.js';

/** A member without content is an empty list. */
const text = z.union([z.string(), z.array(z.unknown()).transform(() => '')]).default('');
const geocode = z.object({
  formatted_address: text,
  province: text,
  city: text,
  district: text,
  township: text,
  street: text,
  number: text,
  level: text,
  location: z.string().regex(/^-?\d{1,3}(?:\.\d+)?,-?\d{1,2}(?:\.\d+)?$/),
});
const reply = z.object({
  status: z.coerce.string(),
  info: z.string().default(''),
  infocode: z.coerce.string().default(''),
  geocodes: z.array(geocode).max(50).default([]),
});
type Reply = z.infer<typeof reply>;

/** How closely each level (匹配级别) points. What is not here is an area, or nobody knows what. */
const LEVELS: ReadonlyMap<string, Precision> = new Map([
  ['单元号', 'entrance'],
  ['门牌号', 'building'],
  ['门址', 'building'],
  ['兴趣点', 'compound'],
  ['公交站台', 'compound'],
  ['地铁站', 'compound'],
  ['公交地铁站点', 'compound'],
  ['道路交叉路口', 'street'],
  ['道路', 'street'],
]);

/** Asked too often within a second or a minute: later it works again. */
const TOO_FAST = new Set(['10004', '10014', '10015', '10019', '10020', '10021', '10022', '10023', '10029']);
/** This question is not answered, others may be: parameters, and faults of the engine. */
const THIS_ROW = /^(?:2|3)\d{4}$/;
const QUOTA = new Set(['10003', '10044', '10045', '40000', '40002', '40003']);

/**
 * A service that speaks the geocoding API of Amap (lbs.amap.com, web service, 地理编码). Its positions are GCJ-02 and become
 * WGS-84 here.
 *
 * @param base address of the service, such as https://restapi.amap.com
 */
export function amap(base: string, key: string, asker: Asker): Geocoder {
  const source = { id: 'geocode-amap', name: '高德地图', attribution: '高德地图' };
  return {
    source,
    async locate(question, signal) {
      const answer = await asker.ask(geoUrl(base, key, question), { busy, signal });
      const read = reply.safeParse(answer);
      if (!read.success) throw new GeocoderFault('row', NOT_DOCUMENTED);
      const fault = faultOf(read.data);
      if (fault) throw fault;
      return read.data.geocodes.map(located);
    },
  };
}

const NOT_DOCUMENTED: Words = {
  zh: '答复不是高德地理编码的格式',
  en: 'the answer is not what Amap documents for geocoding',
};

function geoUrl(base: string, key: string, { text: asked, ...regions }: AddressQuestion): URL {
  const url = new URL(`${base.replace(/\/+$/, '')}/v3/geocode/geo`);
  const { province, city, district } = regions;
  const whole = [...new Set([province, city, district, asked])].filter((part) => part !== undefined).join('');
  const parameters = { address: whole, ...(city === undefined ? {} : { city }), output: 'JSON', key };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url;
}

function busy(answer: unknown): Words | undefined {
  const read = reply.safeParse(answer);
  return read.success && read.data.status === '0' && TOO_FAST.has(read.data.infocode)
    ? inWords(read.data)
    : undefined;
}

function faultOf(answer: Reply): GeocoderFault | undefined {
  if (answer.status === '1') return undefined;
  return new GeocoderFault(THIS_ROW.test(answer.infocode) ? 'row' : 'all', inWords(answer));
}

function inWords({ info, infocode }: Reply): Words {
  const code = `${info.slice(0, 60)} ${infocode.slice(0, 10)}`.trim();
  if (TOO_FAST.has(infocode))
    return {
      zh: `高德：访问过于频繁（${code}），请调低 GEOCODER_RATE`,
      en: `Amap: asked too often (${code}); lower GEOCODER_RATE`,
    };
  if (QUOTA.has(infocode))
    return {
      zh: `高德：配额已用完（${code}），明天再继续`,
      en: `Amap: the quota is used up (${code}); go on tomorrow`,
    };
  if (infocode.startsWith('100'))
    return {
      zh: `高德：不接受 GEOCODER_KEY（${code}），须为“Web 服务”类型的 key`,
      en: `Amap: GEOCODER_KEY is refused (${code}); it has to be a key for web services`,
    };
  return { zh: `高德：${code}`, en: `Amap: ${code}` };
}

function located(one: z.infer<typeof geocode>): Located {
  const [lon, lat] = one.location.split(',').map(Number) as [number, number];
  if (!isPosition(lon, lat)) throw new GeocoderFault('row', NOT_DOCUMENTED);
  return {
    position: toWgs84({ lon, lat }, 'gcj02'),
    precision: LEVELS.get(one.level) ?? 'area',
    matched: `${one.formatted_address} [${one.level}]`,
    areas: [one.province, one.city, one.district, one.township].filter((name) => name !== ''),
    ...(one.street === '' ? {} : { street: one.street }),
    ...(one.number === '' ? {} : { number: one.number }),
  };
}
