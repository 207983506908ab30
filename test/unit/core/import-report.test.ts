import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { importReportSchema } from '../../../src/core/import-report.js';
import { root } from '../../root.js';

describe('docs/import-report.schema.json', () => {
  it('is the form that reports are held against (npm run docs writes it)', () => {
    expect(readFileSync(join(root, 'docs/import-report.schema.json'), 'utf8')).toBe(importReportSchema());
  });
});
