import { table } from './measure.js';
import { askedRows } from './section.js';

/**
 * The page docs/benchmarks.md as a list of parts, each a heading and what stands below it. Parts that no run writes,
 * such as what somebody says about the figures, stay as they are.
 */
export type Part = readonly [heading: string, body: string];

const INTRODUCTION =
  '# Benchmarks\n\nWritten by `npm run bench -- --write`; `--only NAME --write` writes one part anew, so each part says when and on what it was measured. Compare the ratios, which were measured side by side; absolute times are those of one machine on one day.';
const SUMMARY = 'What is asked of it';

export function partsOf(page: string): Part[] {
  const [, ...parts] = page.split(/^## /m);
  return parts.map((part) => {
    const end = part.indexOf('\n');
    return [part.slice(0, end).trim(), part.slice(end).trim()];
  });
}

/**
 * The page with new parts in the place of the old ones of the same heading.
 * @param order headings of everything that can be measured; other parts follow after them
 */
export function withParts(page: string, fresh: readonly Part[], order: readonly string[]): string {
  const parts = new Map([...partsOf(page), ...fresh]);
  parts.delete(SUMMARY);
  const known = order.filter((heading) => parts.has(heading));
  const others = [...parts.keys()].filter((heading) => !order.includes(heading));
  const text = (heading: string) => `## ${heading}\n\n${parts.get(heading)}`;
  const measured = known.map(text);
  const rows = [['asked', 'measured'], ...askedRows(measured.join('\n'))];
  return `${[INTRODUCTION, ...measured, `## ${SUMMARY}\n\n${table(rows)}`, ...others.map(text)].join('\n\n')}\n`;
}
