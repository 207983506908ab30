import { describe, expect, it } from '@jest/globals';
import type { OfferingKind } from '../../../../src/core/offerings/documents.js';
import { readOffering } from '../../../../src/core/offerings/read-offering.js';
import { vocabulary } from '../../../http/harness.js';

const read = (kind: OfferingKind, document: unknown) => readOffering(kind, document, vocabulary);
const faults = (kind: OfferingKind, document: unknown) =>
  read(kind, document).faults.map(({ parameter, detail }) => `${parameter} ${detail}`);

const EVENT = {
  name: { zh: '免费理发', en: 'free haircut' },
  measure: 'watch',
  start: '2026-10-20T09:00',
  end: '2026-10-20T11:30',
};
const OFFER = {
  name: { zh: '骑手爱心午餐' },
  measure: 'shop',
  facility: 'x1',
  service: 'rider_meal',
  price: 10,
};
const HOTLINE = { name: { zh: '全国统一心理援助热线' }, measure: 'mind', number: '12356' };

describe('an offering as it is written', () => {
  it('is kept in one form, which is taken again unchanged', () => {
    const documents = {
      event: {
        ...EVENT,
        rrule: 'RRULE:freq=monthly;bymonthday=20',
        position: { lon: 121.4311, lat: 31.2391, crs: 'gcj02' },
      },
      offer: { ...OFFER, hours: '周一至周五13:30-15:00', validTo: '2026-12-31' },
      hotline: { ...HOTLINE, hours: { osm: '24/7' } },
      organisation: {
        name: { zh: '新会路商户联合工会' },
        type: 'merchants_union',
        members: [{ facility: 'x', plaque: true }],
      },
      programme: {
        name: { zh: '扫码入会' },
        measure: 'mutual',
        steps: [{ zh: '扫码' }],
        validFrom: '2026-01-01',
      },
    } as const;
    for (const [kind, document] of Object.entries(documents)) {
      const { content, faults: wrong } = read(kind as OfferingKind, document);
      expect(wrong).toEqual([]);
      const again = read(kind as OfferingKind, JSON.parse(JSON.stringify(content)));
      expect(JSON.stringify(again.content)).toBe(JSON.stringify(content));
    }
  });

  it('has times in Shanghai’s offset, its position in WGS-84 and hours that are understood', () => {
    const { content } = read('event', {
      ...EVENT,
      start: '2026-10-20T01:00:00Z',
      position: { lon: 121.4311, lat: 31.2391, crs: 'gcj02' },
    });
    expect(content).toMatchObject({
      start: '2026-10-20T09:00:00+08:00',
      position: { crs: 'wgs84', lon: expect.closeTo(121.4265, 3), lat: expect.closeTo(31.241, 3) },
    });
    const offer = read('offer', { ...OFFER, hours: '周一至周五13:30-15:00' }).content;
    expect(offer).toMatchObject({
      hours: { text: '周一至周五13:30-15:00', osm: expect.stringContaining('13:30-15:00') },
    });
  });

  it('is refused in words for what cannot be', () => {
    expect(faults('event', { ...EVENT, end: '2026-10-20T09:00' })).toEqual([
      'end lies before the start, or at it',
    ]);
    expect(faults('event', { ...EVENT, end: '2026-10-20' })).toEqual(['end is of another form than start']);
    expect(faults('event', { ...EVENT, end: '2028-10-20T09:00' })).toEqual(['end is too far from the start']);
    expect(faults('event', { ...EVENT, start: '2026-02-30T09:00' })).toEqual(['start is no time']);
    expect(faults('event', { ...EVENT, rrule: 'FREQ=HOURLY' })).toEqual([
      'rrule needs FREQ, one of DAILY, WEEKLY, MONTHLY, YEARLY',
    ]);
    expect(faults('event', { ...EVENT, rrule: 'FREQ=MONTHLY;BYMONTHDAY=21' })).toEqual([
      'rrule does not hold on the day of the start',
    ]);
    expect(faults('event', { ...EVENT, rrule: 'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30' })).toEqual([
      'rrule does not hold on the day of the start',
    ]);
    expect(faults('event', { ...EVENT, except: ['2026-10-20'] })).toEqual(['except goes with rrule only']);
    expect(faults('event', { ...EVENT, price: -1 })).toEqual(['price is below zero']);
    expect(faults('event', { ...EVENT, seats: -1 })).toEqual(['seats is below zero']);
    expect(faults('event', { ...EVENT, position: { lon: 200, lat: 1, crs: 'wgs84' } })).toEqual([
      'position is nowhere on earth',
    ]);
    expect(faults('event', { ...EVENT, facility: 'a', position: { lon: 1, lat: 1, crs: 'wgs84' } })).toEqual([
      'position stands beside facility: the facility has one',
    ]);
    expect(faults('offer', { ...OFFER, price: -0.01 })).toEqual(['price is below zero']);
    expect(faults('offer', { ...OFFER, price: 1.005 })).toEqual(['price has parts of a fen']);
    expect(faults('offer', { ...OFFER, price: '10' })[0]).toMatch(/^price /);
    expect(faults('offer', { ...OFFER, percentOff: 120 })).toEqual(['percentOff is above 100']);
    expect(faults('offer', { ...OFFER, validFrom: '2026-02-01', validTo: '2026-01-31' })).toEqual([
      'validTo lies before validFrom',
    ]);
    expect(faults('offer', { ...OFFER, validTo: '2026-02-30' })).toEqual([
      'validTo is a day that does not exist',
    ]);
    expect(faults('offer', { ...OFFER, service: 'lunch' })).toEqual([
      'service is not a word of the vocabulary',
    ]);
    expect(faults('offer', { ...OFFER, price: undefined })).toEqual([
      'price is missing: nothing says what is offered',
    ]);
    expect(faults('hotline', { ...HOTLINE, number: 'call me' })).toEqual([
      'number is no telephone number: digits, blanks and hyphens',
    ]);
    expect(faults('hotline', { ...HOTLINE, measure: 'warm' })).toEqual([
      'measure is not a word of the vocabulary',
    ]);
    expect(
      faults('programme', { name: { zh: '扫码入会' }, measure: 'mutual', link: 'javascript:alert(1)' }),
    ).toEqual(['link is no link: it begins with http:// or https://']);
    expect(faults('organisation', { name: {} })).toEqual(['name a text needs zh or en']);
    expect(faults('organisation', { name: { zh: 'a' }, colour: 'red' })).toEqual(['colour is not known']);
    expect(faults('organisation', { name: { zh: 'a' }, members: [{}] })).toEqual([
      'members.0 needs facility or name',
    ]);
    for (const nothing of [null, [], 'text', 7])
      expect(faults('event', nothing)[0]).toMatch(/^the document /);
  });

  it('says which words there are, where one is not known', () => {
    const [fault] = read('hotline', { ...HOTLINE, measure: 'warm' }).faults;
    expect(fault).toMatchObject({ value: 'warm', allowed: expect.arrayContaining(['mind', 'mutual']) });
  });
});
