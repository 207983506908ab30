import { setTimeout as wait } from 'node:timers/promises';
import type { Position } from '../../../src/core/position.js';
import { PACKAGE_FOLDER } from '../../../src/system/shipped.js';
import { copyOf } from '../copy.js';
import { figure, table } from '../measure.js';
import { asked, type Section } from '../section.js';
import { timed } from '../store/timed.js';
import { storedNation } from '../stored-nation.js';
import { Editions, type AnswerBody, type Told } from './editions.js';
import { load } from './load.js';
import { OpenLoop, Span } from './open-loop.js';
import { nearestOf, NOON, startServer } from './run.js';

const ROWS = 100_000;
const CONNECTIONS = 64;
const WARM_UP = 5_000;
const QUIET = 10_000;
/** Of what it can serve: a server that has work, but not all it can do. */
const SHARE = 0.1;
/** For how long the moment counts in which answers become new: so much before and after. */
const AROUND = 2_000;
/** For how long answers of the new list are waited for, and how often it is looked. */
const MOST_UNTIL_NEW = 180_000;
const LOOK = 500;

/** Questions while a publisher's new list is taken in: how long they take, and whether any answer is of two lists. */
export const commits: Section = {
  id: 'commits',
  heading: 'While an import commits',
  measure: async ({ size, folder }) => {
    const database = copyOf(await storedNation(size), folder);
    const editions = new Editions(ROWS);
    const files = [1, 2].map((edition) => `${folder}/edition-${edition}.csv`);
    for (const [i, file] of files.entries()) editions.write(file, i + 1);
    await take(files[0]!, database);
    const server = await startServer('yizhan', database, NOON);
    try {
      return sectionOf(await measureCommit(server.port, editions, () => take(files[1]!, database)));
    } finally {
      server.process.kill();
    }
  },
};

function take(file: string, database: string): Promise<unknown> {
  console.error(`commits: yizhan import ${file} …`);
  const main = `${PACKAGE_FOLDER}build/src/cli/main.js`;
  const words = '--crs wgs84 --source editions --category relay_station >&2';
  return timed(`'${process.execPath}' '${main}' import '${file}' ${words}`, {
    DATABASE_URL: `sqlite:${database}`,
  });
}

interface CommitFigures {
  readonly rate: number;
  readonly quiet: Span;
  readonly importing: Span;
  /** While answers become new. */
  readonly around: Span;
  /** Milliseconds from the end of the command to the first answer of the new list; absent: there was none. */
  readonly untilNew: number | undefined;
  /** How many answers there were of each kind. */
  readonly told: Readonly<Record<Told, number>>;
}

async function measureCommit(
  port: number,
  editions: Editions,
  work: () => Promise<unknown>,
): Promise<CommitFigures> {
  const centres = Editions.askers(20_000);
  const questions = centres.map(nearestOf);
  const ask = () => load({ port, paths: questions, connections: 16, duration: WARM_UP });
  await ask();
  const { perSecond } = await ask();
  const witness = new Witness(editions, new Map(questions.map((it, i) => [it, centres[i]!])));
  const onBody = (body: Buffer, question: unknown) => witness.hear(question as string, body);
  const loop = await OpenLoop.over({ port, questions, connections: CONNECTIONS, onBody });
  loop.rate = SHARE * perSecond;
  const rate = loop.rate;
  await wait(QUIET);
  const start = performance.now();
  await work();
  const end = performance.now();
  while (!witness.heardNew() && performance.now() < end + MOST_UNTIL_NEW) await wait(LOOK);
  await wait(2 * AROUND);
  await loop.end();
  const { changed, count: told } = witness.tell();
  const span = (from: number, to: number) => new Span(loop.answers, from, to);
  return {
    rate,
    quiet: span(start - QUIET, start),
    importing: span(start, end),
    around: span((changed ?? end) - AROUND, (changed ?? end) + AROUND),
    untilNew: changed === undefined ? undefined : changed - end,
    told,
  };
}

interface Heard {
  readonly at: number;
  readonly question: string;
  readonly body: Buffer;
}

/** Keeps what it hears, and afterwards tells of which edition each answer was. */
class Witness {
  readonly #editions: Editions;
  readonly #askers: ReadonlyMap<string, Position>;
  readonly #heard: Heard[] = [];

  constructor(editions: Editions, askers: ReadonlyMap<string, Position>) {
    this.#editions = editions;
    this.#askers = askers;
  }

  hear(question: string, body: Buffer): void {
    this.#heard.push({ at: performance.now(), question, body });
  }

  /** Whether what was heard last is of the new edition. */
  heardNew(): boolean {
    const last = this.#heard.at(-1);
    return last !== undefined && this.#toldBy(last) === 'new';
  }

  /** When the first answer came that was not of the old edition, and how many were of each kind. */
  tell(): { readonly changed: number | undefined; readonly count: Record<Told, number> } {
    const count = { old: 0, new: 0, mixed: 0, incomplete: 0 };
    let changed: number | undefined;
    for (const heard of this.#heard) {
      const told = this.#toldBy(heard);
      if (told !== 'old') changed ??= heard.at;
      count[told]++;
    }
    return { changed, count };
  }

  #toldBy({ question, body }: Heard): Told {
    const answer = JSON.parse(body.toString('utf8')) as AnswerBody;
    return this.#editions.of(this.#askers.get(question)!, answer);
  }
}

function sectionOf({ rate, quiet, importing, around, untilNew, told }: CommitFigures): string {
  const row = (name: string, span: Span) => [
    name,
    String(span.all.length),
    `${figure(100 * span.share(200))} %`,
    ...[0.5, 0.99, 1].map((share) => figure(span.took(share))),
  ];
  const rows = [
    ['while', 'answers', '200', 'p50, ms', 'p99, ms', 'longest, ms'],
    row('quiet', quiet),
    row('the import runs', importing),
    row(`answers become new, ${AROUND / 1000} s before and after`, around),
  ];
  const ratio = (span: Span) => `${figure(span.took(0.99) / quiet.took(0.99))} ×`;
  return [
    `An open loop of ${figure(rate)} questions a second, a tenth of what it can serve, from places among ${ROWS.toLocaleString('en')} of which an import by the command line changes every name and position. Of each answer the names, the positions and which places are the nearest are held against the list before and the list after: ${told.old} answers were of the one, ${told.new} of the other; ${told.mixed} named places of both, ${told.incomplete} only places of one, but not the nearest of it. The first answer of the new list came ${untilNew === undefined ? 'not at all' : `${figure(untilNew / 1000)} s after the command had ended`}.\n`,
    table(rows),
    '',
    asked('p99 while the import runs, of quiet', ratio(importing), '≤ 3 ×'),
    asked('p99 around its commit, of quiet', ratio(around), '≤ 3 ×'),
    asked(
      'answers that are neither of the one list nor of the other',
      String(told.mixed + told.incomplete),
      '0',
    ),
  ].join('\n');
}
