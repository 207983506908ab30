/** Writes one edit every 50 ms into the store until its input ends, then prints how long they waited. */
import { setTimeout as wait } from 'node:timers/promises';
import { loadVocabulary } from '../../../src/system/reference.js';
import { openStore } from '../../../src/system/stores.js';
import { percentile } from '../measure.js';

const path = process.argv[2]!;
const store = openStore({ kind: 'sqlite', path }, await loadVocabulary());
let ended = false;
process.stdin.resume().once('end', () => (ended = true));
const waits: number[] = [];
for (let number = 0; !ended; number++) {
  const claim = { name: { zh: `现场登记${number % 100}`, en: `Edit ${number}` }, category: 'relay_station' };
  const change = { kind: 'put', source: 'editor', externalId: String(number % 100), claim } as const;
  const start = performance.now();
  await store.apply([change], { source: { id: 'editor' }, label: 'edit', at: new Date().toISOString() });
  waits.push(performance.now() - start);
  await wait(50);
}
await store.close();
console.log(
  JSON.stringify({ count: waits.length, longest: Math.max(...waits), p99: percentile(waits, 0.99) }),
);
