import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../root.js';

/** A project beside this one that uses the package by its name, as a maker of riders' apps does. */
let project: string;
beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'yizhan-consumer-'));
  await mkdir(join(project, 'node_modules'));
  await symlink(root, join(project, 'node_modules', 'yizhan'), 'dir');
  await writeFile(join(project, 'package.json'), '{"type":"module"}');
});
afterAll(() => rm(project, { recursive: true }));

async function compiled(name: string, text: string, lib: string[]): Promise<string> {
  await writeFile(join(project, name), text);
  const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', '--types', ''];
  const compiler = `${root}/node_modules/typescript/bin/tsc`;
  const args = [compiler, ...options, '--lib', lib.join(','), name];
  return spawnSync(process.execPath, args, { cwd: project, encoding: 'utf8' }).stdout;
}

const CLIENT = `
import { Client, YizhanError, type FeatureCollection, type RequestFunction } from 'yizhan/client';
const request: RequestFunction = async ({ url }) => ({ status: 200, header: () => undefined, body: url });
const client = new Client({ api: 'https://yizhan.example.org', lang: 'zh', crs: 'gcj02', request });
const near: Promise<FeatureCollection> = client.nearest({ lat: 31.2, lon: 121.4, need: 'toilet', limit: 5 });
near.then(({ features }) => features[0]?.properties.usable.state === 'yes', (error: YizhanError) => error.kind);
`;

const ELEMENT = `
import { YizhanMap } from 'yizhan/embed';
const map = document.createElement('yizhan-map');
const same: YizhanMap = map;
map.addEventListener('select', (event) => console.log(event.detail.id.length, same.search()));
`;

describe('the package’s entries', () => {
  it('have types that hold for who uses them', async () => {
    expect(await compiled('client.ts', CLIENT, ['es2022'])).toBe('');
    expect(await compiled('element.ts', ELEMENT, ['es2022', 'dom'])).toBe('');
  });

  it('have types that refuse what is wrong', async () => {
    const wrong = CLIENT.replace("'toilet'", '42').replace('"yes"', '"maybe"');
    expect(await compiled('wrong.ts', wrong, ['es2022'])).toContain('TS2322');
  });

  it('can be imported: the client in Node, the element also where a server renders the page', () => {
    const script = `
import { Client } from 'yizhan/client';
import { YizhanMap } from 'yizhan/embed';
console.log(typeof Client, typeof YizhanMap);`;
    const args = ['--input-type=module', '--eval', script];
    const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: project, encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(stdout.trim()).toBe('function function');
  });
});
