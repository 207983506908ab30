import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { place, world, type World } from './harness.js';

let here: World;
let editor: Record<string, string>;
let [offer, event]: string[] = [];
beforeEach(async () => {
  here = await world([place('old', 31.2411, 121.4266), place('new', 31.2412, 121.4267)]);
  editor = { Authorization: (await here.keyOf('editor')).Authorization };
  const common = { measure: 'shop', facility: here.idOf('old') };
  const lunch = { ...common, name: { zh: '午餐' }, service: 'rider_meal', price: 10, hours: '24小时' };
  const fair = { ...common, name: { zh: '市集' }, start: '2026-12-01T10:00', end: '2026-12-01T12:00' };
  offer = (await here.post('/v1/offers', lunch, editor)).body.offer.id as string;
  event = (await here.post('/v1/events', fair, editor)).body.event.id as string;
});
afterEach(() => here.close());

describe('an offer at a place that became one with another', () => {
  it('is at that one, in answers and where it is asked for', async () => {
    const [from, into] = [here.idOf('old'), here.idOf('new')];
    await here.apply([{ kind: 'merge', from, into }]);
    await here.refresh();
    const offers = await here.get('/v1/offers');
    expect(offers.body.offers).toMatchObject([{ id: offer, facility: into, place: { id: into } }]);
    const one = await here.get(`/v1/offers/${offer}`);
    expect(one.body).toMatchObject({
      offer: { facility: into, place: { id: into } },
      document: { facility: into },
    });
    const events = await here.get('/v1/events');
    expect(events.body.features).toMatchObject([
      { id: event, properties: { facility: into, place: { id: into } } },
    ]);
    const near = await here.get('/v1/facilities/nearest?lat=31.241&lon=121.4265&offer=meal');
    expect(near.body.features).toMatchObject([{ id: into, properties: { offers: [{ id: offer }] } }]);
  });

  it('stays where it was written when its place is removed', async () => {
    await here.apply([{ kind: 'withdraw', source: 'test', externalId: 'old' }]);
    await here.refresh();
    const { body } = await here.get(`/v1/offers/${offer}`);
    expect(body.offer).toMatchObject({ id: offer, facility: expect.any(String) });
    expect(body.offer).not.toHaveProperty('place');
  });
});

describe('an event nobody says the end of', () => {
  it('is told without one, and goes on nobody knows how long', async () => {
    const tea = { name: { zh: '茶' }, measure: 'voice', start: '2026-11-22T09:00' };
    await here.post('/v1/events', tea, editor);
    const { body } = await here.get('/v1/events?measure=voice');
    const [{ properties }] = body.features;
    expect(properties.next).toEqual({ start: '2026-11-22T09:00:00+08:00' });
    expect(properties).not.toHaveProperty('ongoing');
    here.clock.now = Date.parse('2026-11-23T00:00:00+08:00');
    expect((await here.get('/v1/events?measure=voice')).body.features).toEqual([]);
    const calendar = await here.get('/v1/events.ics?measure=shop');
    expect(calendar.text).toContain('DTEND');
  });
});

describe('a person’s own number', () => {
  it('is published of nothing, whoever writes it', async () => {
    const union = { name: { zh: '工会' }, phone: ['13812345678'] };
    const { status, body } = await here.post('/v1/organisations', union, editor);
    expect([status, JSON.stringify(body)]).toEqual([400, expect.not.stringContaining('13812345678')]);
    const line = { name: { zh: '师傅' }, measure: 'mind', number: '138 1234 5678' };
    expect((await here.post('/v1/hotlines', line, editor)).status).toBe(400);
  });
});
