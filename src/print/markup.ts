import { escapeHtml } from '../core/escape-html.js';

/** HTML that is ready: texts put into it have been escaped. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = string | number | Markup | undefined | false | readonly Part[];

/**
 * HTML of a template: whatever is put into it is text and escaped, but for what is markup already. It is not named
 * `html`, because the formatter would lay its blanks anew.
 */
export function markup(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(strings.reduce((text, string, i) => text + written(parts[i - 1]) + string));
}

function written(part: Part): string {
  if (part === undefined || part === false) return '';
  if (part instanceof Markup) return part.text;
  return typeof part === 'string' || typeof part === 'number'
    ? escapeHtml(`${part}`)
    : part.map(written).join('');
}
