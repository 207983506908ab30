import { describe, expect, it } from '@jest/globals';
import { closest } from '../../../src/core/spelling.js';

describe('the word that was meant', () => {
  it.each([
    ['wifii', ['wifi', 'toilet'], 'wifi'],
    ['Toilet', ['wifi', 'toilet'], 'toilet'],
    // Part of one name: fewer letters would have to change to make it `lat`.
    ['at', ['lat', 'lon', 'openAt', 'openFor'], 'openAt'],
    ['voltage', ['batteryVoltage', 'available'], 'batteryVoltage'],
    ['cabinet', ['swap_cabinet', 'clinic'], 'swap_cabinet'],
    // Part of two, and like neither.
    ['charging', ['phone_charging', 'ebike_charging'], undefined],
    ['colour', ['lat', 'lon'], undefined],
    ['a'.repeat(41), ['a'], undefined],
  ])('of %s among %j is %s', (written, known, meant) => {
    expect(closest(written, known)).toBe(meant);
  });
});
