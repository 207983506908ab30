import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { root } from '../root.js';

/** Faults of axe-core that keep somebody out. */
export async function seriousFaults(page: Page): Promise<string[]> {
  await page.evaluate(readFileSync(`${root}/node_modules/axe-core/axe.min.js`, 'utf8'));
  const { violations } = await page.evaluate<{
    violations: { id: string; impact: string; nodes: { target: unknown; failureSummary: string }[] }[];
  }>('axe.run({ resultTypes: ["violations"] })');
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${JSON.stringify(nodes[0])}`);
}
