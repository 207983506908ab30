import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadFeeds } from '../../src/system/feeds.js';
import { loadMap } from '../../src/system/map.js';
import { loadCalendar } from '../../src/system/reference.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'yizhan-named-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a file that a setting names', () => {
  it.each([
    ['CALENDAR_FILE', loadCalendar],
    ['FEEDS_FILE', loadFeeds],
    ['MAP_FILE', loadMap],
  ])('of %s is refused in words where it is not there, or is a folder', async (_, load) => {
    const path = join(folder, 'none.json');
    const words = (message: string) => ({ kind: 'invalid-file', message: expect.stringContaining(message) });
    await expect(load(path)).rejects.toMatchObject(words(`${path} cannot be `));
    await expect(load(path)).rejects.toMatchObject(words(': there is no such file or folder'));
    await expect(load(folder)).rejects.toMatchObject(words(': it is a folder, not a file'));
  });

  it('is named where it names another one that is not there', async () => {
    const path = join(folder, 'map.json');
    writeFileSync(path, JSON.stringify({ basemap: { streets: 'lines.geojson' } }));
    await expect(loadMap(path)).rejects.toThrow('lines.geojson: there is no such file or folder');
  });
});
