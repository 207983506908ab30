import type { Cells } from './cells.js';
import type { DraftClaim } from './draft-claim.js';
import { ROUNDED_NUMBER } from './external-id.js';
import type { Findings } from './findings.js';
import { tellPhonesApart } from './phones.js';

/**
 * Who can be called: lines of an office may be published; persons, their own phones, remarks and whatever else stood in the
 * column stay inside.
 */
export function readContacts(claim: DraftClaim, cells: Cells, findings: Findings): void {
  const office: string[] = [];
  const personal: string[] = [];
  const rest: string[] = cells.all('remark').map((cell) => cell.text);
  for (const cell of cells.all('phone')) {
    if (ROUNDED_NUMBER.test(cell.text)) {
      findings.note('phone.damaged', { column: cell.column, value: cell.text });
      continue;
    }
    const found = tellPhonesApart(cell.text);
    office.push(...found.office);
    personal.push(...found.personal);
    if (found.rest !== '') rest.push(found.rest);
    if (found.personal.length > 0) findings.note('phone.personal', { column: cell.column });
  }
  const website = readWebsite(cells, findings);
  if (office.length > 0 || website) {
    const contact: { phone?: string[]; website?: string } = {};
    if (office.length > 0) contact.phone = tenOf(office);
    if (website) contact.website = website;
    claim.contact = contact;
  }
  const persons = cells.all('person');
  const person = persons.length === 0 ? '' : persons.map((cell) => cell.text).join('、');
  const note = rest.length === 0 ? '' : rest.join('\n');
  if (person === '' && personal.length === 0 && note === '') return;
  const internal: { person?: string; phone?: string[]; note?: string } = {};
  if (person) internal.person = findings.cut(person, 200, 'person');
  if (personal.length > 0) internal.phone = tenOf(personal);
  if (note) internal.note = findings.cut(note, 2000, 'remark');
  claim.internal = internal;
}

function tenOf(numbers: readonly string[]): string[] {
  return numbers.length === 1 ? [...numbers] : [...new Set(numbers)].slice(0, 10);
}

function readWebsite(cells: Cells, findings: Findings): string | undefined {
  const cell = cells.first('website');
  if (!cell) return undefined;
  const text = /^www\./i.test(cell.text) ? `http://${cell.text}` : cell.text;
  if (/^https?:\/\/\S+$/i.test(text) && URL.canParse(text)) return text;
  findings.note('value.not_usable', { column: cell.column, value: cell.text });
  return undefined;
}
