import { parseArgs } from 'node:util';
import { invalidParameter } from '../core/errors.js';
import type { HoursCalendar } from '../core/hours/calendar.js';
import { formatInstant, localMinutes, MINUTES_A_DAY, parseInstant } from '../core/hours/civil.js';
import { intervalsOn } from '../core/hours/day-intervals.js';
import { hoursOfText, type ReadHours } from '../core/hours/hours-of-text.js';
import { hoursStateOf, quickStateOf } from '../core/hours/hours-state.js';
import { intervalsInWords, openStateInWords } from '../core/hours/words.js';
import { LANGUAGES } from '../core/vocabulary.js';
import type { CommandIo, ExitCode } from './command.js';

const HELP = `yizhan hours "TEXT" [--at TIME …] [--json]
yizhan hours < LINES

Explains opening hours: what rules a text means, how much of it was understood, and whether the place is open.
TEXT is Chinese as people write it, or the OSM opening_hours syntax.

  --at TIME   an instant to ask for, ISO 8601 such as 2026-10-10T09:00; without an offset it is Shanghai's time.
              May be given several times; now, where it is not given.
  --json      one JSON object: text, osm, coverage, states, unused, why

Without TEXT, one JSON object a line is read from standard input, {"text": "…", "at": ["…"]}, and one a line is
written. A line that cannot be read is answered with {"line", "error"}.

  yizhan hours "周一至周五 8:30-11:00,13:30-17:00" --at 2026-10-01T10:00 --at 2026-10-10T09:00 --json
`;

/** What the command needs from outside. */
export interface HoursDeps {
  readonly io: CommandIo;
  /** The lines of standard input; asked for only where no text is given. */
  readonly lines: () => AsyncIterable<string>;
  readonly calendar: () => HoursCalendar;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
}

/** `yizhan hours`. @throws UserError `invalid-parameter` for a time that is none */
export async function hoursCommand(argv: readonly string[], deps: HoursDeps): Promise<ExitCode> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      at: { type: 'string', multiple: true },
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    deps.io.stdout.write(HELP);
    return 0;
  }
  const at = (values.at ?? []).map(instantOption);
  const text = positionals.join(' ');
  if (positionals.length === 0) return explainLines(deps);
  const calendar = deps.calendar();
  if (values.json) deps.io.stdout.write(`${JSON.stringify(answerOf(text, at, calendar))}\n`);
  else deps.io.stdout.write(inWords(hoursOfText(text), at.length > 0 ? at : [deps.now()], calendar));
  return 0;
}

function instantOption(value: string): number {
  const instant = parseInstant(value);
  if (instant !== undefined) return instant;
  throw invalidParameter({
    parameter: '--at',
    value,
    detail: `"${value}" is not a time`,
    allowed: 'ISO 8601 to the minute, such as 2026-10-10T09:00 or 2026-10-10T01:00Z',
  });
}

/** The object that stands for one text, in the order its members are documented. */
function answerOf(text: string, at: readonly number[], calendar: HoursCalendar): object {
  const { hours, unused, why } = hoursOfText(text);
  return {
    text,
    osm: hours.osm ?? null,
    coverage: hours.coverage,
    ...(hours.workdays && { workdays: true }),
    states: at.map((instant) => quickStateOf(hours, instant, calendar)),
    unused,
    why,
  };
}

async function explainLines({ io, lines, calendar }: HoursDeps): Promise<ExitCode> {
  const table = calendar();
  let number = 0;
  for await (const line of lines()) {
    number++;
    if (line.trim() === '') continue;
    io.stdout.write(`${JSON.stringify(answerLine(line, number, table))}\n`);
  }
  return 0;
}

function answerLine(line: string, number: number, calendar: HoursCalendar): object {
  const asked = questionOf(line);
  if (typeof asked === 'string') return { line: number, error: asked };
  const at: number[] = [];
  for (const [i, time] of asked.at.entries()) {
    const instant = typeof time === 'string' ? parseInstant(time) : undefined;
    if (instant === undefined)
      return { line: number, error: `at.${i}: ${JSON.stringify(time)} is not a time` };
    at.push(instant);
  }
  return answerOf(asked.text, at, calendar);
}

/** What a line asks, or what is wrong with it. */
function questionOf(line: string): { text: string; at: readonly unknown[] } | string {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return 'not a JSON object';
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return 'not a JSON object';
  const text: unknown = 'text' in json ? json.text : undefined;
  const at: unknown = 'at' in json ? json.at : [];
  if (typeof text !== 'string') return 'text: a string is needed';
  if (!Array.isArray(at)) return 'at: an array of times is needed';
  return { text, at };
}

function inWords(read: ReadHours, at: readonly number[], calendar: HoursCalendar): string {
  const { hours, unused, why } = read;
  const lines = [
    `text      ${hours.text}`,
    `osm       ${hours.osm ?? '–'}${hours.workdays ? '   (Mo-Fr: working days, 调休 followed)' : ''}`,
    `coverage  ${hours.coverage}`,
  ];
  if (unused.length > 0) lines.push(`unused    ${unused.join(' · ')}`);
  for (const sentence of why) lines.push(`why       ${sentence}`);
  for (const instant of at) {
    const answer = hoursStateOf(hours, instant, calendar);
    const day = intervalsOn(hours, Math.floor(localMinutes(instant) / MINUTES_A_DAY), calendar);
    lines.push('', formatInstant(instant));
    for (const lang of LANGUAGES) {
      lines.push(`  ${openStateInWords(answer, instant, lang)}`, `    ${intervalsInWords(day, lang)}`);
    }
  }
  return `${lines.join('\n')}\n`;
}
