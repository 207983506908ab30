import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { GeocoderFault, type Geocoder, type Located } from '../../../src/core/geocoder.js';
import { AnswerFile } from '../../../src/geocode/answer-file.js';
import { remembering } from '../../../src/geocode/remembering.js';

const DAY = 86_400_000;
const START = Date.parse('2026-03-01T08:00:00Z');
const house: Located = {
  position: { lon: 121.43, lat: 31.24 },
  precision: 'building',
  matched: '长寿路1号',
  areas: ['上海市'],
};
const question = { text: '长寿路1号', city: '上海市' };

let folder: string;
let path: string;
let asked: number;
let now: number;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'yizhan-answers-'));
  path = join(folder, 'new', 'answers.ndjson');
  asked = 0;
  now = START;
});
afterEach(() => rmSync(folder, { recursive: true }));

async function opened(answers: readonly Located[] | Error, service = 'https://a'): Promise<Geocoder> {
  const file = await AnswerFile.open(path, now);
  const geocoder: Geocoder = {
    source: { id: 'geocode-test' },
    locate: () => {
      asked++;
      return answers instanceof Error ? Promise.reject(answers) : Promise.resolve(answers);
    },
  };
  return remembering(geocoder, { file, service, now: () => now });
}

describe('what a geocoder answered', () => {
  it('is not asked again, not even by another process', async () => {
    expect(await (await opened([house])).locate(question)).toEqual([house]);
    const again = await opened([]);
    expect(await again.locate(question)).toEqual([house]);
    expect(await again.locate(question)).toEqual([house]);
    expect(asked).toBe(1);
  });

  it('is remembered when it was nothing, and for a shorter time', async () => {
    await (await opened([])).locate(question);
    now += 13 * DAY;
    expect(await (await opened([house])).locate(question)).toEqual([]);
    now += 2 * DAY;
    expect(await (await opened([house])).locate(question)).toEqual([house]);
    now += 179 * DAY;
    expect(await (await opened([])).locate(question)).toEqual([house]);
    now += 2 * DAY;
    expect(await (await opened([])).locate(question)).toEqual([]);
    expect(asked).toBe(3);
  });

  it('holds for that service and that address only', async () => {
    await (await opened([house])).locate(question);
    await (await opened([], 'https://b')).locate(question);
    await (await opened([])).locate({ ...question, city: '杭州市' });
    expect(asked).toBe(3);
  });

  it('is not remembered when it was a fault', async () => {
    const fault = new GeocoderFault('row', { zh: '无', en: 'none' });
    await expect((await opened(fault)).locate(question)).rejects.toBe(fault);
    await (await opened([house])).locate(question);
    expect(asked).toBe(2);
  });

  it('outlives a line that was cut off or written by somebody else', async () => {
    await (await opened([house])).locate(question);
    appendFileSync(path, '{"at":1}\nnull\n{"at":177');
    expect(await (await opened([])).locate(question)).toEqual([house]);
    expect(readFileSync(path, 'utf8').trimEnd().split('\n')).toHaveLength(1);
  });

  it('is said to have no place where the file cannot be', async () => {
    mkdirSync(path, { recursive: true });
    await expect(opened([])).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining(path),
    });
  });
});
