import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { openApiDocument, openApiYaml } from '../../src/http/openapi.js';
import { ROUTES } from '../../src/http/routes.js';
import { root } from '../root.js';
import { place, world } from './harness.js';

describe('openapi.yaml', () => {
  it('is what the code says (else run: node build/scripts/write-openapi.js)', () => {
    expect(readFileSync(`${root}/openapi.yaml`, 'utf8')).toBe(openApiYaml(ROUTES));
  });

  it('has one name for a text in both languages', () => {
    const document = openApiDocument(ROUTES) as { components: { schemas: Record<string, object> } };
    const { LocalText, ...others } = document.components.schemas;
    const { description: _, ...form } = LocalText as { description?: string };
    for (const [name, schema] of Object.entries(others))
      expect([name, JSON.stringify(schema).includes(JSON.stringify(form))]).toEqual([name, false]);
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
    const here = await world([place('near', 31.2411, 121.4266, { address: { district: '普陀区' } })]);
    const send = { POST: here.post, PUT: here.put, PATCH: here.patch };
    const id = here.idOf('near');
    const { body: report } = await here.post('/v1/reports', { facility: id, kind: 'locked' });
    /** What was made by the example of a collection. */
    const made = new Map([['/v1/reports', report.id as string]]);
    const withId = (example: unknown): unknown =>
      JSON.parse(JSON.stringify(example).replaceAll('"ID"', `"${id}"`));
    for (const { method, path: pattern, role, document, examples = {}, answers } of ROUTES) {
      const collection = pattern.replace(/\/\{id\}$/, '');
      const path = pattern.replace('{id}', made.get(collection) ?? id).replace('{code}', 'mind');
      const key = role === undefined ? {} : { Authorization: (await here.keyOf(role)).Authorization };
      const headers = { ...key, 'If-Match': '*', ...(document && { 'Content-Type': document.type }) };
      if (path.endsWith('/restore')) await here.delete(path.replace('/restore', ''), headers);
      for (const [title, example] of Object.entries(examples)) {
        const answer =
          method === 'GET' || method === 'DELETE'
            ? await here.get(`${path}?${encodeURI(String(example))}`, key)
            : await send[method](path, withId(example), headers);
        const done = [202, 201].find((status) => answers[status]) ?? 200;
        expect([path, title, answer.status]).toEqual([path, title, done]);
        const at = answer.headers['location'];
        if (at?.startsWith(`${pattern}/`) && pattern !== '/v1/facilities')
          made.set(pattern, at.slice(pattern.length + 1));
      }
    }
    await here.close();
  });
});
