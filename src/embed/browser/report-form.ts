import { YizhanError, type Client } from '../client.js';
import type { Language, ReportKinds } from '../wire.js';
import { word } from '../words.js';
import { h } from './h.js';

export interface ReportParts {
  /** The place's id. */
  readonly facility: string;
  /** What may be broken there. */
  readonly services: readonly { readonly code: string; readonly label: string }[];
  readonly client: Client;
  readonly lang: Language;
}

const LONGEST_NOTE = 500;
const BROKEN = 'broken_service';

/** A form to say that something is otherwise; the kinds are asked for when it is opened. */
export function reportForm(parts: ReportParts): HTMLElement {
  const { client, lang } = parts;
  const body = h('div', {});
  const details = h('details', { class: 'report' }, h('summary', {}, word('report', lang)), body);
  details.addEventListener('toggle', () => {
    if (!details.open || body.hasChildNodes()) return;
    const failed = () => body.replaceChildren(h('p', { role: 'alert' }, word('failed', lang)));
    client.reportKinds().then(({ kinds }) => body.replaceChildren(form(kinds, parts)), failed);
  });
  return details;
}

function form(kinds: ReportKinds['kinds'], { facility, services, client, lang }: ReportParts): HTMLElement {
  const which = services.map((one) => h('option', { value: one.code }, one.label));
  const service = h(
    'label',
    { class: 'field', hidden: true },
    word('reportService', lang),
    h('select', { name: 'service' }, ...which),
  );
  const choices = kinds
    .filter(({ code }) => code !== BROKEN || which.length > 0)
    .map(({ code, label }) =>
      h(
        'label',
        { class: 'choice' },
        h('input', { type: 'radio', name: 'kind', value: code, required: true }),
        label,
      ),
    );
  const note = h('textarea', { name: 'note', rows: 2, maxlength: LONGEST_NOTE });
  const told = h('p', { role: 'status' });
  const made = h(
    'form',
    {},
    h('fieldset', {}, h('legend', {}, word('reportKind', lang)), ...choices),
    service,
    h('label', { class: 'field' }, word('reportNote', lang), note),
    h('p', { class: 'fine' }, word('reportNoteWhy', lang)),
    h('button', {}, word('reportSend', lang)),
    told,
  );
  const value = (name: string) => {
    const given = new FormData(made).get(name);
    return typeof given === 'string' ? given.trim() : '';
  };
  made.addEventListener('change', () => {
    service.hidden = value('kind') !== BROKEN;
    note.required = value('kind') === 'suggestion';
  });
  made.addEventListener('submit', (event) => {
    event.preventDefault();
    const [kind, written] = [value('kind'), value('note')];
    const more = { ...(kind === BROKEN && { service: value('service') }), ...(written && { note: written }) };
    told.textContent = word('loading', lang);
    client.report({ facility, kind, ...more }).then(
      ({ next }) => made.replaceChildren(h('p', { role: 'status' }, next)),
      (error: unknown) => (told.textContent = reasonOf(error, lang)),
    );
  });
  return made;
}

/** The API's own words where it refused; they name what to put right. */
function reasonOf(error: unknown, lang: Language): string {
  return error instanceof YizhanError && error.problem ? error.message : word('failed', lang);
}
