import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { PatientRecords, type Parsed } from '../../../../src/importer/readers/csv-parser.js';
import { CsvRecords } from '../../../../src/importer/readers/csv-records.js';

interface Reader {
  after(piece: string): Parsed;
  rest(): Parsed;
}

/** All records of a text that comes in these pieces, and the code of the fault that ended it. */
function readAll(reader: Reader, pieces: readonly string[]) {
  const records: string[][] = [];
  for (const read of [...pieces.map((piece) => () => reader.after(piece)), () => reader.rest()]) {
    const { whole, fault } = read();
    records.push(...whole);
    if (fault) return { records, fault: 'code' in fault ? fault.code : fault.message };
  }
  return { records, fault: undefined };
}

/** The text in pieces that end anywhere, within a quoted cell or a line end too. */
function inPieces(text: string, sizes: readonly number[]): string[] {
  const pieces: string[] = [];
  let rest = text;
  for (let i = 0; rest !== ''; i++) {
    const size = sizes[i % sizes.length]!;
    pieces.push(rest.slice(0, size));
    rest = rest.slice(size);
  }
  return pieces;
}

const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });
const cell = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('', '驿站', 'a b', '12', "'", 'é') },
  { weight: 2, arbitrary: fc.constantFrom('"x"', '"a,b"', '"a""b"', '"两\n行"', '""', '"a\r\nb"') },
);
const odd = fc.constantFrom('a"b', '"a"b', '"', 'x\ry', ' "q"', '"a" ', '\r', '\0');

/** A table as spreadsheets write it, `oddities` of its cells not. */
function tables(oddities: number) {
  const anyCell = fc.oneof({ weight: 100, arbitrary: cell }, { weight: oddities, arbitrary: odd });
  const rows = fc.array(fc.array(anyCell, { minLength: 1, maxLength: 4 }), { maxLength: 8 });
  const lineEnds = fc.constantFrom('\n', '\r\n', '\r');
  return fc
    .tuple(rows, lineEnds, fc.boolean())
    .map(
      ([all, end, ended]) =>
        all.map((cells) => cells.join(',')).join(end) + (ended && all.length > 0 ? end : ''),
    );
}

describe('records of a CSV', () => {
  it.each([
    ['plain', 0],
    ['odd here and there', 8],
  ])('are those of the parser behind it, whatever the pieces (%s)', (_, oddities) => {
    fc.assert(
      fc.property(tables(oddities), sizes, (text, lengths) => {
        const pieces = inPieces(text, lengths);
        const expected = readAll(new PatientRecords(','), pieces);
        expect(readAll(new CsvRecords(','), pieces)).toEqual(expected);
      }),
      { numRuns: 3000 },
    );
  });

  it('are those of the parser behind it where lines end in two ways', () => {
    for (const text of [
      'a,b\r\nc,d\ne,f\r\n',
      'a,b\nc,d\r\ne,f',
      'a\rb\nc',
      '"a"\r\n"b"\n"c"\r\n',
      '\n\r\n\n',
    ]) {
      const pieces = inPieces(text, [3, 1]);
      expect(readAll(new CsvRecords(','), pieces)).toEqual(readAll(new PatientRecords(','), pieces));
    }
  });

  it('tells of a quote that is never closed, and that it stands inside quotes', () => {
    const records = new CsvRecords(';');
    expect(records.after('a;b\n"c;d\n').whole).toEqual([['a', 'b']]);
    expect(records.rest().fault).toMatchObject({ code: 'CSV_QUOTE_NOT_CLOSED' });
    expect(records.isInsideQuotes).toBe(true);
  });

  it('keeps a record that spans many pieces', () => {
    const long = '长'.repeat(200_000);
    const records = new CsvRecords(',');
    const read = readAll(records, inPieces(`a,"${long}\n${long}"\nb,c\n`, [50_000]));
    expect(read).toEqual({
      records: [
        ['a', `${long}\n${long}`],
        ['b', 'c'],
      ],
      fault: undefined,
    });
  });
});
