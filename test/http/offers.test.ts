import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { VectorTile } from '@mapbox/vector-tile';
import { PbfReader } from 'pbf';
import request from 'supertest';
import { onMap } from '../../src/core/tile.js';
import { place, world, type World } from './harness.js';

const HOURS = { osm: 'Mo-Su 08:00-22:00', coverage: 'full' as const };
const meals = {
  hours: HOURS,
  category: 'caring_merchant',
  services: { rider_meal: { state: 'yes' as const } },
};
const at = (time: string) => Date.parse(`2026-11-22T${time}+08:00`);
const HERE = 'lat=31.241&lon=121.4265';

let here: World;
let editor: Record<string, string>;
/** Offers at the nearest: lunch for 10 yuan in its window; at the next: something without hours. */
beforeAll(async () => {
  here = await world([
    place('near', 31.2411, 121.4266, meals),
    place('next', 31.242, 121.427, { ...meals, services: {} }),
    place('far', 31.25, 121.43, meals),
  ]);
  editor = { Authorization: (await here.keyOf('editor')).Authorization };
  const lunch = {
    name: { zh: '爱心午餐', en: 'Lunch' },
    measure: 'shop',
    facility: here.idOf('near'),
    service: 'rider_meal',
    price: 10,
  };
  const added = await here.post(
    '/v1/offers',
    { ...lunch, hours: '每天13:30-15:00', validTo: '2026-11-30', proof: { zh: '工服' } },
    editor,
  );
  expect(added.status).toBe(201);
  const other = {
    ...lunch,
    name: { zh: '八折' },
    facility: here.idOf('next'),
    service: 'rider_discount',
    price: undefined,
    percentOff: 20,
  };
  expect((await here.post('/v1/offers', other, editor)).status).toBe(201);
});
afterAll(() => here.close());
beforeEach(() => {
  here.clock.now = at('10:00');
});

interface Feature {
  readonly id: string;
  readonly properties: { readonly offers?: readonly { name: string; valid: { state: string } }[] };
}
const features = async (query: string) =>
  (await here.get(`/v1/facilities/nearest?${HERE}&${query}`)).body.features as Feature[];
const found = async (query: string) => (await features(query)).map(({ id }) => id);

describe('offers on facilities', () => {
  it('are told while they are to be had, and not outside their window', async () => {
    const offers = async () =>
      (await features('limit=2')).map(({ properties }) =>
        properties.offers?.map((one) => [one.name, one.valid.state]),
      );
    expect(await offers()).toEqual([undefined, [['八折', 'unknown']]]);
    here.clock.now = at('14:00');
    expect(await offers()).toEqual([[['爱心午餐', 'open']], [['八折', 'unknown']]]);
    const picked = await features('limit=1&fields=offers&lang=en');
    expect(picked[0]!.properties).toEqual({
      offers: [
        expect.objectContaining({
          name: 'Lunch',
          price: 10,
          proof: '工服',
          service: 'rider_meal',
          valid: { state: 'open', until: '2026-11-22T15:00:00+08:00' },
        }),
      ],
    });
    const whole = await here.get(`/v1/facilities/${here.idOf('near')}`);
    expect(whole.body.properties.offers).toMatchObject([{ price: 10 }]);
  });

  it('are asked for by what they are and by price: only what is surely to be had then', async () => {
    expect(await found('offer=meal')).toEqual([]);
    expect(await found('offer=meal&openAt=2026-11-22T14:00')).toEqual([here.idOf('near')]);
    here.clock.now = at('14:00');
    for (const query of [
      'offer=meal',
      'offer=rider_meal,haircut',
      'offer=any',
      'maxPrice=10',
      'offer=meal&maxPrice=12.5',
    ])
      expect([query, await found(query)]).toEqual([query, [here.idOf('near')]]);
    for (const query of [
      'offer=discount',
      'maxPrice=9.99',
      'offer=haircut',
      'offer=meal&openAt=2026-12-01T14:00',
    ])
      expect([query, await found(query)]).toEqual([query, []]);
  });

  it('make a meal count as usable inside its window only', async () => {
    const eat = async () => (await here.get(`/v1/needs/nearest?${HERE}&need=eat`)).body.needs[0].facility;
    expect((await eat()).id).toBe(here.idOf('far'));
    here.clock.now = at('14:00');
    expect(await eat()).toMatchObject({
      id: here.idOf('near'),
      properties: { usable: { state: expect.not.stringMatching('no') } },
    });
    expect(await found('services=rider_meal&openAt=2026-11-22T10:00')).toEqual([here.idOf('far')]);
    // When the offer is over, the place's own word holds again.
    expect(await found('services=rider_meal&openAt=2026-12-01T10:00')).toEqual([
      here.idOf('near'),
      here.idOf('far'),
    ]);
  });

  it('are what a map is drawn of that is asked for them, far out and close by', async () => {
    here.clock.now = at('14:00');
    for (const zoom of [3, 11, 15]) {
      const { x, y } = onMap({ lon: 121.4266, lat: 31.2411 });
      const path = `/tiles/${zoom}/${Math.floor(x * 2 ** zoom)}/${Math.floor(y * 2 ** zoom)}.mvt?offer=meal`;
      const { body } = await request(here.app).get(path).responseType('blob');
      const { layers } = new VectorTile(new PbfReader(body as Buffer));
      expect(layers['clusters']?.length ?? 0).toBe(0);
      const ids = Array.from(
        { length: layers['places']!.length },
        (_, i) => layers['places']!.feature(i).properties['id'],
      );
      expect(ids).toEqual([here.idOf('near')]);
    }
  });

  it('stand beside what a merchants’ union says of its member', async () => {
    const [near, next] = [here.idOf('near'), here.idOf('next')];
    const members = [
      { facility: near, plaque: true, frontDuties: true },
      { facility: next, plaque: false },
    ];
    const union = { name: { zh: '商户联合工会', en: 'Merchants' }, type: 'merchants_union', members };
    const { headers } = await here.post('/v1/organisations', union, editor);
    const at = headers['location']!;
    const memberOf = async (id: string) =>
      (await here.get(`/v1/facilities/${id}?lang=en`)).body.properties.memberOf as unknown;
    const merchants = { id: at.split('/').at(-1), name: 'Merchants' };
    expect(await memberOf(near)).toEqual([{ ...merchants, plaque: true, frontDuties: true }]);
    expect(await memberOf(next)).toEqual([{ ...merchants, plaque: false }]);
    expect(await memberOf(here.idOf('far'))).toBeUndefined();
    const { etag } = (await here.get(at)).headers;
    expect((await here.delete(at, { ...editor, 'If-Match': etag! })).status).toBe(200);
    expect(await memberOf(near)).toBeUndefined();
  });

  it('are refused words and prices there are not', async () => {
    for (const query of ['offer=lunch', 'offer=', 'maxPrice=-1', 'maxPrice=ten', 'maxPrice='])
      expect([query, (await here.get(`/v1/facilities/nearest?${HERE}&${query}`)).status]).toEqual([
        query,
        400,
      ]);
  });
});
