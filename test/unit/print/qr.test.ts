import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readQrCodes } from '../../qr-reader.js';
import { qrCode } from '../../../src/print/qr.js';

describe('a QR code', () => {
  it('is read by another program as what was written', () => {
    for (const text of [
      'https://yizhan.example.org/?place=239y01k404q2',
      'https://驿站.example/?report=a%2Fb',
    ])
      expect(readQrCodes(qrCode(text, 'to the place').text)).toEqual([text]);
  });

  it('holds whatever an address may be', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true }), (url) => {
        expect(readQrCodes(qrCode(url, '').text)).toEqual([url]);
      }),
      { numRuns: 25 },
    );
  });

  it('says what it leads to, with its signs escaped', () => {
    expect(qrCode('x', '"<b>&').text).toContain('aria-label="&#34;&#60;b&#62;&#38;"');
  });

  it('has four modules of white around it (ISO/IEC 18004)', () => {
    const { text } = qrCode('https://yizhan.example.org/', '');
    const size = Number(/viewBox="0 0 (\d+)/.exec(text)![1]);
    const runs = [...text.matchAll(/M(\d+) (\d+)h(\d+)v1/g)].map(([, x, y, width]) =>
      [x, y, width].map(Number),
    );
    for (const [x, y, width] of runs) {
      expect(Math.min(x!, y!)).toBeGreaterThanOrEqual(4);
      expect(Math.max(x! + width!, y! + 1)).toBeLessThanOrEqual(size - 4);
    }
    expect(Math.min(...runs.map(([x]) => x!))).toBe(4);
  });
});
