import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { openSqliteStore } from '../../../../src/store/sqlite/facility-store.js';
import { claim, run } from '../../../contract/store-samples.js';
import { vocabulary } from '../../../contract/store-vocabulary.js';

/** How many facilities: `YIZHAN_STORE_ROWS=2000000` tries a nation. */
const ROWS = Number(process.env['YIZHAN_STORE_ROWS'] ?? 20_000);

function* nation() {
  let seed = 1;
  const chance = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  for (let i = 0; i < ROWS; i++) {
    const position = { lon: 75 + 55 * chance(), lat: 20 + 30 * chance(), precision: 'street' as const };
    const street = { zh: `长寿路${Math.floor(2000 * chance())}号` };
    const more = {
      position,
      address: { text: street, district: '普陀区' },
      services: { heating: { state: 'yes' as const } },
    };
    yield { kind: 'put' as const, source: 'city', externalId: `${i}`, claim: claim(`爱心接力站${i}`, more) };
  }
}

it(
  `takes ${ROWS} facilities, and finds nothing changed the second time`,
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'yizhan-rate-'));
    const store = openSqliteStore({ path: join(folder, 'store.db'), vocabulary });
    for (const verdict of ['new', 'same']) {
      const start = performance.now();
      const { verdicts } = await store.apply(nation(), run());
      const rate = Math.round((1000 * ROWS) / (performance.now() - start));
      process.stdout.write(`store: ${ROWS} facilities ${verdict}, ${rate} a second\n`);
      expect(verdicts).toMatchObject({ [verdict]: ROWS });
    }
    expect(await store.count()).toEqual({ total: ROWS, unplaced: 0 });
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  },
  Math.max(60_000, ROWS),
);
