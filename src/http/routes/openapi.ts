import { contentTag, REVALIDATE } from '../cache.js';
import { openApiDocument, openApiYaml } from '../openapi.js';
import type { Reply } from '../reply.js';
import { route, type Route } from '../route.js';

/** The document of the interface, made from the routes at the first question for it. */
export function documentRoutes(routes: () => readonly Route[]): readonly Route[] {
  const yaml = once(() => openApiYaml(routes()));
  const json = once(() => JSON.stringify(openApiDocument(routes())));
  return [
    documentRoute('/openapi.yaml', 'application/yaml', yaml),
    documentRoute('/openapi.json', 'application/json', json),
  ];
}

function documentRoute(path: string, type: string, text: () => string): Route {
  return route({
    method: 'GET',
    path,
    operationId: path.endsWith('json') ? 'getOpenApiJson' : 'getOpenApiYaml',
    summary: 'This document',
    tag: 'Operation',
    hidden: true,
    params: {},
    answers: { 200: { description: 'OpenAPI 3.0.', contentType: type, schema: 'string' } },
    handle: (): Reply => {
      const body = text();
      return { type, body, etag: contentTag(body), headers: { 'Cache-Control': REVALIDATE } };
    },
  });
}

function once(make: () => string): () => string {
  let made: string | undefined;
  return () => (made ??= make());
}
