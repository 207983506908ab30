import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { ByteFile } from '../../../../src/store/sqlite/byte-file.js';
import { SpoolRows, type SpoolRow } from '../../../../src/store/sqlite/spool-rows.js';

const folder = mkdtempSync(join(tmpdir(), 'yizhan-spool-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const text = fc.oneof(fc.constant(null), fc.string({ unit: 'grapheme', maxLength: 30 }));
const row: fc.Arbitrary<SpoolRow> = fc.record({
  floats: fc.tuple(fc.double(), fc.double()),
  integers: fc.tuple(fc.nat(0xffffffff), fc.nat()),
  texts: fc.tuple(
    text,
    text,
    text.map((one) => (one === null ? null : Buffer.from(one))),
  ),
});
const SHAPE = { floats: 2, integers: 2, texts: 3 };

describe.each([
  ['a file', join(folder, 'rows')],
  ['memory', undefined],
])('rows in %s', (_, path) => {
  it('are read in any order as they were kept, also between two that are added', () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 20 }), fc.array(fc.nat()), (rows, asked) => {
        const spool = new SpoolRows(new ByteFile(path), SHAPE);
        rows.forEach((one, i) => {
          spool.add(one);
          const at = (asked[i] ?? 0) % (i + 1);
          spool.turnTo(at + 1);
          const { floats, integers, texts } = rows[at]!;
          expect([spool.float(0), spool.float(1)]).toEqual(floats);
          expect([spool.integer(0), spool.integer(1)]).toEqual(integers);
          const read = [0, 1, 2].map((place) => spool.text(place)?.toString() ?? null);
          expect(read).toEqual(texts.map((one) => one?.toString() ?? null));
        });
        spool.close();
      }),
    );
  });

  it('may be larger than all that is gathered before they are written', () => {
    const spool = new SpoolRows(new ByteFile(path), { floats: 0, integers: 1, texts: 1 });
    const long = '长'.repeat(500_000);
    for (let n = 1; n <= 5; n++) spool.add({ floats: [], integers: [n], texts: [long + String(n)] });
    for (const n of [3, 1, 5, 2, 4]) {
      spool.turnTo(n);
      expect(spool.integer(0)).toBe(n);
      expect(spool.text(0)!.toString() === long + String(n)).toBe(true);
    }
    spool.close();
    expect(path !== undefined && existsSync(path)).toBe(false);
  });
});
