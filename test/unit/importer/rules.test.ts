import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { rulesDocument } from '../../../src/importer/rules-document.js';
import { root } from '../../root.js';

describe('docs/import-rules.md', () => {
  it('is what the catalogue says (npm run docs writes it)', () => {
    expect(readFileSync(join(root, 'docs/import-rules.md'), 'utf8')).toBe(rulesDocument());
  });
});
