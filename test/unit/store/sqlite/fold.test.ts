import { expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { recordSteps } from '../../../../src/store/sqlite/fold.js';
import { MIGRATIONS } from '../../../../src/store/sqlite/migrations.js';

it('folding reads the staged records of a range first, and of the others those it finds by them', () => {
  const db = new Database(':memory:');
  for (const step of MIGRATIONS) db.exec(step);
  for (const sql of recordSteps('main.staged_record')) {
    const plan = db.prepare<[{ from: number; to: number }], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`);
    const reads = plan.all({ from: 1, to: 2 }).map(({ detail }) => detail);
    const ofTheNation = reads.filter((one) => /^(SCAN|SEARCH) (m|main\.record)\b/.test(one));
    for (const one of ofTheNation) expect(one).toMatch(/rowid=\?/);
  }
  db.close();
});
