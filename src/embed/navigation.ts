import type { CrsName, Language } from './wire.js';

/** A map application of the phone, or a map site where the phone has none. */
export interface MapApp {
  readonly id: 'amap' | 'baidu' | 'apple' | 'google';
  readonly names: Readonly<Record<Language, string>>;
  /** The datum of the positions it expects; outside mainland China GCJ-02 is WGS-84, and the API knows where. */
  readonly crs: CrsName;
  /** A link that shows the way there, by e-bike where the application knows how. */
  readonly link: (to: Destination) => string;
}

export interface Destination {
  readonly name: string;
  /** Degrees, in the application's datum. */
  readonly lon: number;
  readonly lat: number;
}

/** What each application documents: its URI interface, with the datum named where it has a parameter for it. */
export const MAP_APPS: readonly MapApp[] = [
  {
    id: 'amap',
    names: { zh: '高德地图', en: 'Amap' },
    crs: 'gcj02',
    link: ({ name, lon, lat }) =>
      `https://uri.amap.com/navigation?to=${lon},${lat},${text(name)}&mode=ride&coordinate=gaode&callnative=1&src=yizhan`,
  },
  {
    id: 'baidu',
    names: { zh: '百度地图', en: 'Baidu Maps' },
    crs: 'bd09',
    link: ({ name, lon, lat }) =>
      `https://api.map.baidu.com/marker?location=${lat},${lon}&title=${text(name)}&content=${text(name)}&coord_type=bd09ll&output=html&src=yizhan`,
  },
  {
    id: 'apple',
    names: { zh: '苹果地图', en: 'Apple Maps' },
    crs: 'gcj02',
    link: ({ name, lon, lat }) => `https://maps.apple.com/?daddr=${lat},${lon}&q=${text(name)}&dirflg=w`,
  },
  {
    id: 'google',
    names: { zh: '谷歌地图', en: 'Google Maps' },
    crs: 'gcj02',
    link: ({ lon, lat }) =>
      `https://www.google.com/maps/dir/?api=1&destination=${lat},${lon}&travelmode=bicycling`,
  },
];

/** A name inside a link; a comma would end it for some. */
function text(name: string): string {
  return encodeURIComponent(name.replaceAll(/[,，|]/g, ' '));
}
