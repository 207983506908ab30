import { figure, median, table } from '../measure.js';
import { copyOf } from '../copy.js';
import { asked, type Section } from '../section.js';
import { storedNation } from '../stored-nation.js';
import { busyToQuiet, measureLive, type LiveFigures } from './live.js';
import type { LoadFigures } from './load.js';

/** Questions while operators send live status. */
export const live: Section = {
  id: 'live',
  heading: 'While live status is sent',
  measure: async ({ size, folder }) => {
    const figures = await measureLive(copyOf(await storedNation(size), folder), size);
    return sectionOf(figures);
  },
};

function sectionOf(figures: LiveFigures): string {
  const row = (name: string, of: readonly LoadFigures[]) => [
    name,
    figure(median(of.map((one) => one.perSecond))),
    figure(median(of.map((one) => one.median))),
    figure(median(of.map((one) => one.p99))),
  ];
  const rows = [
    ['nearest', 'answers/s', 'p50, ms', 'p99, ms'],
    row(
      'quiet',
      figures.rounds.map(({ quiet }) => quiet),
    ),
    row(
      'while live status is sent',
      figures.rounds.map(({ busy }) => busy),
    ),
  ];
  const ratio = (of: (one: LoadFigures) => number) => `${figure(busyToQuiet(figures, of))} ×`;
  return [
    `16 connections that rest between questions, each beginning at a moment of its own; meanwhile another process sent live status: ${figure(figures.stored)} observations a second were stored, in ${figure(figures.calls)} calls of \`PUT /v1/status\` (${figure(figures.refused * 100)} % of the calls were refused because the server was busy). Quiet and busy rounds in turn, ratios are medians over the rounds.\n`,
    table(rows),
    '',
    asked(
      'p99 with updates against quiet',
      ratio((one) => one.p99),
      '≤ 2 ×',
    ),
    `- p50 with updates against quiet: **${ratio((one) => one.median)}**`,
  ].join('\n');
}
