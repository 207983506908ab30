import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { REASONS } from '../../../src/geocode/reasons.js';
import { root } from '../../root.js';

describe('the reasons why a place stays unplaced', () => {
  it('are explained in docs/import.md, every one', () => {
    const page = readFileSync(join(root, 'docs', 'import.md'), 'utf8');
    expect(Object.keys(REASONS).filter((rule) => !page.includes(`\`${rule}\``))).toEqual([]);
  });
});
