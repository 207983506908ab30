import { expect, it } from '@jest/globals';
import { openSqliteStore } from '../../src/store/sqlite/facility-store.js';
import { LATER, put, run, streamed, withdraw } from './store-samples.js';
import { served, undoContract } from './store-undo.js';
import { vocabulary } from './store-vocabulary.js';

const open = { path: ':memory:', vocabulary };
undoContract('SQLite', () => openSqliteStore(open));
undoContract('SQLite, every run laid over', () =>
  openSqliteStore({ ...open, directLimit: 0, moveLimit: 0, batchSize: 3 }),
);
undoContract('SQLite, laid over and not folded in', () =>
  openSqliteStore({ ...open, moveLimit: 0, batchSize: 2, foldAtOnce: false }),
);

it('takes a run of thousands back, and edits made meanwhile stay', async () => {
  const store = openSqliteStore(open);
  const many = (from: number, to: number, more = {}) =>
    Array.from({ length: to - from }, (_, i) => put(`${from + i}`, more));
  await store.apply(streamed(many(0, 3000)), run());
  const before = await served(store);
  const gone = Array.from({ length: 1000 }, (_, i) => withdraw(`${i}`));
  await store.apply(
    streamed([...gone, ...many(1000, 3000, { category: 'clinic' }), ...many(3000, 5000)]),
    run(),
  );
  const undo = store.undo(run({ at: LATER }));
  const edit = await store.apply([put('edit', {}, 'other')], run({ source: { id: 'other' } }));
  expect(edit.verdicts.new).toBe(1);
  expect((await undo).verdicts).toMatchObject({ new: 1000, changed: 2000, gone: 2000 });
  const after = await served(store);
  expect(after.size).toBe(3001);
  for (const [id, one] of before) expect(after.get(id)).toEqual(one);
  await store.close();
});
