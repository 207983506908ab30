import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Hit } from '../../../src/core/answer.js';
import type { Presentation } from '../../../src/core/query.js';
import { bytesOf } from '../../../src/http/format/byte-writer.js';
import { writeFeature } from '../../../src/http/format/feature.js';
import { CardWriter } from '../../../src/index/cards/card-writer.js';
import { learnTokens } from '../../../src/index/cards/learn-tokens.js';
import { PackedCard } from '../../../src/index/cards/packed-card.js';
import { oddCard } from '../../odd-cards.js';

const writer = CardWriter.with(learnTokens([]));
const shape: fc.Arbitrary<Presentation> = fc
  .record({
    lang: fc.constantFrom('zh' as const, 'en' as const),
    outCrs: fc.constantFrom('wgs84' as const, 'gcj02' as const),
  })
  .map((it) => ({ crs: 'wgs84', ...it }));
const beside = fc.record({
  distance: fc.option(fc.double({ min: 0, max: 2e7, noNaN: true }), { nil: undefined }),
  open: fc.constantFrom({ state: 'open', until: 1.8e12 }, { state: 'unknown', reason: 'no-hours' }),
  usable: fc.constantFrom({ state: 'yes', reasons: [] }, { state: 'no', reasons: ['closed'] }),
});

const textOf = (hit: Hit, asked: Presentation) =>
  bytesOf((out) => writeFeature(hit, asked, out, ',')).toString('latin1');

describe('the feature of a card in memory', () => {
  it('is byte for byte that of the same card from the store', () => {
    fc.assert(
      fc.property(oddCard, beside, shape, (card, rest, asked) => {
        const address = writer.add(card);
        fc.pre(address > 0);
        const packed = new PackedCard(card.key, writer.stack, address);
        const hit = { card, ...rest } as unknown as Hit;
        expect(textOf({ ...hit, card: packed }, asked)).toBe(textOf(hit, asked));
      }),
    );
  });
});
