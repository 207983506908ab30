import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UserError, invalidParameter } from '../../../core/errors.js';
import type { Words } from '../../../core/vocabulary.js';
import { decode, findEncoding } from '../encoding.js';
import { isObject } from '../flatten.js';
import { openInput, type Input } from '../input.js';
import { jsonValues } from '../json.js';
import type { SourceRow } from '../reading.js';
import { osmHours } from './osm-hours.js';
import type { StandardDocument, StandardSource } from './standard.js';

/** Where both documents keep their stations, in every version. */
const STATIONS = '$.data.stations.*';

const SOURCE: StandardSource = {
  precision: 'entrance',
  headings: {
    name: ['name'],
    aliases: ['short_name'],
    address: ['address'],
    postcode: ['post_code'],
    lon: ['lon'],
    lat: ['lat'],
    phone: ['contact_phone'],
    hours: ['station_opening_hours'],
    slots: ['docks'],
    services: ['offers'],
    description: ['payment', 'payment_en'],
    externalId: ['station_id'],
    inService: ['is_installed'],
  },
  ignore: { published: 'the station as published; kept in the raw record' },
};

/** Whether a text begins like a list of stations of GBFS. */
export function isGbfs(head: string): boolean {
  return /"stations"\s*:\s*\[/.test(head) && /"station_id"\s*:/.test(head);
}

/**
 * GBFS `station_information` (1.0 to 3.1), and what is lasting in `station_status`: whether the station is installed.
 * Counts of the moment are no business of an import. https://gbfs.org/documentation/reference
 *
 * @param status path of the `station_status`; absent: the one beside the file, where there is one
 * @throws UserError `invalid-file` for a `station_status` that was given as the list
 */
export async function gbfsDocument(
  input: Input,
  head: string,
  status: string | undefined,
): Promise<StandardDocument> {
  if (!/"lat"\s*:/.test(head)) {
    throw new UserError(
      'invalid-file',
      `${input.name} is a station_status: it has no names and positions. Import the station_information and name this file with --with.`,
    );
  }
  const version = /"version"\s*:\s*"([^"]{1,20})"/.exec(head)?.[1];
  const beside = status ?? (await statusBeside(input));
  const installed = beside === undefined ? undefined : await installedStations(beside);
  return {
    name: version === undefined ? 'GBFS' : `GBFS ${version}`,
    source: SOURCE,
    path: STATIONS,
    row: (element, row) => stationRow(element, row, installed),
    notes: installed && beside !== undefined ? [statusNote(beside, installed.size)] : [],
  };
}

function statusNote(path: string, stations: number): Words {
  return {
    zh: `另读取了 ${path}：${stations} 个站点是否已安装。其中的实时数量不导入。`,
    en: `${path} was read too: whether ${stations} stations are installed. Its live counts are not imported.`,
  };
}

async function statusBeside({ path, name }: Input): Promise<string | undefined> {
  if (!name.includes('station_information')) return undefined;
  const beside = join(dirname(path), name.replace('station_information', 'station_status'));
  try {
    await (await open(beside)).close();
    return beside;
  } catch {
    return undefined;
  }
}

/** Station → whether it is installed. */
async function installedStations(path: string): Promise<ReadonlyMap<string, boolean>> {
  const input = await openInput(path);
  const encoding = await findEncoding(input);
  const installed = new Map<string, boolean>();
  for await (const { value } of jsonValues(decode(input, encoding), STATIONS)) {
    if (!isObject(value)) continue;
    const { station_id: id, is_installed: is } = value;
    // Version 1 wrote 1 and 0.
    if (typeof id === 'string' && (typeof is === 'boolean' || is === 1 || is === 0))
      installed.set(id, is === true || is === 1);
  }
  if (installed.size > 0) return installed;
  throw invalidParameter({
    parameter: 'with',
    value: path,
    detail: 'is no station_status of GBFS: no station with is_installed was found in it',
  });
}

function stationRow(
  station: unknown,
  row: number,
  installed: ReadonlyMap<string, boolean> | undefined,
): SourceRow {
  if (!isObject(station)) return { row, values: {}, fault: 'not an object' };
  const id = station['station_id'];
  const hours = station['station_opening_hours'];
  const values: Record<string, unknown> = {
    ...pick(station, ['station_id', 'name', 'short_name', 'address', 'post_code', 'lon', 'lat']),
    ...pick(station, ['contact_phone']),
    ...(typeof hours === 'string' && hours.trim() !== '' ? { station_opening_hours: osmHours(hours) } : {}),
    ...docksOf(station),
    ...(station['is_charging_station'] === true ? { offers: { ebike_charging: { state: 'yes' } } } : {}),
    ...paymentOf(station['rental_methods']),
    published: station,
  };
  const is = typeof id === 'string' ? installed?.get(id) : undefined;
  if (is !== undefined) values['is_installed'] = is;
  return { row, values };
}

/**
 * The docks of a station: `capacity`; else the docks of all kinds together, where each dock is told once (3.x), or of
 * the only kind there is (2.x tells a dock again for every type of vehicle it takes).
 */
function docksOf({
  capacity,
  vehicle_docks_capacity: docks,
  vehicle_type_capacity: byType,
}: Record<string, unknown>): { docks?: number } {
  if (typeof capacity === 'number') return { docks: capacity };
  if (Array.isArray(docks) && docks.length > 0) {
    const counts = docks.map((kind: unknown) => (isObject(kind) ? kind['count'] : undefined));
    if (counts.every((count) => typeof count === 'number'))
      return { docks: counts.reduce((a, b) => a + b, 0) };
  }
  const only = isObject(byType) ? Object.values(byType) : [];
  return only.length === 1 && typeof only[0] === 'number' ? { docks: only[0] } : {};
}

const METHODS: Readonly<Record<string, Words>> = {
  key: { zh: '会员卡', en: 'member key' },
  creditcard: { zh: '信用卡', en: 'credit card' },
  paypass: { zh: '非接触式银行卡', en: 'contactless card' },
  applepay: { zh: 'Apple Pay', en: 'Apple Pay' },
  androidpay: { zh: 'Android Pay', en: 'Android Pay' },
  transitcard: { zh: '交通卡', en: 'transit card' },
  accountnumber: { zh: '账号', en: 'account number' },
  phone: { zh: '手机', en: 'phone' },
};

/** How one pays, as words. What the standard does not know stays as it was written. */
function paymentOf(methods: unknown): { payment?: string; payment_en?: string } {
  if (!Array.isArray(methods)) return {};
  const known = methods
    .filter((method) => typeof method === 'string')
    .map((method) => METHODS[method.toLowerCase()] ?? { zh: method, en: method });
  if (known.length === 0) return {};
  return {
    payment: `租用方式：${known.map(({ zh }) => zh).join('、')}`,
    payment_en: `Rental by ${known.map(({ en }) => en).join(', ')}`,
  };
}

function pick(object: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    names.filter((name) => object[name] !== undefined).map((name) => [name, object[name]]),
  );
}
