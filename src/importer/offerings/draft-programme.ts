import { maskPersonal } from '../../core/personal-number.js';
import { localText } from '../sources/text.js';
import { localOf, readPhones, type RowDraft } from './row-draft.js';
import { textsOf } from './texts.js';
import { readValidity } from './validity.js';
import { listOf, organisationTypeOf, stepsOf } from './words.js';

export function draftProgramme(row: RowDraft): void {
  const { cells, document } = row;
  readValidity(row);
  readPhones(row);
  const steps = cells.first('steps');
  if (steps) document['steps'] = textsOf(steps, (_, text) => stepsOf(text)).slice(0, 20);
  const proof = localOf(row, 'proof');
  if (proof) document['proof'] = proof;
  const qr = cells.text('qr');
  if (qr) document['qr'] = qr.slice(0, 500);
}

export function draftOrganisation(row: RowDraft): void {
  const { cells, document, notes } = row;
  readPhones(row);
  const type = cells.first('type');
  const code = type && organisationTypeOf(type.text);
  if (code !== undefined) document['type'] = code;
  else if (type) {
    cells.findings.note('value.not_usable', { column: type.column, value: type.text });
    notes.push(maskPersonal(type.text));
  }
  const address = cells.text('address');
  if (address) document['address'] = cells.findings.cut(maskPersonal(address), 300, 'address');
  const members = cells.first('members');
  if (members)
    document['members'] = listOrGiven(members.value, members.text)
      .slice(0, 1000)
      .map((one) => (typeof one === 'string' ? { name: localText(maskPersonal(one)) } : one));
}

function listOrGiven(value: unknown, text: string): unknown[] {
  return Array.isArray(value) ? value : listOf(value, text);
}
