import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { figure, median, table } from '../measure.js';
import { asked, type Section } from '../section.js';
import { storedNation } from '../stored-nation.js';

interface StartFigures {
  readonly rows: number;
  /** Milliseconds. */
  readonly wall: number;
  readonly cpu: number;
}
interface CardFigures {
  readonly wall: number;
  readonly cpu: number;
  readonly reads: number;
}

const ROUNDS = 3;

/** From a stored nation to an index that answers, and the cards of neighbours. */
export const start: Section = {
  id: 'start',
  heading: 'Start',
  measure: async ({ size }) => startSection(await storedNation(size)),
};

function startSection(database: string): string {
  const [select, follower]: [StartFigures[], StartFigures[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    console.error(`start: round ${round + 1} of ${ROUNDS} …`);
    select.push(child<StartFigures>('start.js', 'select', database));
    follower.push(child<StartFigures>('start.js', 'follower', database));
  }
  const middle = (all: readonly StartFigures[], of: 'wall' | 'cpu') => median(all.map((one) => one[of]));
  const ratio = (of: 'wall' | 'cpu') =>
    `${figure(median(follower.map((one, i) => one[of] / select[i]![of])))} ×`;
  const row = (name: string, all: readonly StartFigures[]) => [
    name,
    figure(middle(all, 'wall') / 1000),
    figure(middle(all, 'cpu') / 1000),
  ];
  const { first, second } = child<{ first: CardFigures; second: CardFigures }>('cards.js', database);
  return [
    table([
      ['what', 'seconds', 'CPU, s'],
      row('SELECT of the rows of the index, same driver', select),
      row('the index, ready', follower),
      ['ratio', ratio('wall'), ratio('cpu')],
    ]),
    '',
    asked('from a stored nation to ready, of a plain SELECT of the rows', ratio('wall'), '≤ 3 ×'),
    `- cards of the ten nearest, random places: ${figure(first.cpu)} µs of CPU the first time, ${figure(second.cpu)} µs the second (by the clock ${figure(first.wall)} and ${figure(second.wall)} µs); ${figure(second.reads)} reads of the file for each`,
  ].join('\n');
}

function child<T>(script: string, ...args: string[]): T {
  const path = fileURLToPath(new URL(script, import.meta.url));
  return JSON.parse(execFileSync(process.execPath, [path, ...args], { encoding: 'utf8' })) as T;
}
