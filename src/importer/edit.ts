import type { z } from 'zod';
import { toWgs84 } from '../core/crs.js';
import { editDocument, type EditDocument, type JudgedEdit } from '../core/edit.js';
import type { Fault } from '../core/errors.js';
import type { Claim, Hours } from '../core/facility.js';
import { hoursOfText } from '../core/hours/hours-of-text.js';
import { isHoursError, parseHours } from '../core/hours/parse.js';
import type { Vocabulary } from '../core/vocabulary.js';
import { RULES, type RuleId } from './rules.js';
import { faultOf } from './sources/coordinates.js';
import { Findings } from './sources/findings.js';
import { keepPersonsInside } from './sources/personal.js';
import { tellPhonesApart } from './sources/phones.js';
import { short } from './sources/text.js';
import { withoutUnseen } from './sources/unseen.js';

/** What one document comes to. */
interface Judging {
  readonly vocabulary: Vocabulary;
  readonly findings: Findings;
  readonly faults: Fault[];
}

/**
 * An editor's document by the rules of the import: what an import notes is an issue, what it rejects a row for is a fault.
 * Nothing is bent to fit.
 */
export function judgeEdit(sent: unknown, vocabulary: Vocabulary): JudgedEdit {
  const findings = new Findings(1);
  const parsed = editDocument.safeParse(withoutUnseen(sent, findings), { reportInput: true });
  if (!parsed.success) return { said: {}, issues: [], faults: parsed.error.issues.flatMap(faultsOf) };
  const judging: Judging = { vocabulary, findings, faults: [] };
  const said = keepPersonsInside(claimOf(parsed.data, judging), judging.findings);
  return { said, issues: judging.findings.issues, faults: judging.faults };
}

function claimOf(document: EditDocument, judging: Judging): Partial<Claim> {
  const { position, hours, services, access, contact, internal, ...plain } = document;
  checkWords(document, judging);
  const { entrancePosition, night, ...entry } = access ?? {};
  const door = entrancePosition && wgs84(entrancePosition, 'access.entrancePosition', judging);
  const nightly = night && withHours(night, 'access.night', judging);
  const members = {
    ...plain,
    ...placed(position, judging),
    hours: hours && rulesOf(hours, 'hours', judging),
    services:
      services &&
      Object.fromEntries(
        Object.entries(services).map(([code, offer]) => [
          code,
          withHours(offer, `services.${code}`, judging),
        ]),
      ),
    access: access && {
      ...entry,
      ...(door && { entrancePosition: door }),
      ...(nightly && { night: nightly }),
    },
    ...numbers(contact, internal, judging),
  };
  return Object.fromEntries(Object.entries(members).filter(([, value]) => !isEmpty(value)));
}

/** Nothing, or an object in which nothing is said. An empty list says that there are none. */
function isEmpty(value: unknown): boolean {
  if (value === undefined) return true;
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0
  );
}

function checkWords({ category, services = {} }: EditDocument, { vocabulary, faults }: Judging): void {
  if (category !== undefined && !vocabulary.categories.has(category)) {
    const allowed = [...vocabulary.categories.keys()];
    faults.push({ ...ruled('category', 'category.unknown', category), allowed });
  }
  for (const code of Object.keys(services)) {
    if (vocabulary.services.has(code)) continue;
    const detail = 'is not a service of the vocabulary';
    faults.push({ parameter: `services.${code.slice(0, 80)}`, detail, allowed: 'a code of /v1/services' });
  }
}

type LonLat = NonNullable<EditDocument['position']>;

/** A place set by hand is exact, unless he says otherwise. */
function placed(
  position: EditDocument['position'],
  judging: Judging,
): Pick<Partial<Claim>, 'position' | 'sourcePosition'> {
  const found = position && wgs84(position, 'position', judging);
  if (!found) return {};
  const { lon: x, lat: y, crs, precision = 'building', estimated } = position;
  const more = { precision, ...(estimated !== undefined && { estimated }) };
  return { position: { ...found, ...more }, sourcePosition: { x, y, crs } };
}

function wgs84(
  { lon, lat, crs }: Pick<LonLat, 'lon' | 'lat' | 'crs'>,
  parameter: string,
  { faults }: Judging,
) {
  const rule = faultOf({ x: lon, y: lat });
  if (rule === undefined) return toWgs84({ lon, lat }, crs);
  faults.push({
    ...ruled(parameter, rule, `${lon}, ${lat}`),
    allowed: 'lon from -180 to 180, lat from -90 to 90, in the datum of crs',
  });
  return undefined;
}

function withHours<T extends { readonly hours?: EditedHours | undefined }>(
  { hours, ...rest }: T,
  parameter: string,
  judging: Judging,
) {
  return { ...rest, ...(hours && { hours: rulesOf(hours, `${parameter}.hours`, judging) }) };
}

type EditedHours = NonNullable<EditDocument['hours']>;

/** Rules that are given hold, if they can be read; words alone are read as the import reads them. */
function rulesOf(given: EditedHours, parameter: string, { findings, faults }: Judging): Hours | undefined {
  const { text, osm, coverage = 'full', workdays } = given;
  if (osm !== undefined) {
    const parsed = parseHours(osm);
    if (!isHoursError(parsed)) return { ...given, coverage };
    const detail = `${parsed.error} (position ${parsed.at})`;
    faults.push({
      parameter: `${parameter}.osm`,
      value: short(osm),
      detail,
      allowed: 'the subset in docs/hours.md',
    });
    return undefined;
  }
  const { hours, unused } = hoursOfText(text!);
  if (hours.coverage === 'none' || unused.length > 0)
    findings.note('hours.not_understood', { column: parameter, value: unused.join(' | ') || text });
  return workdays === undefined ? hours : { ...hours, workdays };
}

/** Lines of an office may be published; a person's own phone stays inside, wherever it was written. */
function numbers(
  contact: EditDocument['contact'],
  internal: EditDocument['internal'],
  { findings, faults }: Judging,
): Pick<Partial<Claim>, 'contact' | 'internal'> {
  const found = (contact?.phone ?? []).map((text) => ({ text, ...tellPhonesApart(text) }));
  for (const { office, personal } of found) {
    if (office.length + personal.length > 0) continue;
    const allowed = 'a number of an office, such as 021-12345678';
    faults.push({ parameter: 'contact.phone', detail: 'has an entry without a number', allowed });
  }
  const personal = found.flatMap((one) => one.personal);
  if (personal.length > 0) findings.note('phone.personal', { column: 'contact.phone' });
  const phone = contact?.phone && [...new Set(found.flatMap((one) => one.office))].slice(0, 10);
  const inside = [...new Set([...(internal?.phone ?? []), ...personal])].slice(0, 10);
  return {
    ...(contact && { contact: { ...contact, ...(phone && { phone }) } }),
    ...((internal ?? inside.length > 0) && {
      internal: { ...internal, ...(inside.length > 0 && { phone: inside }) },
    }),
  };
}

function ruled(parameter: string, rule: RuleId, value: string): Fault {
  return { parameter, value: short(value), detail: `${RULES[rule].words.en} (${rule})` };
}

function faultsOf(issue: z.core.$ZodIssue): Fault[] {
  const at = issue.path.map(String).join('.').slice(0, 200);
  if (issue.code === 'unrecognized_keys') {
    const allowed =
      at === '' ? Object.keys(editDocument.shape) : 'the members the document of this API names';
    return issue.keys.slice(0, 20).map((key) => ({
      parameter: (at === '' ? key : `${at}.${key}`).slice(0, 200),
      detail: 'is no member of the document',
      allowed,
    }));
  }
  const { input } = issue;
  const plain = typeof input === 'string' || typeof input === 'number' || typeof input === 'boolean';
  // What stands in `internal` or among phones may be a person's own: a problem does not repeat it.
  const shown = plain && !/^(internal|contact\.phone)/.test(at) ? { value: short(String(input)) } : {};
  const detail =
    input === undefined
      ? 'is missing'
      : input === null
        ? 'is null, which only a patch may say'
        : issue.message;
  const allowed = issue.code === 'invalid_value' ? { allowed: issue.values.map(String) } : {};
  return [{ parameter: at === '' ? 'body' : at, ...shown, detail, ...allowed }];
}
