import { isEastAsian } from '../../../sources/text.js';
import type { SourceRow } from '../../reading.js';
import { osmHours } from '../osm-hours.js';
import type { Standard } from '../standard.js';
import type { OsmPass, OsmTags } from './element.js';
import { osmPlaces, type OsmPlace } from './places.js';
import type { OsmTagTable } from './tag-table.js';

/** OpenStreetMap: what its tags mean stands in `data/sources/osm-tags.csv`. https://wiki.openstreetmap.org/wiki/Tags */
export const OSM: Standard = {
  name: 'OSM',
  source: {
    licence: 'ODbL 1.0',
    attribution: '© OpenStreetMap contributors',
    precision: 'building',
    headings: {
      name: ['name'],
      nameEn: ['name:en'],
      aliases: ['aliases'],
      category: ['category'],
      address: ['address'],
      city: ['addr:city'],
      district: ['addr:district'],
      postcode: ['addr:postcode'],
      lon: ['lon'],
      lat: ['lat'],
      hours: ['opening_hours'],
      phone: ['phone'],
      website: ['website'],
      services: ['offers'],
      operator: ['operator'],
      description: ['description'],
      slots: ['capacity'],
      externalId: ['id'],
      inService: ['in_service'],
    },
    ignore: { tags: 'all tags as they are; kept in the raw record' },
    skip: [
      {
        id: 'not-public',
        zh: '标明不对公众开放（access=private 或 no）',
        en: 'it is not open to the public (access=private or no)',
        when: { not_public: ['private', 'no'] },
      },
    ],
    unnamed: 'category',
  },
};

/** The places of a file as rows; they are numbered as they are found. */
export async function* osmRows(
  pass: OsmPass,
  table: OsmTagTable,
  onRead?: (bytes: number) => void,
): AsyncIterable<SourceRow> {
  let row = 0;
  for await (const place of osmPlaces(pass, table, onRead)) yield placeRow(place, table, ++row);
}

function placeRow({ element, category, at }: OsmPlace, table: OsmTagTable, row: number): SourceRow {
  const { tags = {} } = element;
  const isClosed = tags['disused'] === 'yes' || tags['abandoned'] === 'yes';
  const values = {
    id: `${element.type}/${element.id}`,
    category,
    ...namesOf(tags),
    aliases: tags['alt_name'],
    address: addressOf(tags),
    'addr:city': tags['addr:city'],
    'addr:district': tags['addr:district'],
    'addr:postcode': tags['addr:postcode'],
    lon: at?.[0],
    lat: at?.[1],
    opening_hours: tags['opening_hours'] && osmHours(tags['opening_hours']),
    phone: tags['phone'] ?? tags['contact:phone'],
    website: tags['website'] ?? tags['contact:website'],
    offers: offersOf(tags, table),
    operator: tags['operator'],
    description: tags['description'],
    capacity: /^\d+$/.test(tags['capacity'] ?? '') ? tags['capacity'] : undefined,
    not_public: /^(private|no)$/.test(tags['access'] ?? '') ? tags['access'] : undefined,
    in_service: isClosed ? false : undefined,
    tags,
  };
  return {
    row,
    values: Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)),
  };
}

function offersOf(tags: OsmTags, table: OsmTagTable): object | undefined {
  const offers = table.servicesOf(tags);
  return Object.keys(offers).length > 0 ? offers : undefined;
}

/** The name in Chinese before the one on the sign, and in English where there is one or the sign is in Latin letters. */
function namesOf(tags: OsmTags): { name?: string; 'name:en'?: string } {
  const sign = tags['name'];
  const chinese = tags['name:zh-Hans'] ?? tags['name:zh'] ?? (sign && isEastAsian(sign) ? sign : undefined);
  const english =
    tags['name:en'] ?? (chinese && sign && /[a-z]/i.test(sign) && !isEastAsian(sign) ? sign : undefined);
  const name = chinese ?? (english === undefined ? sign : undefined);
  return { ...(name ? { name } : {}), ...(english ? { 'name:en': english } : {}) };
}

function addressOf(tags: OsmTags): string | undefined {
  const { 'addr:full': full, 'addr:street': street, 'addr:housenumber': number } = tags;
  if (full || !street) return full;
  if (!number) return street;
  if (!isEastAsian(street)) return `${street} ${number}`;
  return /^\d+$/.test(number) ? `${street}${number}号` : `${street}${number}`;
}
