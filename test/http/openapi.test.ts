import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { openApiYaml } from '../../src/http/openapi.js';
import { ROUTES } from '../../src/http/routes.js';
import { root } from '../root.js';
import { place, world } from './harness.js';

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

describe('the examples of the routes', () => {
  it('work', async () => {
    const here = await world([place('near', 31.2411, 121.4266)]);
    const send = { POST: here.post, PUT: here.put, PATCH: here.patch };
    const id = here.idOf('near');
    for (const { method, path: pattern, role, document, examples = {}, answers } of ROUTES) {
      const path = pattern.replace('{id}', pattern.startsWith('/v1/overrides') ? '1' : id);
      const key = role === undefined ? {} : { Authorization: (await here.keyOf(role)).Authorization };
      const headers = { ...key, 'If-Match': '*', ...(document && { 'Content-Type': document.type }) };
      if (path.endsWith('/restore')) await here.delete(path.replace('/restore', ''), headers);
      for (const [title, example] of Object.entries(examples)) {
        const answer =
          method === 'GET' || method === 'DELETE'
            ? await here.get(`${path}?${encodeURI(String(example))}`, key)
            : await send[method](path, example, headers);
        expect([path, title, answer.status]).toEqual([path, title, answers[201] ? 201 : 200]);
      }
    }
    await here.close();
  });
});
