import { describe, expect, it } from '@jest/globals';
import { Askers } from '../../../src/http/asker.js';

const NOON = Date.parse('2026-11-22T12:00:00+08:00');
const DAY = 86_400_000;

describe('askers of several threads', () => {
  it('have the same tags on every day, though no key outlives its day', () => {
    const one = new Askers();
    const two = new Askers(one.keyOf(NOON));
    for (const days of [0, 1, 2, 30]) {
      const at = NOON + days * DAY;
      expect(two.tagOf('203.0.113.7', at)).toBe(one.tagOf('203.0.113.7', at));
    }
    expect(one.tagOf('203.0.113.7', NOON + 31 * DAY)).not.toBe(two.tagOf('203.0.113.7', NOON + 30 * DAY));
    const late = new Askers(one.keyOf(NOON + 40 * DAY));
    expect(late.tagOf('203.0.113.7', NOON + 40 * DAY)).toBe(two.tagOf('203.0.113.7', NOON + 40 * DAY));
  });

  it('cannot be told from a later key, nor by another server', () => {
    const one = new Askers();
    const tag = one.tagOf('203.0.113.7', NOON);
    const later = one.keyOf(NOON + DAY);
    expect(new Askers({ ...later, day: later.day - 1 }).tagOf('203.0.113.7', NOON)).not.toBe(tag);
    expect(new Askers().tagOf('203.0.113.7', NOON)).not.toBe(tag);
  });

  it('leave no key behind where it was handed over', () => {
    const key = new Askers().keyOf(NOON);
    expect(new Askers(key).tagOf('203.0.113.7', NOON)).toHaveLength(12);
    expect([...key.salt].every((byte) => byte === 0)).toBe(true);
  });
});
