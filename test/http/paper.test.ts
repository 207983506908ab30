import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import type { Claim } from '../../src/core/facility.js';
import { MOST_PRINTED } from '../../src/core/paper.js';
import type { OfferingKind } from '../../src/core/offerings/documents.js';
import { NO_OFFERINGS, type Offering } from '../../src/core/offerings/offering.js';
import type { Hotline } from '../../src/print/hotlines.js';
import { printerOf } from '../../src/print/printer.js';
import { readQrCodes } from '../qr-reader.js';
import { calendar, place, vocabulary, world, type World } from './harness.js';

const address = (subdistrict: string | undefined, text: string, district = '普陀区', city = '上海市') => ({
  text: { zh: text },
  city,
  district,
  ...(subdistrict !== undefined && { subdistrict }),
  adcode: '310107',
});
const clinic = (rest: Partial<Claim>): Partial<Claim> => ({ category: 'clinic', ...rest });

const hotline = (number: string, more: Partial<Hotline['content']>): Hotline => ({
  kind: 'hotline',
  id: number,
  seq: 1,
  content: { name: { zh: '职工热线' }, measure: 'mutual', number, area: ['上海市'], ...more },
  createdAt: '2026-01-01T00:00:00Z',
  updatedAt: '2026-01-01T00:00:00Z',
  by: { id: 'a', label: 'a' },
  edited: false,
});

let here: World;
beforeAll(async () => {
  here = await world([
    place('hospital', 31.24, 121.43, {
      category: 'hospital',
      name: { zh: '普陀<b>人民&医院', en: 'hospital "A" & B' },
      address: address('长寿路街道', '江宁路1291号'),
      contact: { phone: ['021-3227 4550'] },
      internal: { person: 'Zhang San', phone: ['13800000000'], note: 'secret' },
      hours: { text: '工作日8:00-17:00', osm: 'Mo-Fr 08:00-17:00; PH off', coverage: 'full' },
      services: {
        general_outpatient: { state: 'yes' },
        emergency_24h: { state: 'broken' },
        first_aid_kit: { state: 'unknown' },
        aed: { state: 'no' },
      },
    }),
    place('near', 31.241, 121.431, clinic({ address: address('长寿路街道', '安远路1号') })),
    place(
      'made-up',
      31.25,
      121.42,
      clinic({ address: address('石泉路街道', '石泉路1号'), illustrative: true }),
    ),
    place('nowhere', null, 0, clinic({ address: address(undefined, '某路1号') })),
    place('shut', 31.25, 121.41, clinic({ address: address('石泉路街道', '石泉路2号'), inService: false })),
    place('room', 31.242, 121.432, { address: address('长寿路街道', '长寿路1号') }),
    place('drum1', 32.07, 118.77, clinic({ address: address(undefined, '一路', '鼓楼区', '南京市') })),
    place('drum2', 26.08, 119.3, clinic({ address: address(undefined, '二路', '鼓楼区', '福州市') })),
  ]);
});
afterAll(() => here.close());

const HANDBOOK = '/handbook?lang=zh&area=';
const book = async (area: string, more = '') => {
  const answer = await request(here.app)
    .get(`${HANDBOOK}${encodeURIComponent(area)}${more}`)
    .set('Host', 'yizhan.test');
  return answer;
};
const entries = (html: string) => html.match(/<li class="entry">/g)?.length ?? 0;

describe('GET /handbook', () => {
  it('is a page that loads nothing, with the places of the area and category', async () => {
    const { status, headers, text } = await book('普陀区');
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['content-language']).toBe('zh');
    expect(entries(text)).toBe(4);
    expect(text).not.toMatch(/<script|<link|<img|url\(|src=|@import/);
    expect(text).toContain('暖“新”医靠');
    expect(text).toContain('江宁路1291号');
    expect(text).toContain('021-3227 4550');
    expect(text).toContain('周一至周五 08:00–17:00；周六、周日 关闭');
    expect(text).toContain('法定节假日 关闭');
    expect(text).toContain('资料截至 2026-11-22');
    expect(text).toContain('Tests · nobody · 许可: CC0-1.0');
  });

  it('names subdistricts, the largest first, each with its map', async () => {
    const { text } = await book('普陀');
    const heads = [...text.matchAll(/<h2><b>\d+<\/b> (\S+)/g)].map((match) => match[1]);
    expect(heads).toEqual(['长寿路街道', '石泉路街道', '未写明街道']);
    expect(text.match(/<svg class="map"/g)).toHaveLength(2); // the overview, and the one sheet with two dots
    expect(text).toContain('>北<');
  });

  it('tells only what is public and sure', async () => {
    const { text } = await book('普陀区');
    expect(text).not.toMatch(/Zhang San|13800000000|secret/);
    expect(text).toContain('暂不可用');
    expect(text).not.toContain(vocabulary.services.get('first_aid_kit')!.label.zh);
    expect(text).not.toContain(vocabulary.services.get('aed')!.label.zh);
    expect(text).not.toContain('石泉路2号');
    expect(text).toContain('示例，并非真实');
    expect(text).toContain('尚无位置，图上没有');
  });

  it('escapes what publishers write', async () => {
    const { text } = await book('普陀区');
    expect(text).toContain('普陀&#60;b&#62;人民&#38;医院');
    expect(text).not.toContain('普陀<b>');
  });

  it('has codes that lead to the page and to each place, by the host that was asked', async () => {
    const { text } = await book('普陀区');
    const places = ['hospital', 'near', 'made-up', 'nowhere'].map(
      (name) => `http://yizhan.test/?place=${here.idOf(name)}`,
    );
    expect(new Set(readQrCodes(text))).toEqual(new Set(['http://yizhan.test/', ...places]));
  });

  it('has codes with the address that is set', async () => {
    const other = await world([place('a', 31.2, 121.4, clinic({ address: address('长寿路街道', '一号') }))], {
      settings: { publicUrl: 'https://yizhan.example.org/x' },
    });
    const { text } = await request(other.app).get(`${HANDBOOK}${encodeURIComponent('长寿路街道')}`);
    expect(readQrCodes(text)).toEqual([
      'https://yizhan.example.org/x/',
      `https://yizhan.example.org/x/?place=${other.idOf('a')}`,
    ]);
    await other.close();
  });

  it('takes one category, another paper, English and a code', async () => {
    const rooms = await book('普陀区', '&category=relay_station&format=a6');
    expect(entries(rooms.text)).toBe(1);
    expect(rooms.text).toContain('size:105mm 148mm');
    const english = await request(here.app).get(`/handbook?area=310107&lang=en`);
    expect(english.text).toContain('<html lang="en">');
    expect(english.text).toContain('Mon–Fri 08:00–17:00; Sat, Sun closed');
  });

  it('answers 304 while nothing has changed', async () => {
    const { headers } = await book('普陀区');
    const again = await request(here.app)
      .get(`${HANDBOOK}${encodeURIComponent('普陀区')}`)
      .set({ Host: 'yizhan.test', 'If-None-Match': headers['etag']! });
    expect(again.status).toBe(304);
  });

  it.each([
    ['area=%E6%99%AE%E9%99%80%E5%8C%BA&category=nothing', 'category'],
    ['area=%E6%99%AE%E9%99%80%E5%8C%BA&format=a5', 'format'],
    ['area=%E6%99%AE%E9%99%80%E5%8C%BA&limit=5', 'limit'],
    ['category=health', 'area'],
    ['area=', 'area'],
    ['area=x', 'area'],
    ['area=%3Cscript%3E', 'area'],
    [`area=${'a'.repeat(101)}`, 'area'],
    ['area=999999', 'area'],
  ])('refuses %s and names what is wrong', async (query, parameter) => {
    const { status, body } = await here.get(`/handbook?${query}`);
    expect([status, body.errors[0].parameter]).toEqual([400, parameter]);
    expect(body.errors[0].allowed.length).toBeGreaterThan(0);
  });

  it('offers areas spelled like one that is not there', async () => {
    const { body } = await here.get(`/handbook?area=${encodeURIComponent('长寿路街')}`);
    expect(body.errors[0].detail).toContain('did you mean 长寿路街道?');
    expect(body.errors[0].allowed[0]).toBe('长寿路街道');
    const { body: typo } = await here.get(`/handbook?area=${encodeURIComponent('石全路街道')}`);
    expect(typo.errors[0].allowed[0]).toBe('石泉路街道');
  });

  it('asks which, where two areas have the name', async () => {
    const { status, body } = await here.get(`/handbook?area=${encodeURIComponent('鼓楼区')}`);
    expect(status).toBe(400);
    expect(body.errors[0].allowed).toEqual(['南京市 鼓楼区', '福州市 鼓楼区']);
    expect(entries((await book('南京市 鼓楼区')).text)).toBe(1);
  });

  it('prints so many places and says how many more there are', async () => {
    const many = Array.from({ length: MOST_PRINTED + 7 }, (_, i) =>
      place(`p${i}`, 31.2 + i / 10_000, 121.4, clinic({ address: address('长寿路街道', `${i}号`) })),
    );
    const crowded = await world(many);
    const { text } = await request(crowded.app).get(`${HANDBOOK}${encodeURIComponent('普陀区')}`);
    expect(entries(text)).toBe(MOST_PRINTED);
    expect(text).toContain('另有 7 处');
    await crowded.close();
  });

  it('prints the hotlines it is given, and the streets of the operator', async () => {
    const hotlines = [
      hotline('12351', {}),
      hotline('1', { area: ['杭州市'] }),
      hotline('2', { validTo: '2026-11-21' }),
    ];
    const street = { type: 'LineString', coordinates: [[121.42, 31.24], [121.44, 31.241]] }; // prettier-ignore
    const printer = printerOf({
      store: here.deps.stores.facilities,
      vocabulary,
      calendar,
      exceptions: () => undefined,
      streets: JSON.stringify({
        type: 'FeatureCollection',
        features: [{ geometry: street }, { geometry: null }],
      }),
      offerings: {
        ...NO_OFFERINGS,
        all: <K extends OfferingKind>(kind: K) =>
          (kind === 'hotline' ? hotlines : []) as unknown as Offering<K>[],
      },
      now: here.deps.now,
    });
    const { html } = await printer.handbook({ area: '普陀区', category: 'health', format: 'a4', lang: 'zh' });
    expect(html.match(/<b>\d+<\/b><span>\S+/g)).toEqual(['<b>12351</b><span>职工热线']);
    expect(html).toContain('class="streets"');
    expect(html).not.toContain('class="qr"');
    expect(html).toContain('没有设置网址');
  });

  it('tells of a dated exception ahead', async () => {
    const Authorization = (await here.keyOf('editor')).Authorization;
    const written = await here.post(
      '/v1/overrides',
      {
        kind: 'closed',
        from: '2026-12-01',
        to: '2026-12-03',
        target: { facilities: [here.idOf('near')] },
        reason: { zh: '装修' },
      },
      { Authorization },
    );
    expect(written.status).toBe(201);
    await here.refresh();
    expect((await book('普陀区')).text).toContain('2026-12-01 至 2026-12-03（例外：装修）');
  });
});

describe('what there is beside places', () => {
  let other: World;
  let id: string;
  const area = ['普陀区'];
  beforeAll(async () => {
    other = await world([place('a', 31.2, 121.4, clinic({ address: address('长寿路街道', '一号') }))]);
    const { Authorization } = await other.keyOf('editor');
    const add = async (path: string, document: object) => {
      const { status, headers } = await other.post(path, document, { Authorization });
      expect(status).toBe(201);
      return headers['location']!.split('/').at(-1)!;
    };
    const steps = [{ zh: '礼让行人', en: 'Give way to who walks' }, { zh: '车停<线>内' }];
    id = await add('/v1/programmes', { name: { zh: '小哥公约' }, measure: 'unite', steps, area });
    await add('/v1/programmes', {
      name: { zh: '就医手册' },
      measure: 'health',
      area,
      link: 'https://example.org/h',
    });
    await add('/v1/programmes', { name: { zh: '外地' }, measure: 'health', area: ['杭州市'] });
    await add('/v1/events', {
      name: { zh: '义诊' },
      measure: 'health',
      start: '2026-11-20T14:00',
      end: '2026-11-20T16:00',
      rrule: 'FREQ=WEEKLY',
      facility: other.idOf('a'),
      seats: 30,
    });
    const far = { name: { zh: '明年' }, measure: 'health', start: '2027-06-01', end: '2027-06-01' };
    await add('/v1/events', far);
    await add('/v1/offers', {
      name: { zh: '体检八折' },
      measure: 'health',
      facility: other.idOf('a'),
      service: 'health_check',
      percentOff: 20,
      hours: '每天9:00-11:00',
    });
  });
  afterAll(() => other.close());

  it('stands in the handbook of the area: how to join, what is on in the next weeks, what is cheaper', async () => {
    const { text } = await request(other.app)
      .get(`${HANDBOOK}${encodeURIComponent('普陀区')}`)
      .set('Host', 'h');
    const lists = text.slice(text.indexOf('怎么办理'));
    expect(lists.indexOf('就医手册')).toBeLessThan(lists.indexOf('小哥公约')); // its own measure first
    expect(lists).toContain('<b>11-27 14:00–16:00</b> 义诊');
    expect(lists).toContain('定期举行 · a驿站，一号 · 名额 30');
    expect(lists).toContain('<b>体检八折</b> −20%');
    expect(lists).toContain('每天 09:00–11:00');
    expect(text).not.toMatch(/外地|明年/);
    const codes = readQrCodes(text);
    expect(codes).toEqual(expect.arrayContaining(['https://example.org/h', `http://h/programmes/${id}`]));
  });

  it('has a page for each programme, such as the riders’ charter with its articles', async () => {
    const page = (path: string) => request(other.app).get(path).set('Host', 'h');
    const { status, headers, text } = await page(`/programmes/${id}?lang=zh`);
    expect(status).toBe(200);
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(text).toContain('<ol class="steps"><li>礼让行人</li><li>车停&#60;线&#62;内</li></ol>');
    expect(readQrCodes(text)).toEqual([`http://h/programmes/${id}`]);
    expect((await page(`/programmes/${id}?lang=en`)).text).toContain('Give way to who walks');
    expect((await page('/programmes/999999')).status).toBe(404);
  });
});

describe('GET /poster/{id}', () => {
  const poster = (name: string, lang = 'zh') =>
    request(here.app)
      .get(`/poster/${here.idOf(name)}?lang=${lang}`)
      .set('Host', 'yizhan.test');

  it('has what is behind the door, and codes to report and to the place', async () => {
    const { status, text } = await poster('hospital');
    expect(status).toBe(200);
    expect(text).toContain('<h1>普陀&#60;b&#62;人民&#38;医院</h1>');
    expect(text).toContain('周一至周五 08:00–17:00');
    expect(text).toContain('面向所有人（按场所类别）');
    const id = here.idOf('hospital');
    expect(readQrCodes(text)).toEqual([
      `http://yizhan.test/?report=${id}`,
      `http://yizhan.test/?place=${id}`,
    ]);
    expect(text).not.toMatch(/Zhang San|13800000000|secret/);
  });

  it('speaks English', async () => {
    expect((await poster('hospital', 'en')).text).toContain('Who may come in, and how');
  });

  it('of a place that is out of service says so before anything else', async () => {
    const zh = (await poster('shut')).text;
    expect(zh).toContain('暂停服务：目前不开放');
    expect(zh.indexOf('暂停服务')).toBeLessThan(zh.indexOf('<h2>'));
    expect((await poster('shut', 'en')).text).toContain('Out of service: not open at present.');
    expect((await poster('hospital')).text).not.toContain('暂停服务');
  });

  it('does not find what never was', async () => {
    expect((await here.get('/poster/nobody')).status).toBe(404);
  });
});

describe('what the codes lead to', () => {
  it('is the page', async () => {
    for (const name of ['place', 'report']) {
      const answer = await request(here.app).get(`/?${name}=abc`).set('Accept', 'text/html');
      expect([answer.status, answer.type]).toEqual([200, 'text/html']);
    }
  });
});
