import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { faultOf, parseDegrees, parsePair } from '../../../../src/importer/sources/coordinates.js';

describe('a coordinate', () => {
  it.each([
    ['121.4', 121.4],
    [' １２１．４ ', 121.4],
    ['-0.5', -0.5],
    ['121.4°', 121.4],
    ['121.4°E', 121.4],
    ['E121.4', 121.4],
    ['33.9 S', -33.9],
    ['121°30′', 121.5],
    ['121°30\'36"', 121.51],
    ['121°30′36″E', 121.51],
    ['E 121 30 36', 121.51],
    ['121度30分36秒', 121.51],
    ['东经121°30′36″', 121.51],
    ['W121:30:36', -121.51],
    ["-121°30'", -121.5],
    ['-0°30′', -0.5],
    ['121,4', 121.4],
    ['３１，２３４５', 31.2345],
    ['-31,234', -31.234],
    ['31,24°N', 31.24],
  ])('%j is %d degrees', (text, degrees) => {
    expect(parseDegrees(text)).toBeCloseTo(degrees, 10);
  });

  it.each([
    '',
    'abc',
    '121°70′',
    '121°30′99″',
    'N31E',
    '１２１．４．５',
    '1,121,4',
    '1,234.5',
    '31,',
    ',5',
    '--1',
    'NaN',
    'Infinity',
  ])('%j is not one', (text) => {
    expect(parseDegrees(text)).not.toEqual(expect.any(Number));
  });

  it('comes back from degrees, minutes and seconds within a millimetre (property)', () => {
    fc.assert(
      fc.property(fc.double({ min: -180, max: 180, noNaN: true }), (degrees) => {
        const size = Math.abs(degrees);
        const whole = Math.floor(size);
        const minutes = Math.floor((size - whole) * 60);
        const seconds = Math.min(59.999_999, (size - whole - minutes / 60) * 3600);
        fc.pre(seconds >= 0);
        const text = `${whole}°${minutes}′${seconds.toFixed(6)}″${degrees < 0 ? 'W' : 'E'}`;
        expect(Math.abs(parseDegrees(text)! - degrees)).toBeLessThan(1e-8);
      }),
    );
  });
});

describe('two coordinates in one cell', () => {
  it.each([
    ['121.43,31.24', false, 121.43, 31.24],
    ['121.43，31.24', false, 121.43, 31.24],
    ['121.43 31.24', false, 121.43, 31.24],
    ['[121.43, 31.24]', false, 121.43, 31.24],
    ['（121.43；31.24）', false, 121.43, 31.24],
    ['31.24,121.43', false, 121.43, 31.24],
    ['31.24,121.43', true, 121.43, 31.24],
    ['10.5,20.5', false, 10.5, 20.5],
    ['20.5,10.5', true, 10.5, 20.5],
    ['121,43; 31,24', false, 121.43, 31.24],
    ['31,24 121,43', false, 121.43, 31.24],
    ['31.24N, 121.43E', false, 121.43, 31.24],
    ['北纬31°30′ 东经121°30′', false, 121.5, 31.5],
    ['121°30′0″E, 31°30′0″N', true, 121.5, 31.5],
  ])('%j is read', (text, latFirst, x, y) => {
    expect(parsePair(text, latFirst)).toEqual({ x, y });
  });

  it.each(['121.43', '121.43,31.24,5', 'here, there', ''])('%j is not a pair', (text) => {
    expect(parsePair(text, false)).toBeUndefined();
  });
});

describe('a pair of numbers', () => {
  it.each([
    [121.43, 31.24, undefined],
    [31.24, 121.43, 'position.swapped'],
    [50.5, 80.1, 'position.swapped'], // as a latitude 80.1 would be possible, but the other way round it is in China
    [0, 0, 'position.zero'],
    [0.001, -0.001, 'position.zero'],
    [121.43, 0, 'position.zero'], // one of the two was lost
    [0, 31.24, 'position.zero'],
    [-0.125, 51.5, undefined],
    [-79.5, 43.7, undefined],
    [43.7, -79.5, undefined], // off Antarctica, but not provably wrong
    [13_512_345, 3_662_000, 'position.out_of_range'],
    [181, 31, 'position.out_of_range'],
    [10, 95, 'position.swapped'],
    [Number.NaN, 31, 'position.out_of_range'],
  ])('(%d, %d) → %s', (x, y, fault) => {
    expect(faultOf({ x, y })).toBe(fault);
  });
});
