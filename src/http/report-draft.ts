import { toWgs84 } from '../core/crs.js';
import { distance } from '../core/distance.js';
import { UserError, type Fault } from '../core/errors.js';
import type { Facility } from '../core/facility.js';
import type { Position } from '../core/position.js';
import { reportNote } from '../core/report-note.js';
import { LONGEST_NOTE, NEAR, REPORT_KINDS, type Nearness, type ReportDraft } from '../core/report.js';
import type { FacilityStore, Resolution } from '../core/store.js';
import type { Vocabulary } from '../core/vocabulary.js';
import { anything, instant, number, optional, text, word, type Values } from './params.js';
import { shown } from './read-params.js';
import { crsParams, langParam } from './search-params.js';
import { unknownWord } from './search-question.js';

/** From what a stranger sends to a report as it is kept. */

const DAY = 86_400_000;
/** A phone's clock may be so much ahead of ours, in milliseconds. */
const CLOCK_AHEAD = 60_000;
/** Metres from where the place is said to be; farther away it is another place, or a mistake. */
const FARTHEST_SUGGESTED = 50_000;

const degrees = (max: number, meaning: string) =>
  optional(number({ min: -max, max, unit: 'degrees', meaning }));

export const reportParams = {
  facility: optional(
    text({
      most: 200,
      allowed: 'an id from an answer',
      meaning: 'The id of the place. Only a `suggestion` may leave it out.',
    }),
  ),
  kind: word(REPORT_KINDS, 'What was found there.'),
  service: optional(
    text({
      most: 60,
      allowed: 'a code of /v1/services',
      meaning: 'Of `broken_service`: which service does not work.',
    }),
  ),
  note: optional(
    text({
      most: LONGEST_NOTE,
      allowed: `up to ${LONGEST_NOTE} characters`,
      meaning: `What else the operator should know; a \`suggestion\` is nothing without it. Only operators read it. Numbers of people (phones, ID cards, e-mail) are masked before it is kept.`,
    }),
  ),
  observedAt: optional(instant('When it was seen, within the last day. Without it: now.')),
  lat: degrees(
    90,
    `Latitude of the reporter, in degrees. Kept is only whether that is within ${NEAR} m of the place.`,
  ),
  lon: degrees(180, 'Longitude of the reporter, in degrees.'),
  suggestedLat: degrees(90, 'Of `wrong_place` and `suggestion`: latitude where the place should be.'),
  suggestedLon: degrees(180, 'The longitude that belongs to it.'),
  crs: crsParams.crs,
  lang: langParam,
  website: optional({
    ...anything({
      schema: { type: 'string', maxLength: 0 },
      allowed: 'nothing',
      meaning:
        'Leave it out. A trap for programs that fill in every field they find: a report with it is thrown away.',
    }),
  }),
};
export type ReportValues = Values<typeof reportParams>;

interface ReportParts {
  readonly store: FacilityStore;
  readonly vocabulary: Vocabulary;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The report but for its id and asker. @throws UserError for what does not go together, and for a place there is not */
export async function draftOf(
  values: ReportValues,
  { store, vocabulary, now }: ReportParts,
): Promise<Omit<ReportDraft, 'id' | 'asker'>> {
  const faults = faultsOf(values, vocabulary, now);
  if (faults.length > 0) {
    const detail = faults.map((it) => `${it.parameter} ${it.detail}`).join('; ');
    throw new UserError('invalid-parameter', `${detail}.`, faults);
  }
  const place = values.facility === undefined ? undefined : await facilityOf(values.facility, store);
  const position = place?.body.position;
  const suggestedPosition = positionOf(values.suggestedLon, values.suggestedLat, values.crs);
  checkSuggested(suggestedPosition, position);
  const { kind, service, note } = values;
  const observedAt = Math.min(now, values.observedAt === undefined ? now : Date.parse(values.observedAt));
  return {
    kind,
    ...(place && { facility: { key: place.key, id: place.id } }),
    ...(service !== undefined && { service }),
    ...(note !== undefined && { note }),
    nearness: nearnessOf(positionOf(values.lon, values.lat, values.crs), position),
    ...(suggestedPosition && { suggestedPosition }),
    observedAt,
    receivedAt: now,
  };
}

function positionOf(
  lon: number | undefined,
  lat: number | undefined,
  crs: ReportValues['crs'],
): Position | undefined {
  if (lon === undefined || lat === undefined) return undefined;
  const { lon: x, lat: y } = toWgs84({ lon, lat }, crs);
  return { lon: x, lat: y };
}

function nearnessOf(reporter: Position | undefined, place: Position | undefined): Nearness {
  if (!reporter || !place) return 'not_told';
  return distance(reporter, place) <= NEAR ? 'near' : 'farther';
}

function checkSuggested(suggested: Position | undefined, place: Position | undefined): void {
  if (!suggested || !place || distance(suggested, place) <= FARTHEST_SUGGESTED) return;
  const detail = `is ${Math.round(distance(suggested, place) / 1000)} km from where the place is held to be`;
  const allowed = `within ${FARTHEST_SUGGESTED / 1000} km of it; are latitude and longitude in their places?`;
  throw new UserError('invalid-parameter', `suggestedLat, suggestedLon ${detail}.`, [
    { parameter: 'suggestedLat', detail, allowed },
  ]);
}

/** What cannot be right whatever the place. */
function faultsOf(values: ReportValues, vocabulary: Vocabulary, now: number): Fault[] {
  const { kind, facility, service, note, lat, lon, suggestedLat, suggestedLon } = values;
  const faults: Fault[] = [];
  const refuse = (parameter: string, detail: string, allowed: string) =>
    faults.push({ parameter, detail, allowed });
  if (facility === undefined && kind !== 'suggestion')
    refuse('facility', 'is missing', 'an id from an answer; only a suggestion may leave it out');
  if (kind === 'broken_service' && service === undefined)
    refuse('service', 'is missing', 'a code of /v1/services: which one does not work');
  if (kind !== 'broken_service' && service !== undefined)
    refuse('service', `does not go with ${kind}`, 'beside kind=broken_service');
  if (service !== undefined && !vocabulary.services.has(service))
    faults.push(unknownWord('service', service, [...vocabulary.services.keys()]));
  if (kind === 'suggestion' && (note === undefined || reportNote(note) === ''))
    refuse('note', 'is missing', 'the suggestion, in your words');
  if ((lat === undefined) !== (lon === undefined))
    refuse(lat === undefined ? 'lat' : 'lon', 'is missing', 'lat and lon, both or neither');
  if ((suggestedLat === undefined) !== (suggestedLon === undefined)) {
    const missing = suggestedLat === undefined ? 'suggestedLat' : 'suggestedLon';
    refuse(missing, 'is missing', 'suggestedLat and suggestedLon, both or neither');
  }
  if (suggestedLat !== undefined && kind !== 'wrong_place' && kind !== 'suggestion')
    refuse('suggestedLat', `does not go with ${kind}`, 'beside kind=wrong_place or kind=suggestion');
  return [...faults, ...faultOfTime(values.observedAt, now)];
}

function faultOfTime(observedAt: string | undefined, now: number): Fault[] {
  if (observedAt === undefined) return [];
  const ago = now - Date.parse(observedAt);
  const wrong = ago < -CLOCK_AHEAD ? 'lies in the future' : ago > DAY ? 'is more than a day ago' : undefined;
  if (wrong === undefined) return [];
  const allowed = 'an instant within the last 24 hours; leave it out for now';
  return [{ parameter: 'observedAt', ...shown(observedAt), detail: wrong, allowed }];
}

/** @throws UserError for a place there is not, or not any more */
async function facilityOf(id: string, store: FacilityStore): Promise<Facility> {
  const found = await followed(id, store);
  if (found?.kind === 'facility') return found.facility;
  if (found?.kind === 'removed')
    throw new UserError('gone', `This facility is no longer listed by any publisher (since ${found.at}).`);
  throw new UserError('not-found', 'No facility has this id.');
}

/** The place an id leads to today: a merged one is the one it was merged into. Nothing where there is none. */
export async function presentPlace(
  id: string,
  store: Pick<FacilityStore, 'resolve'>,
): Promise<Facility | undefined> {
  const found = await followed(id, store);
  return found?.kind === 'facility' ? found.facility : undefined;
}

async function followed(id: string, store: Pick<FacilityStore, 'resolve'>): Promise<Resolution | undefined> {
  let found = await store.resolve(id);
  for (let hops = 0; found?.kind === 'merged' && hops < 10; hops++) found = await store.resolve(found.into);
  return found;
}
