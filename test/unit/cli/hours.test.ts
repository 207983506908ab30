import { describe, expect, it } from '@jest/globals';
import { hoursCommand } from '../../../src/cli/hours.js';
import { UserError } from '../../../src/core/errors.js';
import { parseInstant } from '../../../src/core/hours/civil.js';
import { calendar } from '../core/hours/calendar-file.js';

async function run(argv: readonly string[], input: readonly string[] = []) {
  let out = '';
  const code = await hoursCommand(argv, {
    io: { stdout: { write: (text) => (out += text) }, stderr: { write: () => undefined } },
    lines: async function* () {
      yield* input;
    },
    calendar: () => calendar,
    now: () => parseInstant('2026-11-23T10:00')!,
  });
  return { code, out };
}
const lines = (out: string): unknown[] =>
  out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);

describe('yizhan hours', () => {
  it('explains a text as one JSON object', async () => {
    const text = '周一至周五 8:30-11:00,13:30-17:00';
    const { code, out } = await run([text, '--at', '2026-10-01T10:00', '--at', '2026-11-23T09:00', '--json']);
    expect(code).toBe(0);
    expect(lines(out)).toEqual([
      {
        text,
        osm: 'Mo-Fr 08:30-11:00,13:30-17:00',
        coverage: 'full',
        states: ['unknown', 'open'],
        unused: [],
        why: [],
      },
    ]);
  });

  it('tells it in words, in both languages, now where no time is given', async () => {
    const { out } = await run(['工作日9:00-17:00（限号）']);
    expect(out).toContain('coverage  partial');
    expect(out).toContain('unused    限号');
    expect(out).toContain('2026-11-23T10:00:00+08:00');
    expect(out).toContain('不确定，原文附有条件，“限号”');
    expect(out).toContain('unknown, the hours come with a condition, "限号"');
  });

  it('takes OSM syntax too', async () => {
    const { out } = await run(['Mo-Fr 08:30-11:00', '--at', '2026-11-23T08:30', '--json']);
    expect(lines(out)).toMatchObject([{ osm: 'Mo-Fr 08:30-11:00', states: ['open'] }]);
  });

  it('answers a line for a line, and goes on after a bad one', async () => {
    const { code, out } = await run(
      [],
      [
        '{"text":"24小时不打烊","at":["2026-10-01T03:00","2026-10-01T03:00Z"]}',
        'not json',
        '',
        '{"at":[]}',
        '{"text":"8:00-17:00","at":["yesterday"]}',
        '{"text":"哈哈"}',
      ],
    );
    expect(code).toBe(0);
    expect(lines(out)).toMatchObject([
      { osm: '24/7', states: ['open', 'open'] },
      { line: 2, error: 'not a JSON object' },
      { line: 4, error: expect.stringContaining('text') },
      { line: 5, error: 'at.0: "yesterday" is not a time' },
      { text: '哈哈', osm: null, coverage: 'none', states: [], unused: ['哈哈'] },
    ]);
  });

  it.each(['2026-13-01T10:00', '2026-02-30T10:00', '2026-10-01T24:00', '10:00', ''])(
    'refuses %j as a time',
    async (at) => {
      await expect(run(['8:00-17:00', '--at', at])).rejects.toThrow(UserError);
    },
  );

  it('refuses an option it does not know', async () => {
    await expect(run(['8:00-17:00', '--when', 'now'])).rejects.toThrow(/--when/);
  });

  it('explains itself', async () => {
    expect((await run(['--help'])).out).toContain('--at TIME');
  });
});
