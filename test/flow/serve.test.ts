import { describe, expect, it } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { atEnd, folder, serve as start, until, yizhan } from './process.js';

const serve = (database: string, ...options: string[]) =>
  start(options, { DATABASE_URL: `sqlite:${database}` });

interface Found {
  readonly features: { readonly id: string; readonly properties: { readonly name: string } }[];
}
async function nearest(url: string, query: string): Promise<Found> {
  const answer = await fetch(`${url}/v1/facilities/nearest?${query}`);
  expect(answer.status).toBe(200);
  return (await answer.json()) as Found;
}

describe('the service', () => {
  it('serves the demo quarter from an empty store, and adds nothing to one that is not', async () => {
    const database = join(folder(), 'demo.db');
    const first = await serve(database, '--demo');
    const count = Number(/serves (\d+) places/.exec(first.output.out)?.[1]);
    expect(count).toBeGreaterThanOrEqual(60);
    const { features } = await nearest(first.url, 'lat=31.2405&lon=121.4337&need=charge_phone&limit=3');
    expect(features).toHaveLength(3);
    first.process.kill('SIGTERM');
    expect(await first.ended).toBe(0);
    const second = await serve(database, '--demo');
    expect(Number(/serves (\d+) places/.exec(second.output.out)?.[1])).toBe(count);
  });

  it('adds nothing by itself', async () => {
    const { output } = await serve(join(folder(), 'empty.db'));
    expect(output.out).toContain('serves 0 places');
  });

  it('shows what another process imports, without a restart', async () => {
    const place = folder();
    const { url } = await serve(join(place, 'live.db'));
    expect((await nearest(url, 'lat=31&lon=121')).features).toEqual([]);
    const file = join(place, 'stations.csv');
    const rows = Array.from({ length: 5000 }, (_, i) => `S${i},驿站${i},${121 + i / 1e5},31`);
    writeFileSync(file, ['编号,名称,经度,纬度', ...rows].join('\n'));
    const env = { DATABASE_URL: `sqlite:${join(place, 'live.db')}` };
    const done = yizhan(
      ['import', file, '--category', 'relay_station', '--crs', 'wgs84', '--source', 'street'],
      env,
    );
    expect({ code: await done.ended, ...done.output }).toMatchObject({ code: 0 });
    const { features } = await until(async () => {
      const found = await nearest(url, 'lat=31&lon=121&limit=1');
      return found.features.length > 0 ? found : undefined;
    });
    expect(features[0]!.properties.name).toBe('驿站0');
  });

  it('answers what was asked before it was told to stop, however much that was', async () => {
    const { url, process: child, ended } = await serve(join(folder(), 'stop.db'), '--demo');
    const queries = Array.from({ length: 100 }, () => ({ lat: 31.24, lon: 121.43, limit: 10 }));
    const long = fetch(`${url}/v1/facilities/nearest/batch`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ queries }),
    }).then(async (answer) => ((await answer.json()) as { answers: unknown[] }).answers.length);
    const many = Array.from({ length: 50 }, () => nearest(url, 'lat=31.24&lon=121.43&limit=20'));
    await new Promise((resolve) => setTimeout(resolve, 5));
    child.kill('SIGTERM');
    expect(await long).toBe(100);
    for (const { features } of await Promise.all(many)) expect(features).toHaveLength(20);
    expect(await ended).toBe(0);
  });

  it('says in one line that the port is taken, and ends with 1', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    atEnd(() => new Promise((resolve) => other.close(resolve)));
    const { port } = other.address() as AddressInfo;
    const env = { PORT: String(port), DATABASE_URL: `sqlite:${join(folder(), 'a.db')}` };
    const { ended, output } = yizhan(['serve'], env);
    expect(await ended).toBe(1);
    expect(output.err).toBe(
      `Cannot listen on 127.0.0.1, port ${port}: it is in use already; set PORT to another one.\n`,
    );
  });

  it.each([
    [['serve'], { PORT: 'abc' }, 'PORT=abc cannot be used'],
    [['serve', '--nonsense'], {}, 'There is no option --nonsense.'],
    [['serve', 'here'], {}, '"here" is one argument too many.'],
    [['sing'], {}, 'There is no command "sing"'],
    [['imprt'], {}, 'There is no command "imprt". Did you mean import?'],
    [['import'], {}, 'FILE'],
  ])('ends with 2 and names what is wrong: %j %j', async (argv, env, words) => {
    const { ended, output } = yizhan(argv, env);
    expect(await ended).toBe(2);
    expect(output.err).toContain(words);
    expect(output.err).not.toContain('    at ');
  });

  it('ends with 1 and names the store that cannot be opened', async () => {
    const file = join(folder(), 'notes.txt');
    writeFileSync(file, 'no database at all, only some words '.repeat(100));
    const { ended, output } = yizhan(['serve'], { DATABASE_URL: `sqlite:${file}` });
    expect(await ended).toBe(1);
    expect(output.err).toContain('notes.txt');
    const under = yizhan(['serve'], { DATABASE_URL: `sqlite:${join(file, 'below', 'a.db')}` });
    expect(await under.ended).toBe(1);
    expect(under.output.err).toContain('cannot be opened');
  });

  it.each([
    [['serve', '--help'], /^yizhan serve/],
    [['help', 'import'], /^yizhan import FILE/],
    [['--version'], /^yizhan \d+\.\d+\.\d+\n$/],
  ])('explains itself: %j', async (argv, words) => {
    const { ended, output } = yizhan(argv, {});
    expect(await ended).toBe(0);
    expect(output.out).toMatch(words);
  });
});
