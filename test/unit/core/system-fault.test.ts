import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemFault } from '../../../src/core/system-fault.js';

function faultOf(path: string): unknown {
  try {
    readFileSync(path);
  } catch (error) {
    return error;
  }
  throw new Error(`${path} can be read`);
}

describe('what the system refuses', () => {
  it('is told in words, without codes and paths', () => {
    const missing = systemFault(faultOf(join(tmpdir(), 'yizhan-there-is-none')));
    expect(missing).toEqual({ zh: '没有这个文件或文件夹', en: 'there is no such file or folder' });
    expect(systemFault(faultOf(tmpdir())).en).toBe('it is a folder, not a file');
  });

  it('keeps the words of an error it does not know', () => {
    expect(systemFault(new Error('odd')).en).toBe('odd');
    expect(systemFault('odd').en).toBe('odd');
    expect(systemFault(undefined).en).toBe('undefined');
  });
});
