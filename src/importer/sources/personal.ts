import { holdsPersonalNumber, maskPersonal } from '../../core/personal-number.js';
import type { Findings } from './findings.js';
import { tellPhonesApart } from './phones.js';
import { askedOnce } from './shared-members.js';

/** Members of a claim whose texts are published as they were written. */
const TEXTS = [
  'name',
  'aliases',
  'address',
  'hours',
  'services',
  'access',
  'operator',
  'description',
] as const;

/** As many as the model holds. */
const MOST_PHONES = 10;

/**
 * A claim in which no text that is published tells a person's number: a mobile number that stood in a name, a description or
 * among the phones goes to the internal field, a citizen's number is masked. The raw record keeps the words.
 *
 * @param claim not yet checked
 */
export function keepPersonsInside<T extends object>(claim: T, findings: Findings): T {
  if (!tellsPersons(claim as Record<string, unknown>)) return claim;
  const members = { ...claim } as Record<string, unknown>;
  const found: string[] = [];
  for (const member of TEXTS) {
    if (!memberHolds(member, members[member])) continue;
    members[member] = masked(members[member], found);
    findings.note('text.personal_number', { column: member });
  }
  if (phonesApart(members, found)) findings.note('phone.personal', { column: 'phone' });
  if (found.length > 0) {
    const internal = members['internal'] as { phone?: readonly string[] } | undefined;
    const phone = [...new Set([...(internal?.phone ?? []), ...found])].slice(0, MOST_PHONES);
    members['internal'] = { ...internal, phone };
  }
  return members as T;
}

/** Hardly any does; and what does not is handed on as it is. */
function tellsPersons(members: Readonly<Record<string, unknown>>): boolean {
  for (const member of TEXTS) if (memberHolds(member, members[member])) return true;
  const { phone } = (members['contact'] ?? {}) as { readonly phone?: unknown };
  return Array.isArray(phone) && phone.some((entry) => tellPhonesApart(String(entry)).personal.length > 0);
}

const memberHolds = askedOnce(holds);

function holds(value: unknown): boolean {
  if (typeof value === 'string') return holdsPersonalNumber(value);
  if (typeof value !== 'object' || value === null) return false;
  for (const member in value) if (holds((value as Record<string, unknown>)[member])) return true;
  return false;
}

function masked(value: unknown, found: string[]): unknown {
  if (typeof value === 'string') return maskPersonal(value, (number) => found.push(number));
  if (Array.isArray(value)) return value.map((one) => masked(one, found));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([member, one]) => [member, masked(one, found)]));
}

/** Whether a person's own phone stood among those that are published; it is taken out. */
function phonesApart(members: Record<string, unknown>, found: string[]): boolean {
  const contact = members['contact'] as { phone?: unknown } | undefined;
  if (!Array.isArray(contact?.phone)) return false;
  const told = contact.phone.map((entry: unknown) => ({ entry, ...tellPhonesApart(String(entry)) }));
  const personal = told.flatMap((one) => one.personal);
  if (personal.length === 0) return false;
  found.push(...personal);
  const phone = told.flatMap(({ entry, ...one }): unknown[] =>
    one.personal.length > 0 ? [...one.office] : [entry],
  );
  members['contact'] = { ...contact, phone };
  return true;
}
