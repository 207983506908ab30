import { readFileSync } from 'node:fs';
import { figure, median, table } from '../measure.js';
import { askers } from '../nation.js';
import { asked, type Section } from '../section.js';
import { storedNation } from '../stored-nation.js';
import { load } from './load.js';
import { nearestOf, startServer, type Started } from './run.js';

/** One thread that answers beside two: what an answer costs of the processor, and what a thread costs of memory. */

const ROUNDS = 5;
const DURATION = 3_000;
/** For each thread: each compiles for itself. */
const WARM_UP = 6_000;
/** Few: a flood would measure how requests are refused. */
const CONNECTIONS = 4;

interface Subject extends Started {
  readonly workers: number;
}

interface Round {
  readonly perSecond: number;
  /** Answers for each second of the processor that the whole process has had. */
  readonly perCpuSecond: number;
  readonly p99: number;
  readonly failed: number;
}

/** Only where /proc tells what a process uses (Linux). */
export const threads: Section = {
  id: 'workers',
  heading: 'Threads',
  measure: async ({ size }) =>
    process.platform === 'linux'
      ? workersSection(await storedNation(size))
      : 'Not measured: this system has no /proc.',
};

async function workersSection(database: string): Promise<string> {
  const instant = new Date().toISOString();
  const subjects: Subject[] = [];
  try {
    for (const workers of [1, 2])
      subjects.push({ workers, ...(await startServer('yizhan', database, instant, String(workers))) });
    for (const subject of subjects) await ask(subject, WARM_UP * subject.workers);
    const rounds: Round[][] = subjects.map(() => []);
    for (let round = 0; round < ROUNDS; round++)
      for (const [i, subject] of subjects.entries()) rounds[i]!.push(await ask(subject, DURATION));
    return sectionOf(subjects, rounds);
  } finally {
    for (const { process: child } of subjects) child.kill();
  }
}

async function ask(subject: Subject, duration: number): Promise<Round> {
  const paths = [...askers(20_000, 11)].map(nearestOf);
  const { port, process: child } = subject;
  const cpu = cpuSeconds(child.pid!);
  const start = performance.now();
  const { perSecond, p99, failed } = await load({ port, paths, connections: CONNECTIONS, duration });
  const seconds = (performance.now() - start) / 1000;
  const answers = perSecond * seconds - failed;
  return {
    perSecond: answers / seconds,
    p99,
    failed,
    perCpuSecond: answers / (cpuSeconds(child.pid!) - cpu),
  };
}

function sectionOf(subjects: readonly Subject[], rounds: readonly (readonly Round[])[]): string {
  const middle = (of: readonly Round[], one: (round: Round) => number) => figure(median(of.map(one)));
  const rows = [
    ['WORKERS', 'answers per second of the processor', 'answers/s', 'p99, ms', 'memory of its own, MiB'],
    ...subjects.map(({ workers, process: child }, i) => [
      String(workers),
      middle(rounds[i]!, (it) => it.perCpuSecond),
      middle(rounds[i]!, (it) => it.perSecond),
      middle(rounds[i]!, (it) => it.p99),
      figure(ownMemory(child.pid!)),
    ]),
  ];
  const [one, two] = rounds as [Round[], Round[]];
  const ratio = median(two.map((it, i) => it.perCpuSecond / one[i]!.perCpuSecond));
  const failed = rounds.flat().reduce((sum, it) => sum + it.failed, 0);
  return [
    `${CONNECTIONS} connections, random positions, both in turn. Memory is what the process does not share with files; the base of the index is in it once. ${failed} questions were refused and are not counted.\n`,
    table(rows),
    '',
    asked('answers per second of the processor, two threads against one', `${figure(ratio)} ×`, '≥ 0.9 ×'),
  ].join('\n');
}

/** Seconds of the processor that all threads of a process have had: fields 14 and 15 of proc(5), in hundredths. */
function cpuSeconds(pid: number): number {
  const afterName = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(afterName[11]) + Number(afterName[12])) / 100;
}

/** MiB. */
function ownMemory(pid: number): number {
  return Number(/RssAnon:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}
