import { afterEach, describe, expect, it } from '@jest/globals';
import gcoordModule from 'gcoord';
import { amap } from '../../src/geocode/amap.js';
import { Asker } from '../../src/geocode/ask.js';
import { nominatim } from '../../src/geocode/nominatim.js';
import { geocoderContract, QUESTION } from './geocoder.js';
import { json, standIn, stillClock, type Answer, type StandIn } from '../stand-in.js';

/** The answer that Amap's documentation shows, with empty members as it writes them. */
const HOUSE_OF_AMAP = {
  formatted_address: '北京市朝阳区阜通东大街6号',
  country: '中国',
  province: '北京市',
  citycode: '010',
  city: '北京市',
  district: '朝阳区',
  township: [],
  neighborhood: { name: [], type: [] },
  building: { name: [], type: [] },
  adcode: '110105',
  street: '阜通东大街',
  number: '6号',
  location: '116.483038,39.990633',
  level: '门牌号',
};
const ofAmap = (...geocodes: object[]) => ({
  status: '1',
  info: 'OK',
  infocode: '10000',
  count: String(geocodes.length),
  geocodes,
});
const refusedByAmap = (infocode: string, info: string) => ({ status: '0', info, infocode });

/** A house in the format jsonv2. */
const HOUSE_OF_NOMINATIM = {
  place_id: 100149,
  licence: 'Data © OpenStreetMap contributors, ODbL 1.0.',
  osm_type: 'node',
  osm_id: 107775,
  lat: '39.9892310',
  lon: '116.4768880',
  category: 'place',
  type: 'house',
  place_rank: 30,
  importance: 0.0001,
  addresstype: 'place',
  name: '',
  display_name: '6, 阜通东大街, 望京街道, 朝阳区, 北京市, 100102, 中国',
  address: {
    house_number: '6',
    road: '阜通东大街',
    suburb: '望京街道',
    city: '朝阳区',
    state: '北京市',
    'ISO3166-2-lvl4': 'CN-BJ',
    postcode: '100102',
    country: '中国',
    country_code: 'cn',
  },
  boundingbox: ['39.98918', '39.98928', '116.47683', '116.47693'],
};

// Its types describe an ES module, but what arrives under Node is the CommonJS one.
const gcoord = gcoordModule as unknown as {
  transform(position: [number, number], from: string, to: string): [number, number];
};
const [lon, lat] = gcoord.transform([116.483038, 39.990633], 'GCJ02', 'WGS84');
geocoderContract('Amap', {
  open: (url, asker) => amap(url, 'k3y', asker),
  found: ofAmap(HOUSE_OF_AMAP),
  expected: {
    position: { lon, lat },
    precision: 'building',
    matched: '北京市朝阳区阜通东大街6号 [门牌号]',
    areas: ['北京市', '北京市', '朝阳区'],
    street: '阜通东大街',
    number: '6号',
  },
  nothing: ofAmap(),
  strange: [
    [],
    null,
    {},
    { status: '1', geocodes: 'x' },
    ofAmap({ location: '1' }),
    ofAmap({ location: '999,99' }),
  ],
  secret: 'k3y',
});
geocoderContract('Nominatim', {
  open: nominatim,
  found: [HOUSE_OF_NOMINATIM],
  expected: {
    position: { lon: 116.476888, lat: 39.989231 },
    precision: 'building',
    areas: ['望京街道', '朝阳区', '北京市'],
    street: '阜通东大街',
    number: '6',
    score: 0.0001,
  },
  nothing: [],
  strange: [
    {},
    { error: { code: 500, message: 'x' } },
    [{ lat: '', lon: '', display_name: '', place_rank: 30 }],
    [{ ...HOUSE_OF_NOMINATIM, lat: '91' }],
    [{ ...HOUSE_OF_NOMINATIM, lon: null }],
  ],
  secret: 'q=',
});

describe('what is asked', () => {
  let server: StandIn;
  afterEach(() => server.close());
  async function ask(open: typeof nominatim, ...answers: Answer[]) {
    server = await standIn(...answers);
    const clock = stillClock();
    const asker = new Asker({ fetch, clock, rate: 1, timeout: 5000, headers: {} });
    return open(`${server.url}/base/`, asker).locate(QUESTION);
  }
  const ofNominatim = (rank: number) => json([{ ...HOUSE_OF_NOMINATIM, place_rank: rank }]);
  const withKey: typeof nominatim = (url, asker) => amap(url, 'k3y', asker);

  it('of Nominatim is a free-form search with its parameters', async () => {
    await ask(nominatim, json([]));
    const { pathname, searchParams } = server.asked[0]!.url;
    expect(pathname).toBe('/base/search');
    expect(Object.fromEntries(searchParams)).toEqual({
      q: '阜通东大街6号, 朝阳区, 北京市',
      format: 'jsonv2',
      addressdetails: '1',
      limit: '5',
      'accept-language': 'zh',
    });
  });

  it('of Amap is its geocoding with address, city and key', async () => {
    await ask(withKey, json(ofAmap()));
    const { pathname, searchParams } = server.asked[0]!.url;
    expect(pathname).toBe('/base/v3/geocode/geo');
    expect(Object.fromEntries(searchParams)).toEqual({
      address: '北京市朝阳区阜通东大街6号',
      city: '北京市',
      output: 'JSON',
      key: 'k3y',
    });
  });

  it.each([
    [30, 'building'],
    [27, 'street'],
    [26, 'street'],
    [25, 'area'],
    [19, 'area'],
    [16, 'area'],
    [4, 'area'],
  ])('a rank of %d of Nominatim is of the precision %s', async (rank, precision) => {
    expect(await ask(nominatim, ofNominatim(rank))).toMatchObject([{ precision }]);
  });

  it.each([
    ['单元号', 'entrance'],
    ['门牌号', 'building'],
    ['门址', 'building'],
    ['兴趣点', 'compound'],
    ['道路', 'street'],
    ['道路交叉路口', 'street'],
    ['热点商圈', 'area'],
    ['村庄', 'area'],
    ['区县', 'area'],
    ['未知', 'area'],
    ['constructor', 'area'],
  ])('the level %s of Amap is of the precision %s', async (level, precision) => {
    expect(await ask(withKey, json(ofAmap({ ...HOUSE_OF_AMAP, level })))).toMatchObject([{ precision }]);
  });

  it.each([
    ['10001', 'INVALID_USER_KEY', 'all', 'GEOCODER_KEY is refused'],
    ['10009', 'USERKEY_PLAT_NOMATCH', 'all', 'GEOCODER_KEY is refused'],
    ['10003', 'DAILY_QUERY_OVER_LIMIT', 'all', 'quota is used up'],
    ['10044', 'USER_DAILY_QUERY_OVER_LIMIT', 'all', 'quota is used up'],
    ['10004', 'ACCESS_TOO_FREQUENT', 'all', 'lower GEOCODER_RATE'],
    ['20000', 'INVALID_PARAMS', 'row', 'INVALID_PARAMS'],
    ['30001', 'ENGINE_RESPONSE_DATA_ERROR', 'row', 'ENGINE_RESPONSE_DATA_ERROR'],
  ])('the refusal %s %s of Amap ends %s questions', async (infocode, info, reach, words) => {
    const reason = ask(withKey, json(refusedByAmap(infocode, info)));
    await expect(reason).rejects.toMatchObject({ reach, words: { en: expect.stringContaining(words) } });
    expect(server.asked).toHaveLength(infocode === '10004' ? 3 : 1);
  });

  it('too often is asked again a little later', async () => {
    const answers = [json(refusedByAmap('10004', 'ACCESS_TOO_FREQUENT')), json(ofAmap(HOUSE_OF_AMAP))];
    expect(await ask(withKey, ...answers)).toHaveLength(1);
    expect(server.asked).toHaveLength(2);
  });
});
