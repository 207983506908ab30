import type { Rule } from './rule.js';
import { NOT_CHECKED, RULES } from './rules.js';

/** `docs/import-rules.md`: the catalogue as a page. A test holds the committed page against it. */
export function rulesDocument(): string {
  return [
    '# Rules of the import',
    '',
    '<!-- Written by scripts/write-docs.ts from src/importer/rules.ts. Do not edit by hand. -->',
    '',
    'What the importer finds in a row and what it does about it. An _error_ leaves the row out, with its number, column and',
    'value in the report; a _warning_ or an _info_ lets it in. The ids are stable. With `--strict` one error leaves the whole',
    'file out. Rows a source leaves out on purpose are counted under `skipped.` and the id of its filter.',
    '',
    ...Object.entries<Rule>(RULES).flatMap(section),
    '## What is not checked',
    '',
    ...NOT_CHECKED.map(({ zh, en }) => `- ${en} ${zh}`),
    '',
  ].join('\n');
}

function section([id, { severity, words, effect }]: readonly [string, Rule]): string[] {
  return [
    `## \`${id}\``,
    '',
    `_${severity}_ · ${words.en} · ${words.zh}`,
    '',
    `- ${effect.en}`,
    `- ${effect.zh}`,
    '',
  ];
}
