import { stringify } from 'yaml';
import { z } from 'zod';
import { answers, descriptions, problem } from './format/schemas.js';
import { schemaOf, type Param } from './params.js';
import { PROBLEM_KINDS, reasonPhrase } from './problem.js';
import { hasBody, type AnswerDoc, type DocumentSpec, type Route } from './route.js';

/** The document of the routes: OpenAPI 3.0.3, which more readers understand than 3.1. */

type Json = Record<string, unknown>;

const REF = '#/components/schemas/';

/** Paragraphs, each in one line: some readers take a line's end for a break. */
const DESCRIPTION = [
  'Finds the nearest place that will really help: relay stations, clinics, swap cabinets and other places for people who work outdoors.',
  'Positions are `lat` and `lon` in the datum `crs` (wgs84, gcj02, bd09); the answer is in `outCrs`.',
  'Three values, never two: what is not known is `unknown`, never no and never yes.',
  'Nothing is clamped: what is out of range is refused with a problem (RFC 9457) that names the parameter, the value and what is allowed.',
  'Requests may be limited for each network or key: `RateLimit-Policy` names the limit of a minute (`read`, `search`, `write`, `report`), `RateLimit` what is left of it and in how many seconds it is whole again. Beyond it: 429 with `Retry-After`.',
  'Besides those listed at each path, problems come before there is a path: 400 for what is no HTTP/1.1 or lacks `Host`, 404 for a path and 405 for a method there is not, 408 for a request that does not arrive in 30 seconds, 417 for an `Expect` other than `100-continue`, 431 for an address and headers of more than 16 KiB, 501 for a method nobody knows.',
].join('\n\n');

const TAGS = {
  Questions: 'Where is the nearest place that fits?',
  Facilities: 'Lists of facilities, single ones, and what has changed.',
  Map: 'What a map draws.',
  Overrides: 'Dated exceptions from opening hours: one edit for many places.',
  Measures: 'The ten measures: programmes, hotlines, events and offers, and who stands behind them.',
  Vocabulary: 'The words of the field, with labels.',
  Editing: 'For offices with a key: one place at a time. See docs/editing.md.',
  Operation: 'For whoever runs the server.',
};

const SECURITY = {
  key: {
    type: 'http',
    scheme: 'bearer',
    description: 'A key of the role the operation names, made with `yizhan keys create`.',
  },
};

/** The document as an object. */
export function openApiDocument(routes: readonly Route[]): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    if (route.hidden) continue;
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return {
    openapi: '3.0.3',
    info: {
      title: 'Yizhan',
      version: '1',
      description: DESCRIPTION,
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    servers: [{ url: '/' }],
    security: [],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths,
    components: { schemas: componentSchemas(), securitySchemes: SECURITY },
  };
}

/** The document as it stands in `openapi.yaml`. */
export function openApiYaml(routes: readonly Route[]): string {
  const head = '# Written by scripts/write-openapi.ts from the routes in src/http. Do not edit.\n';
  return head + stringify(openApiDocument(routes), { aliasDuplicateObjects: false, lineWidth: 110 });
}

function componentSchemas(): Json {
  const { schemas } = z.toJSONSchema(answers, { uri: (id) => REF + id, target: 'openapi-3.0', io: 'output' });
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => {
      const { $id: _$id, id: _id, ...rest } = schema; // its name stands outside already
      const description = descriptions.get(name);
      return [name, { ...(description !== undefined && { description }), ...rest }];
    }),
  );
}

function operationOf(route: Route): Json {
  const { operationId, summary, description, tag, role, pathNames, document } = route;
  const entries = Object.entries(route.params);
  const inBody = hasBody(route.method);
  const inAddress = inBody ? entries.filter(([name]) => pathNames.includes(name)) : entries;
  const rest = entries.filter(([name]) => !pathNames.includes(name));
  return {
    operationId,
    summary,
    ...describe(description, route),
    tags: [tag],
    ...(role !== undefined && { security: [{ key: [] }] }),
    ...(inAddress.length > 0 && {
      parameters: inAddress.map(([name, param]) => parameterOf(name, param, route)),
    }),
    ...(inBody && {
      requestBody: document
        ? documentOf(document, route)
        : bodyOf(rest, Object.entries(route.examples ?? {})),
    }),
    responses: responsesOf(route),
  };
}

function describe(description: string | undefined, { role }: Route): Json {
  const key = role === undefined ? [] : [`Needs the key of an ${role}.`];
  const words = [...(description === undefined ? [] : [description]), ...key].join(' ');
  return words === '' ? {} : { description: words };
}

function parameterOf(name: string, param: Param<unknown>, route: Route): Json {
  const schema = schemaOf(param);
  const inPath = route.pathNames.includes(name);
  return {
    name,
    in: inPath ? 'path' : 'query',
    required: param.required,
    description: meaningOf(param),
    ...(schema['type'] === 'array' && { style: 'form', explode: false }),
    schema,
    ...exampleOf(name, schema, route),
  };
}

/** The parameter's value in the route's first example, for who tries it. */
function exampleOf(name: string, schema: Json, { examples = {} }: Route): Json {
  const [first] = Object.values(examples);
  const value = typeof first === 'string' ? new URLSearchParams(first).get(name) : null;
  if (value === null) return {};
  const isNumber = (type: unknown) => type === 'number' || type === 'integer';
  const items = schema['items'] as Json | undefined;
  if (items) return { example: value.split(',').map((it) => (isNumber(items['type']) ? Number(it) : it)) };
  return { example: isNumber(schema['type']) ? Number(value) : value };
}

function meaningOf({ meaning, allowed }: Param<unknown>): string {
  return typeof allowed === 'string' && !meaning.includes(allowed)
    ? `${meaning} Allowed: ${allowed}.`
    : meaning;
}

function documentOf({ type, schema, description }: DocumentSpec, { examples = {} }: Route): Json {
  return {
    required: true,
    description,
    content: { [type]: { schema: refTo(schema), examples: shownExamples(Object.entries(examples)) } },
  };
}

function shownExamples(examples: readonly [string, unknown][]): Json {
  return Object.fromEntries(
    examples.map(([title, value]) => [title.replaceAll(/[ ,]+/g, '-'), { summary: title, value }]),
  );
}

function bodyOf(entries: readonly [string, Param<unknown>][], examples: readonly [string, unknown][]): Json {
  const required = entries.filter(([, param]) => param.required).map(([name]) => name);
  const properties = entries.map(([name, param]) => [
    name,
    { ...schemaOf(param), description: meaningOf(param) },
  ]);
  const schema = {
    type: 'object',
    additionalProperties: false,
    ...(required.length > 0 && { required }),
    properties: Object.fromEntries(properties) as Json,
  };
  const shown = shownExamples(examples);
  return {
    required: true,
    content: { 'application/json': { schema, ...(examples.length > 0 && { examples: shown }) } },
  };
}

function responsesOf(route: Route): Json {
  const responses: Json = {};
  for (const [status, answer] of Object.entries(route.answers))
    responses[status] = responseOf(answer, Number(status), route.role !== undefined);
  const cached = route.method === 'GET' && route.tag !== 'Operation';
  if (cached) responses['304'] = { description: 'Nothing has changed since the answer whose ETag was sent.' };
  for (const status of problemStatuses(route)) {
    responses[status] ??= {
      description: `${reasonPhrase(status)}: ${adviceOf(status)}`,
      content: { 'application/problem+json': { schema: refTo(problem) } },
    };
  }
  return responses;
}

function problemStatuses(route: Route): number[] {
  const body = hasBody(route.method) ? [413, 415] : [];
  const key = route.role === undefined ? [] : [401, 403];
  const limited = route.cost === 'free' ? [] : [429];
  const statuses = [400, ...key, ...limited, ...(route.problems ?? []), 406, ...body, 500];
  return [...new Set(statuses)].toSorted((a, b) => a - b);
}

function adviceOf(status: number): string {
  const kinds = Object.values(PROBLEM_KINDS).filter((kind) => kind.status === status);
  return kinds.map((kind) => kind.advice).join(' ');
}

function schemaOfAnswer(schema: AnswerDoc['schema']): Json {
  if (schema === 'string') return { type: 'string' };
  return schema === 'binary' ? { type: 'string', format: 'binary' } : refTo(schema);
}

function responseOf(
  { description, contentType, schema, headers, also }: AnswerDoc,
  status: number,
  isWrite: boolean,
): Json {
  const named = {
    ...(status === 200 && !isWrite ? { ETag: 'Weak tag of the answer, for `If-None-Match`.' } : {}),
    ...headers,
  };
  return {
    description,
    headers: Object.fromEntries(
      Object.entries(named).map(([name, meaning]) => [
        name,
        { description: meaning, schema: { type: 'string' } },
      ]),
    ),
    content: {
      [contentType]: { schema: schemaOfAnswer(schema) },
      ...(also !== undefined && { [also]: { schema: { type: 'string' } } }),
    },
  };
}

function refTo(schema: z.ZodType): Json {
  const known = answers.get(schema);
  if (known === undefined) throw new Error('an answer without a named schema');
  return { $ref: REF + known.id };
}
