import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import ICAL from 'ical.js';
import { NOW, place, world, type World } from './harness.js';

/** NOW is Sunday, 2026-11-22, 10:00 in Shanghai. */
const HOTLINE = {
  name: { zh: '心理热线', en: 'Counselling line' },
  measure: 'mind',
  number: '962525',
  hours: { osm: '24/7' },
};
const HAIRCUT = {
  name: { zh: '免费理发', en: 'Free haircut' },
  measure: 'watch',
  area: ['普陀区'],
  start: '2026-01-20T09:00',
  end: '2026-01-20T11:30',
  rrule: 'FREQ=MONTHLY;BYMONTHDAY=20',
  services: ['haircut'],
};

let here: World;
let editor: Record<string, string>;
let operator: Record<string, string>;
beforeAll(async () => {
  here = await world([
    place('a', 31.2411, 121.4266, { services: { seating: { state: 'yes' } } }),
    place('b', 31.25, 121.43, { category: 'mental_health_service' }),
  ]);
  editor = { Authorization: (await here.keyOf('editor', '普陀区总工会')).Authorization };
  operator = { Authorization: (await here.keyOf('operator')).Authorization };
});
afterAll(() => here.close());
beforeEach(() => {
  here.clock.now = NOW;
});

/** Adds one, for the time of a test. */
async function adding<T>(path: string, document: object, work: (id: string) => Promise<T>): Promise<T> {
  const added = await here.post(path, document, editor);
  expect([added.status, added.body]).toEqual([201, expect.anything()]);
  const at = added.headers['location'] as string;
  try {
    return await work(at.slice(path.length + 1));
  } finally {
    const { headers, status } = await here.get(at);
    if (status === 200) await here.delete(at, { ...editor, 'If-Match': headers['etag'] as string });
  }
}

describe('an editor', () => {
  it('adds one, reads it, says it anew, changes a part of it and removes it', async () => {
    const added = await here.post('/v1/hotlines', HOTLINE, editor);
    expect(added.status).toBe(201);
    const path = added.headers['location'] as string;
    expect(added.body.hotline).toMatchObject({ name: '心理热线', open: { state: 'open' } });
    const read = await here.get(path, { 'Accept-Language': 'en' });
    expect(read.body).toMatchObject({
      hotline: { name: 'Counselling line' },
      document: { number: '962525' },
    });
    const match = { ...editor, 'If-Match': read.headers['etag'] as string };
    const put = await here.put(path, { ...HOTLINE, number: '12356' }, match);
    expect([put.status, put.body.document.number]).toEqual([200, '12356']);
    expect((await here.put(path, HOTLINE, match)).status).toBe(412);
    const patch = await here.patch(
      path,
      { hours: '周一至周五9:00-17:00', link: null },
      {
        ...editor,
        'Content-Type': 'application/merge-patch+json',
        'If-Match': put.headers['etag'] as string,
      },
    );
    expect(patch.status).toBe(200);
    expect(patch.body.hotline).toMatchObject({ number: '12356', open: { state: 'closed' } });
    expect(patch.body.document.hours).toMatchObject({
      text: '周一至周五9:00-17:00',
      osm: expect.stringContaining('09:00-17:00'),
    });
    const etag = patch.headers['etag'] as string;
    expect((await here.delete(path, { ...editor, 'If-Match': etag })).body).toMatchObject({ removed: true });
    expect((await here.get(path)).status).toBe(410);
    expect((await here.delete(path, { ...editor, 'If-Match': etag })).status).toBe(410);
  });

  it('needs his key, and the tag of what he has read', async () => {
    expect((await here.post('/v1/events', HAIRCUT)).status).toBe(401);
    expect((await here.post('/v1/events', HAIRCUT, operator)).status).toBe(403);
    await adding('/v1/events', HAIRCUT, async (id) => {
      expect((await here.put(`/v1/events/${id}`, HAIRCUT, editor)).status).toBe(428);
      expect((await here.delete(`/v1/events/${id}`, editor)).status).toBe(428);
      expect((await here.get(`/v1/hotlines/${id}`)).status).toBe(404);
    });
    expect((await here.get('/v1/events/99999')).status).toBe(404);
  });

  it('is told every member that is wrong', async () => {
    const wrong = { ...HAIRCUT, measure: 'warm', price: -1, end: '2026-01-20T08:00', colour: 'red' };
    const first = await here.post('/v1/events', wrong, editor);
    expect(first.status).toBe(400);
    expect(first.body.errors.map((one: { parameter: string }) => one.parameter)).toEqual(
      expect.arrayContaining(['price', 'colour']),
    );
    const { colour: _, price: __, ...rest } = wrong;
    const second = await here.post('/v1/events', rest, editor);
    expect(second.body.errors).toMatchObject([
      { parameter: 'measure' },
      { parameter: 'end', value: '2026-01-20T08:00' },
    ]);
    const facility = await here.post(
      '/v1/events',
      { ...HAIRCUT, facility: 'nowhere', organiser: '7' },
      editor,
    );
    expect(facility.body.errors).toMatchObject([{ parameter: 'facility' }, { parameter: 'organiser' }]);
    expect((await here.post('/v1/events', { ...HAIRCUT, start: 'soon' }, editor)).status).toBe(400);
    expect((await here.post('/v1/organisations', { name: { zh: 'a' }, members: 'all' }, editor)).status).toBe(
      400,
    );
  });

  it('leaves a trace in the audit log', async () => {
    await adding('/v1/programmes', { name: { zh: '扫码入会' }, measure: 'mutual' }, async (id) => {
      const log = await here.deps.stores.audit.list({}, 0, 1000);
      expect(log.at(-1)).toMatchObject({ route: '/v1/programmes', method: 'POST', status: 201, ids: [id] });
    });
  });
});

describe('lists', () => {
  it('tell what fits a measure and an area, and go on by cursor', async () => {
    await adding('/v1/hotlines', HOTLINE, () =>
      adding(
        '/v1/hotlines',
        { ...HOTLINE, number: '12351', measure: 'mutual', area: ['静安区'] },
        async () => {
          const numbers = async (query: string) =>
            (await here.get(`/v1/hotlines?${query}`)).body.hotlines.map(
              (one: { number: string }) => one.number,
            );
          expect(await numbers('measure=mind')).toEqual(['962525']);
          expect(await numbers('area=普陀区')).toEqual(['962525']);
          expect(await numbers('area=静安区')).toEqual(['962525', '12351']);
          const page = await here.get('/v1/hotlines?limit=1');
          expect(await numbers(`limit=1&cursor=${page.body.cursor}`)).toEqual(['12351']);
          expect((await here.get('/v1/hotlines?measure=wrm')).status).toBe(400);
          expect((await here.get(`/v1/hotlines?area=普陀区&cursor=${page.body.cursor}`)).status).toBe(400);
          expect((await here.get('/v1/organisations?measure=mind')).status).toBe(400);
          const again = await here.get('/v1/hotlines', {
            'If-None-Match': (await here.get('/v1/hotlines')).headers['etag'] as string,
          });
          expect(again.status).toBe(304);
        },
      ),
    );
  });

  it('keep what is over, and tell it only where it is asked for', async () => {
    const once = {
      name: { zh: '讲座' },
      measure: 'voice',
      start: '2026-11-01T19:00',
      end: '2026-11-01T21:00',
    };
    const past = { name: { zh: '夏送清凉' }, measure: 'watch', validTo: '2026-09-30' };
    await adding('/v1/events', once, (id) =>
      adding('/v1/programmes', past, async () => {
        expect((await here.get('/v1/events')).body.features).toEqual([]);
        expect((await here.get('/v1/events?state=all')).body.features).toMatchObject([
          { id, properties: { ongoing: false } },
        ]);
        expect((await here.get('/v1/programmes')).body.programmes).toEqual([]);
        expect((await here.get('/v1/programmes?state=all')).body.programmes).toMatchObject([
          { phase: 'over' },
        ]);
      }),
    );
  });

  it('tell whether an offer is to be had now: inside its window, and never outside', async () => {
    const lunch = {
      name: { zh: '爱心午餐' },
      measure: 'shop',
      facility: here.idOf('a'),
      service: 'rider_meal',
      price: 10,
      hours: '每天13:30-15:00',
    };
    await adding('/v1/offers', lunch, async () => {
      const state = async () => (await here.get('/v1/offers')).body.offers[0].valid.state;
      expect(await state()).toBe('closed');
      here.clock.now = Date.parse('2026-11-22T14:00:00+08:00');
      expect(await state()).toBe('open');
      const [offer] = (await here.get('/v1/offers')).body.offers;
      expect(offer.place).toMatchObject({ id: here.idOf('a'), category: 'relay_station' });
    });
  });
});

describe('events', () => {
  const later = {
    ...HAIRCUT,
    name: { zh: '义诊' },
    measure: 'health',
    rrule: undefined,
    services: ['free_clinic'],
    start: '2026-11-25T09:00',
    end: '2026-11-25T11:00',
  };
  const names = async (query: string) =>
    (await here.get(`/v1/events?${query}`)).body.features.map(
      (one: { properties: { name: string } }) => one.properties.name,
    );

  it('come by their next occurrence, near a position and between two times', async () => {
    const at = { facility: here.idOf('a') };
    await adding('/v1/events', { ...HAIRCUT, ...at }, () =>
      adding('/v1/events', { ...later, position: { lon: 121.5, lat: 31.3, crs: 'wgs84' } }, async () => {
        expect(await names('')).toEqual(['义诊', '免费理发']);
        expect(await names('measure=watch')).toEqual(['免费理发']);
        expect(await names('services=free_clinic')).toEqual(['义诊']);
        expect(await names('lat=31.241&lon=121.4265&radius=500')).toEqual(['免费理发']);
        expect(await names('from=2026-11-25&to=2026-11-25')).toEqual(['义诊']);
        expect(await names('from=2026-11-23&to=2026-11-24')).toEqual([]);
        expect(await names('to=2026-12-01T00:00')).toEqual(['义诊']);
        expect(await names('from=2026-12-01T00:00')).toEqual(['免费理发']);
        const near = await here.get(
          '/v1/events?lat=31.241&lon=121.4265&from=2026-12-01T00:00&to=2027-03-01T00:00',
        );
        expect(near.body.features).toMatchObject([
          {
            geometry: { coordinates: [121.4266, 31.2411] },
            properties: {
              next: { start: '2026-12-20T09:00:00+08:00', end: '2026-12-20T11:30:00+08:00' },
              occurrences: [
                { start: '2026-12-20T09:00:00+08:00' },
                { start: '2027-01-20T09:00:00+08:00' },
                { start: '2027-02-20T09:00:00+08:00' },
              ],
              distance: expect.closeTo(14.6, 0),
              place: { id: here.idOf('a') },
            },
          },
        ]);
        const page = await here.get('/v1/events?limit=1');
        expect(await names(`limit=1&cursor=${page.body.cursor}`)).toEqual(['免费理发']);
        const gcj02 = await here.get('/v1/events?measure=watch&outCrs=gcj02');
        expect(gcj02.headers['content-crs']).toBe('gcj02');
        expect(gcj02.body.features[0].geometry.coordinates[0]).toBeCloseTo(121.4311, 3);
      }),
    );
  });

  it('that are cancelled are told with their status, and do not go on', async () => {
    const now = { ...later, start: '2026-11-22T09:00', end: '2026-11-22T11:00' };
    await adding('/v1/events', { ...now, status: 'cancelled', statusNote: { zh: '因雨取消' } }, async () => {
      const { features } = (await here.get('/v1/events')).body;
      expect(features).toMatchObject([{ properties: { status: 'cancelled', ongoing: false } }]);
      expect((await here.get('/v1/measures/health')).body.events).toEqual([]);
    });
    await adding('/v1/events', now, async () => {
      expect((await here.get('/v1/events')).body.features).toMatchObject([{ properties: { ongoing: true } }]);
    });
  });

  it('are a calendar that another program reads', async () => {
    await adding(
      '/v1/events',
      { ...HAIRCUT, facility: here.idOf('a'), except: ['2026-12-20'] },
      async (id) => {
        const { text, headers, status } = await here.get('/v1/events.ics?measure=watch&area=普陀区');
        expect([status, headers['content-type']]).toEqual([200, 'text/calendar']);
        expect(text.split('\r\n').every((line) => Buffer.byteLength(line) <= 75)).toBe(true);
        const calendar = new ICAL.Component(ICAL.parse(text) as never);
        const [event] = calendar.getAllSubcomponents('vevent').map((one) => new ICAL.Event(one));
        expect(event!.uid).toContain(id);
        expect(event!.summary).toBe('免费理发');
        const iterator = event!.iterator();
        const days = Array.from({ length: 12 }, () => iterator.next().toJSDate().toISOString());
        expect(days).toContain('2026-11-20T01:00:00.000Z');
        expect(days).not.toContain('2026-12-20T01:00:00.000Z');
        expect((await here.get('/v1/events.ics?measure=learn')).text).not.toContain('VEVENT');
      },
    );
  });

  it('are refused questions that make no sense', async () => {
    const wrong = [
      'from=soon',
      'to=2026-02-30',
      'to=2026-01-01T00:00',
      'from=2026-01-01T00:00&to=2036-01-01T00:00',
      'lat=31',
      'radius=100',
      'services=lunch',
      'measure=x',
      'limit=0',
      'colour=red',
    ];
    for (const query of wrong)
      expect([query, (await here.get(`/v1/events?${query}`)).status]).toEqual([query, 400]);
  });
});

describe('a measure', () => {
  it('gathers its text, programmes, hotlines, events and offers, and the nearest places', async () => {
    await adding('/v1/hotlines', { ...HOTLINE, hours: '周一至周五9:00-17:00' }, () =>
      adding('/v1/hotlines', { ...HOTLINE, number: '12356' }, async () => {
        const { body } = await here.get('/v1/measures/mind?lat=31.241&lon=121.4265&lang=en');
        expect(body).toMatchObject({ code: 'mind', programmes: [], events: [], offers: [] });
        expect(body.text).toMatch(/hotline/);
        expect(body.hotlines.map((one: { number: string }) => one.number)).toEqual(['12356', '962525']);
        expect(body.nearest.map((one: { id: string }) => one.id)).toEqual([here.idOf('b')]);
        expect((await here.get('/v1/measures/mind')).body.nearest).toBeUndefined();
      }),
    );
  });

  it('exists ten times, each with words in both languages', async () => {
    const { measures } = (await here.get('/v1/measures')).body;
    expect(measures).toHaveLength(10);
    for (const { code } of measures as { code: string }[]) {
      const { status, body } = await here.get(`/v1/measures/${code}?lat=31.241&lon=121.4265`);
      expect([code, status, body.texts.zh.length > 20, body.texts.en.length > 20]).toEqual([
        code,
        200,
        true,
        true,
      ]);
    }
  });

  it('is asked without a position in the address too, with the same answer', async () => {
    const asked = await here.post('/v1/measures/mind', { lat: 31.241, lon: 121.4265, lang: 'en' });
    expect(asked.status).toBe(200);
    const { body } = await here.get('/v1/measures/mind?lat=31.241&lon=121.4265&lang=en');
    expect(asked.body).toEqual(body);
    expect((await here.post('/v1/measures/mind', { code: 'mind' })).status).toBe(400);
    expect((await here.post('/v1/measures/mnd', {})).status).toBe(404);
  });

  it('tells of a place as a whole, not for one of its services that has longer hours', async () => {
    const hours = { osm: 'Mo 09:00-10:00', coverage: 'full' as const };
    const line = { state: 'yes' as const, hours: { osm: '24/7', coverage: 'full' as const } };
    const room = { category: 'mental_health_service', hours, services: { crisis_hotline: line } };
    const other = await world([place('room', 31.241, 121.4265, room)]);
    const { nearest } = (await other.get('/v1/measures/mind?lat=31.241&lon=121.4265')).body;
    expect(nearest[0].properties).toMatchObject({ open: { state: 'closed' }, usable: { state: 'no' } });
    await other.close();
  });

  it('that there is not is named', async () => {
    const answer = await here.get('/v1/measures/mnd');
    expect(answer.status).toBe(404);
    expect(answer.body.detail).toContain('mind');
    expect((await here.get('/v1/measures/mind?lat=31')).status).toBe(400);
  });
});
