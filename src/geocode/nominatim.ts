import { z } from 'zod';
import { GeocoderFault, type AddressQuestion, type Geocoder, type Located } from '../core/geocoder.js';
import type { Precision } from '../core/position.js';
import type { Asker } from './ask.js';

/** Of an answer in the format jsonv2 what we use. Numbers of a position are texts in it. */
const written = z.string().regex(/^-?\d{1,3}(?:\.\d+)?$/);
const degrees = (most: number) =>
  z.union([written.transform(Number), z.number()]).pipe(z.number().min(-most).max(most));
const place = z.object({
  lat: degrees(90),
  lon: degrees(180),
  display_name: z.string(),
  place_rank: z.number(),
  importance: z.number().nullish(),
  address: z.record(z.string(), z.string()).optional(),
});
const places = z.array(place).max(50);

/** Members of `address` that name no region. */
const NO_REGION = /^(?:house_number|house_name|road|postcode|country|country_code|ISO3166.*)$/;
const MOST_ANSWERS = 5;

/**
 * A service that speaks the search API of Nominatim (nominatim.org/release-docs, Search and Output). Asked in free form: the
 * structured form knows no lanes (弄). Datum WGS-84.
 *
 * @param base address of the service, such as https://nominatim.openstreetmap.org
 */
export function nominatim(base: string, asker: Asker): Geocoder {
  const source = {
    id: 'geocode-nominatim',
    name: 'Nominatim',
    licence: 'ODbL-1.0',
    attribution: '© OpenStreetMap contributors',
  };
  return {
    source,
    async locate(question, signal) {
      const read = places.safeParse(await asker.ask(searchUrl(base, question), { signal }));
      if (read.success) return read.data.map(located);
      throw new GeocoderFault('row', {
        zh: '答复不是 Nominatim 的 jsonv2 格式',
        en: 'the answer is not what Nominatim documents (jsonv2)',
      });
    },
  };
}

function searchUrl(base: string, { text, district, city, province }: AddressQuestion): URL {
  const url = new URL(`${base.replace(/\/+$/, '')}/search`);
  const q = [...new Set([text, district, city, province])].filter((part) => part !== undefined);
  const limit = String(MOST_ANSWERS);
  const asked = { q: q.join(', '), format: 'jsonv2', addressdetails: '1', limit, 'accept-language': 'zh' };
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
  return url;
}

function located({
  lat,
  lon,
  display_name,
  place_rank,
  importance,
  address = {},
}: z.infer<typeof place>): Located {
  const { road, house_number } = address;
  return {
    position: { lon, lat },
    precision: precisionOf(place_rank),
    matched: display_name,
    areas: Object.entries(address).flatMap(([member, name]) => (NO_REGION.test(member) ? [] : [name])),
    ...(road === undefined ? {} : { street: road }),
    ...(house_number === undefined ? {} : { number: house_number }),
    ...(typeof importance === 'number' && importance >= 0 && importance <= 1 ? { score: importance } : {}),
  };
}

/** Ranks as Nominatim gives them: 30 a house or a point of interest, 26 and 27 streets, less is an area. */
function precisionOf(rank: number): Precision {
  if (rank >= 28) return 'building';
  return rank >= 26 ? 'street' : 'area';
}
