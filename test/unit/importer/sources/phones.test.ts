import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { tellPhonesApart } from '../../../../src/importer/sources/phones.js';

describe('a cell of phone numbers', () => {
  it.each([
    ['021-62988888', ['021-62988888'], [], ''],
    ['62988888', ['62988888'], [], ''],
    ['12351', ['12351'], [], ''],
    ['400-103-9999；0571-56757050', ['400-103-9999', '0571-56757050'], [], ''],
    ['88326380； 88321083', ['88326380', '88321083'], [], ''],
    ['13812345678', [], ['13812345678'], ''],
    ['138 1234 5678', [], ['13812345678'], ''],
    ['+86 138-1234-5678', [], ['13812345678'], ''],
    ['0571-86903921 189*****737', ['0571-86903921'], ['189*****737'], ''],
    ['张三13812345678', [], ['13812345678'], '张三'],
    ['13812345678/62988888', ['62988888'], ['13812345678'], ''],
    ['(021)62988888转801', ['(021)62988888转801'], [], ''],
    ['０２１－６２９８８８８８', ['021-62988888'], [], ''],
    ['087-841-2146', ['087-841-2146'], [], ''],
    ['暂缺', [], [], '暂缺'],
    ['', [], [], ''],
  ])('%j', (text, office, personal, rest) => {
    expect(tellPhonesApart(text)).toEqual({ office, personal, rest });
  });

  it('tells one line with its area code as it would among others', () => {
    const area = fc.constantFrom('0', '01', '010', '013', '021', '0571', '0861', '086', '00', '0135');
    const line = fc.tuple(area, fc.constantFrom('-', '', ' '), fc.stringMatching(/^\d{6,9}$/));
    fc.assert(
      fc.property(line, (parts) => {
        const number = parts.join('');
        expect(tellPhonesApart(number)).toEqual(tellPhonesApart(` ${number}`));
      }),
      { numRuns: 1000 },
    );
  });

  it('never lets a mobile number out as an office line', () => {
    for (const written of [
      '13812345678',
      '138-1234-5678',
      '(138)12345678',
      '86 13812345678',
      '电话13812345678转1',
      '0086-13812345678',
    ]) {
      const { office } = tellPhonesApart(written);
      expect(office.join(' ').replaceAll(/\D/g, '')).not.toContain('13812345678');
    }
  });
});
