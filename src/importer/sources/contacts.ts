import type { Claim } from '../../core/facility.js';
import type { Cells } from './cells.js';
import { ROUNDED_NUMBER } from './external-id.js';
import type { Findings } from './findings.js';
import { tellPhonesApart } from './phones.js';

/**
 * Who can be called: lines of an office may be published; persons, their own phones, remarks and whatever else stood in the
 * column stay inside.
 */
export function readContacts(cells: Cells, findings: Findings): Pick<Claim, 'contact' | 'internal'> {
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
  const persons = cells.all('person').map((cell) => cell.text);
  const person = persons.join('、');
  const note = rest.join('\n');
  const contact = { ...(office.length > 0 ? { phone: tenOf(office) } : {}), ...(website ? { website } : {}) };
  const internal = {
    ...(person ? { person: findings.cut(person, 200, 'person') } : {}),
    ...(personal.length > 0 ? { phone: tenOf(personal) } : {}),
    ...(note ? { note: findings.cut(note, 2000, 'remark') } : {}),
  };
  return { ...(holds(contact) ? { contact } : {}), ...(holds(internal) ? { internal } : {}) };
}

function tenOf(numbers: readonly string[]): string[] {
  return [...new Set(numbers)].slice(0, 10);
}

function readWebsite(cells: Cells, findings: Findings): string | undefined {
  const cell = cells.first('website');
  if (!cell) return undefined;
  const text = /^www\./i.test(cell.text) ? `http://${cell.text}` : cell.text;
  if (/^https?:\/\/\S+$/i.test(text) && URL.canParse(text)) return text;
  findings.note('value.not_usable', { column: cell.column, value: cell.text });
  return undefined;
}

function holds(members: object): boolean {
  return Object.keys(members).length > 0;
}
