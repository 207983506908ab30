/**
 * What a start takes, beside the plain reading of the same rows by the same driver, each in a process of its own:
 *   select DATABASE | follower DATABASE   print a line of JSON
 */
import Database from 'better-sqlite3';
import { Follower } from '../../../src/index/follower.js';
import { loadVocabulary } from '../../../src/system/reference.js';
import { openStore } from '../../../src/system/stores.js';

const [what = '', path = ''] = process.argv.slice(2);
const cpu = () => (({ user, system }) => (user + system) / 1000)(process.cpuUsage());

function select(): number {
  const db = new Database(path, { readonly: true });
  const rows = db
    .prepare('SELECT key, lon, lat, category, s0, s1, s2, s3, hours FROM facility WHERE lon IS NOT NULL')
    .raw();
  let count = 0;
  for (const [key] of rows.iterate() as Iterable<[number]>) if (key > 0) count++;
  return count;
}

async function follower(): Promise<number> {
  const store = openStore({ kind: 'sqlite', path }, await loadVocabulary());
  const following = new Follower(store);
  await following.start();
  await following.stop();
  await store.close();
  return following.status.size;
}

const start = performance.now();
const before = cpu();
const rows = what === 'select' ? select() : await follower();
console.log(JSON.stringify({ rows, wall: performance.now() - start, cpu: cpu() - before }));
