import { describe, expect, it } from '@jest/globals';
import { assert, constantFrom, double, option, property, record, uniqueArray } from 'fast-check';
import { compose, EDITOR_SOURCE, type RecordOfFacility } from '../../../src/core/compose.js';
import { SERVICE_STATES, type Claim } from '../../../src/core/facility.js';
import { PRECISIONS } from '../../../src/core/position.js';

const plain: Claim = { name: { zh: '长寿驿站' }, category: 'relay_station' };
const from = (source: string, said: Partial<Claim> = {}): RecordOfFacility => ({
  source,
  externalId: `${source}-1`,
  claim: { ...plain, ...said },
});
const byHand = (said: Partial<Claim>) => from(EDITOR_SOURCE, said);
const at = (lon: number, precision: (typeof PRECISIONS)[number], estimated?: boolean): Partial<Claim> => ({
  position: { lon, lat: 31.24, precision, ...(estimated === undefined ? {} : { estimated }) },
});

describe('a facility of one record', () => {
  it('is what the record says', () => {
    const said = { ...at(121.4, 'street'), aliases: [], contact: { phone: ['12351'] } };
    expect(compose([from('union', said)])).toEqual({
      ...plain,
      ...said,
      sources: [{ source: 'union', externalId: 'union-1' }],
    });
  });
});

describe('a publisher who may overwrite', () => {
  const hours = (text: string): Partial<Claim> => ({ hours: { text, coverage: 'none' } });
  const early = from('union', {
    ...hours('全天'),
    ...at(121.1, 'entrance'),
    contact: { phone: ['12351'], website: 'https://union.example' },
    address: { text: { zh: '路1号' }, district: '普陀区' },
    services: { wifi: { state: 'yes', verifiedAt: '2026-01-01T00:00:00Z' }, toilet: { state: 'no' } },
  });

  it('has the last word on those members only, part by part, below an editor', () => {
    const late = from('operator', {
      ...hours('9:00-17:00'),
      ...at(121.2, 'area'),
      name: { zh: '别名' },
      contact: { phone: ['962525'] },
      address: { text: { zh: '路2号' } },
      services: { wifi: { state: 'broken' }, toilet: { state: 'unknown' } },
      overwrites: ['hours', 'contact', 'address', 'services'],
    });
    const body = compose([early, late]);
    expect(body).toMatchObject({
      ...hours('9:00-17:00'),
      name: plain.name,
      position: { lon: 121.1 },
      address: { text: { zh: '路2号' }, district: '普陀区' },
      services: { wifi: { state: 'broken' }, toilet: { state: 'no' } },
    });
    expect(body.contact).toEqual({ phone: ['962525'], website: 'https://union.example' });
    expect(body).not.toHaveProperty('overwrites');
    const edited = compose([early, late, byHand({ ...hours('随时'), services: { wifi: { state: 'no' } } })]);
    expect(edited).toMatchObject({ ...hours('随时'), services: { wifi: { state: 'no' } } });
  });

  it('moves the place with the numbers as published, but not by an estimate', () => {
    const sourcePosition = { x: 121.3, y: 31.25, crs: 'gcj02' as const };
    const late = (estimated: boolean) =>
      from('operator', { ...at(121.2, 'area', estimated), sourcePosition, overwrites: ['position'] });
    expect(compose([early, late(false)])).toMatchObject({ position: { lon: 121.2 }, sourcePosition });
    expect(compose([early, late(true)])).toMatchObject({ position: { lon: 121.1 } });
  });

  it('gives way to the earlier of two, and says no more of itself when alone', () => {
    const [one, two] = ['一', '二'].map((text, i) =>
      from(`operator${i}`, { ...hours(text), overwrites: ['hours'] }),
    );
    expect(compose([early, one!, two!])).toMatchObject(hours('一'));
    expect(compose([two!])).toEqual({
      ...plain,
      ...hours('二'),
      sources: [{ source: 'operator1', externalId: 'operator1-1' }],
    });
  });
});

describe('a facility of several records', () => {
  it('names them in the order in which they were first seen, an editor’s too', () => {
    const { sources } = compose([from('union'), byHand({}), from('poi')]);
    expect(sources.map((one) => one.source)).toEqual(['union', EDITOR_SOURCE, 'poi']);
  });

  it('takes a member from the earliest that has it', () => {
    const body = compose([
      from('union', { hours: { text: '全天', coverage: 'none' } }),
      from('poi', { hours: { osm: '24/7', coverage: 'full' }, inService: false, operator: { zh: '街道' } }),
    ]);
    expect(body).toMatchObject({
      hours: { text: '全天', coverage: 'none' },
      inService: false,
      operator: { zh: '街道' },
    });
  });

  it('takes an editor’s word before all others, however late it came', () => {
    const body = compose([
      from('union', { category: 'clinic', ...at(121.1, 'entrance'), capacity: { seats: 4 } }),
      byHand({ name: { zh: '新名' }, ...at(121.2, 'area', true), capacity: { seats: 9 } }),
    ]);
    expect(body).toMatchObject({
      name: { zh: '新名' },
      category: 'relay_station',
      position: { lon: 121.2 },
      capacity: { seats: 9 },
      aliases: ['长寿驿站'],
    });
  });

  it('leaves to the publishers the parts an editor did not say, and what he only restates', () => {
    const correction = byHand({
      name: { en: 'New' },
      access: { floor: '2' },
      address: { district: '普陀区' },
      restates: ['category'],
    });
    const body = compose([
      from('union', {
        name: { zh: '甲', en: 'Old' },
        category: 'clinic',
        access: { floor: '1', gate: '3号门' },
        address: { city: '上海市' },
      }),
      correction,
    ]);
    expect(body).toMatchObject({
      name: { zh: '甲', en: 'New' },
      category: 'clinic',
      access: { floor: '2', gate: '3号门' },
      address: { city: '上海市', district: '普陀区' },
      aliases: ['Old'],
    });
    expect(body).not.toHaveProperty('restates');
    const alone = compose([correction]);
    expect(alone).toMatchObject({ name: { en: 'New' }, category: 'relay_station' });
    expect(alone).not.toHaveProperty('restates');
  });

  it('makes other names aliases, once each and never its own name', () => {
    const body = compose([
      from('union', { name: { zh: '长寿驿站', en: 'Changshou station' }, aliases: ['小哥之家'] }),
      from('poi', { name: { zh: '长寿路驿站' }, aliases: ['长寿驿站', '小哥之家'] }),
    ]);
    expect(body.aliases).toEqual(['小哥之家', '长寿路驿站']);
    expect(compose([from('union'), from('poi')])).not.toHaveProperty('aliases');
  });

  it('gathers phones, and keeps what is internal apart', () => {
    const body = compose([
      from('union', { contact: { phone: ['62771234'] }, internal: { person: '王', phone: ['a'] } }),
      from('poi', {
        contact: { phone: ['62771234', '12351'], website: 'https://example.org' },
        internal: { phone: ['b'] },
      }),
    ]);
    expect(body.contact).toEqual({ phone: ['62771234', '12351'], website: 'https://example.org' });
    expect(body.internal).toEqual({ person: '王', phone: ['a', 'b'] });
  });

  it('lets an editor strike a wrong phone and a wrong alias off the list', () => {
    const body = compose([
      from('union', {
        contact: { phone: ['1'], website: 'https://example.org' },
        aliases: ['错名'],
        internal: { phone: ['2'] },
      }),
      byHand({ contact: { phone: ['12351'] }, aliases: ['好名'], internal: { phone: [] } }),
    ]);
    expect(body.contact).toEqual({ phone: ['12351'], website: 'https://example.org' });
    expect(body.aliases).toEqual(['好名']);
    expect(body).not.toHaveProperty('internal');
  });

  it('keeps the publisher’s own coordinates with the position taken, and with no other', () => {
    const sourcePosition = { x: 121.44, y: 31.24, crs: 'gcj02' } as const;
    const taken = compose([
      from('a', at(121.1, 'area')),
      from('b', { ...at(121.2, 'building'), sourcePosition }),
    ]);
    expect(taken).toMatchObject({ position: { lon: 121.2 }, sourcePosition });
    const other = compose([
      from('a', { ...at(121.1, 'area'), sourcePosition }),
      from('b', at(121.2, 'building')),
    ]);
    expect(other).not.toHaveProperty('sourcePosition');
    expect(compose([from('a'), from('b', { sourcePosition })])).not.toHaveProperty('position');
  });

  it('takes the position that nothing else beats: measured, then precise, then early', () => {
    const said = record({ precision: constantFrom(...PRECISIONS), estimated: constantFrom(true, false) });
    assert(
      property(
        uniqueArray(said, { minLength: 2, maxLength: 5, selector: (one) => JSON.stringify(one) }),
        (all) => {
          const records = all.map((one, i) => from(`s${i}`, at(i, one.precision, one.estimated)));
          const taken = all[compose(records).position!.lon]!;
          for (const one of all) {
            if (taken.estimated !== one.estimated) expect(taken.estimated).toBe(false);
            else
              expect(PRECISIONS.indexOf(taken.precision)).toBeLessThanOrEqual(
                PRECISIONS.indexOf(one.precision),
              );
          }
        },
      ),
    );
    expect(compose([from('a', at(1, 'street')), from('b', at(2, 'street'))]).position!.lon).toBe(1);
  });
});

describe('the services of a facility of several records', () => {
  const offer = record({
    state: constantFrom(...SERVICE_STATES),
    day: option(double({ min: 1, max: 28, noNaN: true })),
  });
  const claimOf = (state: Claim['services'] & object) => ({ services: state });

  it('are the known before the unknown, then those verified last', () => {
    assert(
      property(uniqueArray(offer, { minLength: 2, maxLength: 5, selector: (one) => one.day }), (all) => {
        const offers = all.map(({ state, day }) => ({
          state,
          ...(day === null
            ? {}
            : { verifiedAt: new Date(Date.UTC(2026, 0, 1, 0, 0, 0) + day * 86_400_000).toISOString() }),
        }));
        const { services } = compose(offers.map((one, i) => from(`s${i}`, claimOf({ toilet: one }))));
        const taken = services!['toilet']!;
        const known = offers.filter((one) => one.state !== 'unknown');
        expect(taken.state === 'unknown').toBe(known.length === 0);
        const rivals = known.length > 0 ? known : offers;
        for (const one of rivals) expect((taken.verifiedAt ?? '') >= (one.verifiedAt ?? '')).toBe(true);
      }),
    );
  });

  it('are settled by an editor, even as unknown', () => {
    const { services } = compose([
      from(
        'union',
        claimOf({ toilet: { state: 'yes', verifiedAt: '2026-10-01T00:00:00Z' }, wifi: { state: 'no' } }),
      ),
      byHand(claimOf({ toilet: { state: 'unknown' } })),
      from('poi', claimOf({ toilet: { state: 'yes', verifiedAt: '2026-11-01T00:00:00Z' } })),
    ]);
    expect(services).toEqual({ toilet: { state: 'unknown' }, wifi: { state: 'no' } });
  });

  it('may be called like something every object has', () => {
    const { services } = compose([
      from('a', claimOf(Object.fromEntries([['constructor', { state: 'yes' as const }]]))),
      from('b'),
    ]);
    expect(Object.entries(services!)).toEqual([['constructor', { state: 'yes' }]]);
  });

  it('are absent where nobody names one', () => {
    expect(compose([from('a'), from('b', { services: {} })])).not.toHaveProperty('services');
  });
});

describe('a position that was derived from the address', () => {
  const here = { lon: 121.43, lat: 31.24, precision: 'street', estimated: true } as const;
  const derived = (address: string, more: Partial<Claim> = {}) =>
    from('geocode', { name: { zh: '旧名' }, position: here, derivedFrom: { address }, ...more });
  const at = (address: string): Partial<Claim> => ({ address: { text: { zh: address } } });

  it('stands in where nobody gives one, and says nothing else', () => {
    const body = compose([from('a', at('长寿路1号')), derived('长寿路1号', { category: 'clinic' })]);
    const alone = compose([from('a', at('长寿路1号'))]);
    expect(body).toEqual({ ...alone, position: here, sources: [...alone.sources, expect.anything()] });
    expect(body.sources.map(({ source }) => source)).toEqual(['a', 'geocode']);
  });

  it('gives way to any that is given, and is no source of the place then', () => {
    const given = { lon: 121.5, lat: 31.3, precision: 'area' } as const;
    const { position, sources } = compose([
      derived('长寿路1号'),
      from('a', { ...at('长寿路1号'), position: given }),
    ]);
    expect(position).toEqual(given);
    expect(sources.map(({ source }) => source)).toEqual(['a']);
  });

  it('is over when the address is another one', () => {
    expect(compose([from('a', at('长寿路2号')), derived('长寿路1号')])).not.toHaveProperty('position');
    expect(compose([from('a'), derived('长寿路1号')])).not.toHaveProperty('position');
  });
});
