import type { CrsName, Language } from './wire.js';

/** A map application of the phone, or a map site where the phone has none. */
export interface MapApp {
  readonly id: 'amap' | 'baidu' | 'apple' | 'google';
  readonly names: Readonly<Record<Language, string>>;
  /** The datum of the positions it expects; outside mainland China GCJ-02 is WGS-84, and the conversion knows where. */
  readonly crs: CrsName;
  /** A link that shows the way there, or the place where the application has no link for the way. */
  readonly link: (to: Destination) => string;
}

export interface Destination {
  readonly name: string;
  /** Degrees, in the application's datum. */
  readonly lon: number;
  readonly lat: number;
}

/**
 * What each application documents. All are plain web addresses, so that they work in a web view and on a computer too;
 * phones that have the application open it.
 */
export const MAP_APPS: readonly MapApp[] = [
  {
    // Amap URI API, 路径规划: longitude first; `coordinate=gaode` is GCJ-02, `mode=ride` by (e-)bike.
    id: 'amap',
    names: { zh: '高德地图', en: 'Amap' },
    crs: 'gcj02',
    link: ({ name, lon, lat }) =>
      `https://uri.amap.com/navigation?to=${degrees(lon)},${degrees(lat)},${text(name)}&mode=ride&coordinate=gaode&callnative=1&src=yizhan`,
  },
  {
    // Baidu URI API, 自定义打点: latitude first; its routes want a beginning and a city, the marker wants neither.
    id: 'baidu',
    names: { zh: '百度地图', en: 'Baidu Maps' },
    crs: 'bd09',
    link: ({ name, lon, lat }) =>
      `https://api.map.baidu.com/marker?location=${degrees(lat)},${degrees(lon)}&title=${text(name)}&content=${text(name)}&coord_type=bd09ll&output=html&src=webapp.yizhan.yizhan`,
  },
  {
    // Apple, Map Links: `daddr` where to, `dirflg=w` on foot (it has no flag for bicycles). Its map of China is GCJ-02.
    id: 'apple',
    names: { zh: '苹果地图', en: 'Apple Maps' },
    crs: 'gcj02',
    link: ({ lon, lat }) => `https://maps.apple.com/?daddr=${degrees(lat)},${degrees(lon)}&dirflg=w`,
  },
  {
    // Google Maps URLs, directions. Its map of China is GCJ-02, and positions in links are taken as they are.
    id: 'google',
    names: { zh: '谷歌地图', en: 'Google Maps' },
    crs: 'gcj02',
    link: ({ lon, lat }) =>
      `https://www.google.com/maps/dir/?api=1&destination=${degrees(lat)},${degrees(lon)}&travelmode=bicycling`,
  },
];

/** Six places are a decimetre, and as many as Amap takes. */
function degrees(value: number): string {
  return String(Math.round(value * 1e6) / 1e6);
}

/** A name inside a link; a comma or a bar would end it for some. */
function text(name: string): string {
  return encodeURIComponent(name.replaceAll(/[,，|]/g, ' '));
}
