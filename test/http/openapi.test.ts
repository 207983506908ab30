import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { openApiYaml } from '../../src/http/openapi.js';
import { ROUTES } from '../../src/http/routes.js';
import { root } from '../root.js';

describe('openapi.yaml', () => {
  it('is what the code says (else run: node build/scripts/write-openapi.js)', () => {
    expect(readFileSync(`${root}/openapi.yaml`, 'utf8')).toBe(openApiYaml(ROUTES));
  });

  it('describes every parameter and names every operation once', () => {
    const names = ROUTES.map((route) => route.operationId);
    expect(new Set(names).size).toBe(names.length);
    for (const route of ROUTES) {
      for (const [name, { meaning, allowed }] of Object.entries(route.params)) {
        expect([route.path, name, meaning.length > 10, allowed.length > 0]).toEqual([
          route.path,
          name,
          true,
          true,
        ]);
      }
    }
  });
});
