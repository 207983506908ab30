import fc from 'fast-check';
import { cardText } from '../src/core/card.js';
import type { Claim } from '../src/core/facility.js';
import type { Card } from '../src/core/store.js';

/** Text with whatever UTF-16 can hold: quotation marks, control characters, emoji, lone surrogates, and our own markers. */
const oddText = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }),
  fc.constantFrom(
    '',
    '"',
    '\\',
    '\u0000',
    '\ud800',
    '🏠',
    ',"services":{',
    ',"updatedAt":"',
    '"coordinates":[1,2]',
    ':',
  ),
);
/** With as many places as are held as numbers, and with more; no negative zero, which JSON does not know. */
const degrees = (most: number) =>
  fc.oneof(
    fc.double({ min: -most, max: most, noNaN: true }).map((it) => it + 0),
    fc.integer({ min: -most * 1e7, max: most * 1e7 }).map((it) => it / 1e7 + 0),
    fc.constantFrom(0, 1e-7, -1e-7, 1e-6, 1e-300, most, -most, 21.4265),
  );
const localText = fc.record({ zh: oddText, en: oddText }, { requiredKeys: [] });
const hours = fc.record(
  {
    text: oddText,
    osm: fc.constantFrom('24/7', 'Mo-Fr 09:00-17:00'),
    coverage: fc.constant('full' as const),
  },
  { requiredKeys: ['coverage'] },
);
const offer = fc.record(
  { state: fc.constantFrom('yes', 'no', 'unknown', 'broken'), note: localText, hours },
  { requiredKeys: ['state'] },
);
const services = fc.dictionary(fc.constantFrom('heating', 'water', 'wifi', 'toilet'), offer);

/** Whatever a place may say, and more: tests of texts do not want it checked. */
export const oddClaim = fc.record(
  {
    name: localText,
    category: fc.constantFrom('relay_station', 'clinic'),
    position: fc.record({
      lon: degrees(180),
      lat: degrees(90),
      precision: fc.constantFrom('building', 'street'),
    }),
    aliases: fc.array(oddText, { maxLength: 3 }),
    address: fc.record({ text: localText, district: oddText }, { requiredKeys: [] }),
    hours,
    services,
    access: fc.record({ note: localText, floor: oddText }, { requiredKeys: [] }),
    description: fc.oneof(
      localText,
      fc.integer({ min: 4000, max: 20_000 }).map((length) => ({ zh: '长'.repeat(length) })),
    ),
    inService: fc.boolean(),
  },
  { requiredKeys: ['name', 'category'] },
) as unknown as fc.Arbitrary<Claim>;

/** A card as a store gives it. */
export const oddCard: fc.Arbitrary<Card> = fc
  .record({ claim: oddClaim, seq: fc.maxSafeNat(), key: fc.integer({ min: 1, max: 2 ** 31 }) })
  .map(({ claim, seq, key }) => cardOf(claim, { key, seq }));

/** The card of a place that says this. */
export function cardOf(claim: Claim, { key = 1, seq = 1 } = {}): Card {
  const { lon = null, lat = null } = claim.position ?? {};
  const { zh: nameZh = null, en: nameEn = null } = claim.name;
  const body = { ...claim, sources: [{ source: 'test', externalId: '1' }] };
  const id = key.toString(36).padStart(12, '0');
  return { key, id, seq, lon, lat, nameZh, nameEn, ...cardText(body, '2026-03-01T08:00:00.000Z') };
}

/** All that a card says, however it is held. */
export function saidBy({ key, id, seq, lon, lat, nameZh, nameEn, head, services, rest }: Card) {
  const texts = { head: head.bytes, services: services.bytes, rest };
  const read = Object.entries(texts).map(([name, bytes]) => [name, bytes.toString()]);
  return { key, id, seq, lon, lat, nameZh, nameEn, ...Object.fromEntries(read) };
}
