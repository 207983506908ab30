import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { Change } from '../../../../src/core/change.js';
import { BatchWriter, changesOf } from '../../../../src/store/sqlite/change-batch.js';
import { prepareChange, type PreparedPut } from '../../../../src/store/sqlite/prepared-change.js';

const word = fc.string({ unit: 'grapheme', maxLength: 20 });
const put = fc
  .record(
    {
      externalId: word,
      facility: word,
      zh: word,
      raw: fc.oneof(fc.constant(null), fc.dictionary(word, word)),
    },
    { requiredKeys: ['externalId', 'zh'] },
  )
  .map(({ zh, ...more }): Change => {
    return { kind: 'put', source: 'city', claim: { name: { zh }, category: 'clinic' }, ...more };
  });
const other = fc.constantFrom<Change>(
  { kind: 'withdraw', source: 'city', externalId: '驿站 1' },
  { kind: 'merge', from: 'a', into: 'b' },
);

describe('a batch of changes', () => {
  it('brings over what would be stored of each, and its hash, batch after batch', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.oneof(put, other), { maxLength: 8 }), { maxLength: 4 }), (batches) => {
        const writer = new BatchWriter();
        for (const changes of batches) {
          for (const change of changes) writer.write(change);
          const { bytes, lengths } = structuredClone(writer.take());
          const received = changesOf({ bytes, lengths });
          expect(received.map(({ change }) => ({ ...change }))).toEqual(changes.map(withoutRaw));
          received.forEach((one, i) => {
            const { claim, raw, hash } = prepareChange(changes[i]!) as Partial<PreparedPut>;
            if (one.change.kind === 'put') expect(one).toMatchObject({ claim, raw, hash });
          });
        }
      }),
    );
  });
});

/** The raw row is handed on as it is stored only. */
function withoutRaw(change: Change): Change {
  if (change.kind !== 'put') return change;
  const { raw: _, ...rest } = change;
  return rest;
}
