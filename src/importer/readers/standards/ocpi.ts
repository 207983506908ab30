import type { Hours } from '../../../core/facility.js';
import { isObject } from '../flatten.js';
import type { SourceRow } from '../reading.js';
import { osmHours } from './osm-hours.js';
import type { StandardDocument, StandardSource } from './standard.js';

const SOURCE: StandardSource = {
  category: 'ev_charging_station',
  precision: 'entrance',
  headings: {
    name: ['name'],
    address: ['address'],
    city: ['city'],
    province: ['state'],
    postcode: ['postal_code'],
    lon: ['longitude'],
    lat: ['latitude'],
    hours: ['opening_times'],
    website: ['website'],
    slots: ['evses'],
    services: ['offers'],
    operator: ['operator'],
    description: ['directions', 'facilities'],
    externalId: ['id'],
    inService: ['in_service'],
  },
  ignore: { published: 'the location as published, without its EVSEs; kept in the raw record' },
  skip: [
    {
      id: 'not-published',
      zh: '运营商声明不公开（publish: false）',
      en: 'the operator says that it is not to be shown (publish: false)',
      when: { publish: ['false'] },
    },
  ],
  unnamed: 'category',
};

/** Whether a text begins like locations of OCPI: positions as strings, and something that only a location has. */
export function isOcpi(head: string): boolean {
  return (
    /"coordinates"\s*:\s*\{[^{}]*"l(at|ong)itude"\s*:\s*"/.test(head) &&
    /"(evses|opening_times|time_zone)"\s*:/.test(head)
  );
}

/**
 * Locations of OCPI 2.1.1 to 2.2.1: an answer of the API, a list, or one location. What EVSEs are doing at the moment is
 * no business of an import. https://github.com/ocpi/ocpi, module Locations
 */
export function ocpiDocument(head: string): StandardDocument {
  const whole = /^\s*\[/.test(head) ? '$.*' : undefined;
  const answer = /"data"\s*:\s*(\[|\{)/.exec(head)?.[1];
  const path = whole ?? (answer === undefined ? '$' : answer === '[' ? '$.data.*' : '$.data');
  const version = /"party_id"\s*:|"publish"\s*:/.test(head) ? '2.2' : '2.1';
  return { name: `OCPI ${version}`, source: SOURCE, path, row: locationRow, notes: [] };
}

function locationRow(location: unknown, row: number): SourceRow {
  if (!isObject(location)) return { row, values: {}, fault: 'not an object' };
  const { evses, opening_times: times, coordinates, operator, ...rest } = location;
  const { last_updated: _, ...published } = rest;
  const hours = hoursOf(times);
  const where = isObject(coordinates) ? coordinates : {};
  const values = {
    id: idOf(location),
    name: rest['name'],
    address: rest['address'],
    city: rest['city'],
    state: rest['state'],
    postal_code: rest['postal_code'],
    longitude: where['longitude'],
    latitude: where['latitude'],
    directions: rest['directions'],
    publish: rest['publish'],
    ...(isObject(operator) ? { operator: operator['name'], website: operator['website'] } : {}),
    ...(hours ? { opening_times: hours } : {}),
    ...evsesOf(evses),
    ...facilitiesOf(rest['facilities']),
    published: { ...published, opening_times: times, coordinates, operator },
  };
  return { row, values: Object.fromEntries(Object.entries(values).filter(([, value]) => value != null)) };
}

/** From 2.2 on an id is one operator's own, so country and party stand before it. */
function idOf({ id, country_code: country, party_id: party }: Record<string, unknown>): unknown {
  return typeof country === 'string' && typeof party === 'string' && typeof id === 'string'
    ? `${country}*${party}*${id}`
    : id;
}

/** Charging points that are there. A location all of whose points are planned or gone is not in service. */
function evsesOf(evses: unknown): { evses?: number; in_service?: boolean } {
  if (!Array.isArray(evses) || evses.length === 0) return {};
  const there = evses.filter(
    (evse: unknown) => isObject(evse) && !/^(PLANNED|REMOVED)\s*$/.test(String(evse['status'])),
  ).length;
  return there === 0 ? { in_service: false } : { evses: there };
}

function facilitiesOf(facilities: unknown): { facilities?: string; offers?: object } {
  if (!Array.isArray(facilities)) return {};
  const words = facilities.filter((word) => typeof word === 'string').map((word) => word.trim());
  const others = words
    .filter((word) => word !== 'WIFI')
    .map((word) => word.toLowerCase().replaceAll('_', ' '));
  return {
    ...(words.includes('WIFI') ? { offers: { wifi: { state: 'yes' } } } : {}),
    ...(others.length > 0 ? { facilities: `On site: ${others.join(', ')}` } : {}),
  };
}

const WEEKDAYS = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'];
const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$|^24:00$/;

/**
 * Opening times as OSM rules. A period that ends at 23:59 ends with the day; one that does not end after it began runs
 * into the next day. Exceptional days are instants of a moment: they are kept in the raw record, and the rules are called
 * `partial` then. What is not of the standard is no hours: unknown.
 */
function hoursOf(times: unknown): Hours | undefined {
  if (!isObject(times)) return undefined;
  const rules = times['twentyfourseven'] === true ? '24/7' : weekOf(times['regular_hours']);
  if (rules === undefined) return undefined;
  const hours = osmHours(rules);
  const exceptions = [times['exceptional_openings'], times['exceptional_closings']];
  const isPlain = !exceptions.some((list) => Array.isArray(list) && list.length > 0);
  return isPlain || hours.osm === undefined ? hours : { ...hours, coverage: 'partial' };
}

function weekOf(periods: unknown): string | undefined {
  if (!Array.isArray(periods) || periods.length === 0) return undefined;
  const days = new Map<number, string[]>();
  for (const period of periods as unknown[]) {
    if (!isObject(period)) return undefined;
    const { weekday, period_begin: begin, period_end: end } = period;
    const isDay = typeof weekday === 'number' && WEEKDAYS[weekday - 1] !== undefined;
    if (!isDay || typeof begin !== 'string' || typeof end !== 'string') return undefined;
    if (!CLOCK.test(begin.trim()) || !CLOCK.test(end.trim())) return undefined;
    days.set(weekday, [...(days.get(weekday) ?? []), spanOf(begin.trim(), end.trim())]);
  }
  return rulesOf(days);
}

function spanOf(begin: string, end: string): string {
  return `${begin}-${end === '23:59' || end === '00:00' ? '24:00' : end}`;
}

/** One rule for each run of days with the same spans. */
function rulesOf(days: ReadonlyMap<number, readonly string[]>): string {
  const spans = WEEKDAYS.map((_, i) => (days.get(i + 1) ?? []).toSorted().join(','));
  if (spans.every((span) => span === '00:00-24:00')) return '24/7';
  const rules: string[] = [];
  for (let from = 0; from < 7;) {
    let to = from;
    while (to < 6 && spans[to + 1] === spans[from]) to++;
    const name = from === to ? WEEKDAYS[from] : `${WEEKDAYS[from]}-${WEEKDAYS[to]}`;
    if (spans[from] !== '') rules.push(`${name} ${spans[from]}`);
    from = to + 1;
  }
  return rules.join('; ');
}
