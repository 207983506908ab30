/**
 * What reading the cards of the ten nearest takes, and from how many pages of the file they come (Linux only): prints a
 * line of JSON.   DATABASE
 */
import { readFileSync } from 'node:fs';
import { EVERYTHING } from '../../../src/core/traits.js';
import { Follower } from '../../../src/index/follower.js';
import { loadVocabulary } from '../../../src/system/reference.js';
import { openStore } from '../../../src/system/stores.js';
import { askers } from '../nation.js';

const K = 10;
const QUESTIONS = 20_000;

const store = openStore({ kind: 'sqlite', path: process.argv[2]! }, await loadVocabulary());
const following = new Follower(store);
await following.start();
await following.stop();
const questions = [...askers(QUESTIONS, 11)].map((centre) => {
  const keys: number[] = [];
  for (const { key } of following.index.nearest(centre, EVERYTHING)) if (keys.push(key) === K) break;
  return keys;
});

/** Calls of the system that read. */
function reads(): number {
  try {
    return Number(/syscr: (\d+)/.exec(readFileSync('/proc/self/io', 'utf8'))?.[1]);
  } catch {
    return NaN;
  }
}

async function round() {
  const [start, before, readBefore] = [performance.now(), process.cpuUsage(), reads()];
  for (const keys of questions) await store.cards(keys);
  const { user, system } = process.cpuUsage(before);
  const per = (value: number) => value / questions.length;
  return {
    wall: per((performance.now() - start) * 1000),
    cpu: per(user + system),
    reads: per(reads() - readBefore),
  };
}

const [first, second] = [await round(), await round()];
await store.close();
console.log(JSON.stringify({ first, second }));
