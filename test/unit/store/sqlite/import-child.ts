// A process that fills a store and may be killed on its way: node import-child.js FILE COUNT NAME
import { openSqliteStore } from '../../../../src/store/sqlite/facility-store.js';
import { claim, run, streamed } from '../../../contract/store-samples.js';
import { vocabulary } from '../../../contract/store-vocabulary.js';

const [path = '', count = '', name = ''] = process.argv.slice(2);
const store = openSqliteStore({ path, vocabulary, moveLimit: 0, batchSize: 100 });
const changes = Array.from({ length: Number(count) }, (_, i) => ({
  kind: 'put' as const,
  source: 'city',
  externalId: `${i}`,
  claim: claim(`${name}${i}`),
}));
process.stdout.write('started\n');
await store.apply(streamed(changes), run());
await store.close();
