import type { OfferingKind } from '../../core/offerings/documents.js';

interface Example {
  readonly title: string;
  readonly document: { readonly name: { readonly zh: string; readonly en?: string } } & Readonly<
    Record<string, unknown>
  >;
}

/** Documents an editor could send, for the document of the API. */
export const OFFERING_EXAMPLES: Readonly<Record<OfferingKind, Example>> = {
  organisation: {
    title: 'the joint union of a street’s merchants',
    document: {
      name: { zh: '新会路商户联合工会', en: 'Joint union of the merchants of Xinhui Road' },
      type: 'merchants_union',
      area: ['普陀区', '长寿路街道'],
      members: [{ name: { zh: '路口面馆' }, plaque: true, frontDuties: true }],
    },
  },
  programme: {
    title: 'union sign-up',
    document: {
      name: { zh: '扫码入会', en: 'Join the union by scanning a code' },
      measure: 'mutual',
      audience: ['riders', 'couriers'],
      steps: [{ zh: '扫码' }, { zh: '填写姓名和手机号' }, { zh: '等待短信确认' }],
    },
  },
  hotline: {
    title: 'a hotline that is always answered',
    document: {
      name: { zh: '心理援助热线', en: 'Mental health line' },
      measure: 'mind',
      number: '12356',
      hours: { osm: '24/7' },
    },
  },
  event: {
    title: 'a free haircut on the 20th of every month',
    document: {
      name: { zh: '免费理发', en: 'Free haircut' },
      measure: 'watch',
      start: '2026-11-20T09:00',
      end: '2026-11-20T11:30',
      rrule: 'FREQ=MONTHLY;BYMONTHDAY=20',
      services: ['haircut'],
      position: { lon: 121.4311, lat: 31.2391, crs: 'gcj02' },
    },
  },
  offer: {
    title: 'a rider’s meal for ten yuan after the peak',
    document: {
      name: { zh: '骑手爱心午餐', en: 'Rider’s lunch' },
      measure: 'shop',
      facility: 'ID',
      service: 'rider_meal',
      price: 10,
      audience: ['riders'],
      hours: { text: '每天13:30-15:00' },
    },
  },
};
