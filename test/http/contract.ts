import { readFileSync } from 'node:fs';
import express, { type NextFunction, type Request, type Response } from 'express';
import * as OpenApiValidator from 'express-openapi-validator';
import request, { type Response as Answer } from 'supertest';
import { parse } from 'yaml';
import { root } from '../root.js';

/**
 * Holds answers against the committed openapi.yaml with an independent validator. It is an Express
 * middleware that checks what a handler sends; so the answer is sent once more, through it.
 */
type Document = Parameters<typeof OpenApiValidator.middleware>[0]['apiSpec'];
export const document = parse(readFileSync(`${root}/openapi.yaml`, 'utf8')) as Exclude<Document, string>;

let sent: Answer | undefined;
const checker = express();
checker.use(
  OpenApiValidator.middleware({
    apiSpec: document,
    validateApiSpec: true,
    validateRequests: false,
    validateSecurity: false,
    validateResponses: true,
  }),
);
checker.use((_, response) => {
  response.status(sent!.status).type(sent!.type).json(JSON.parse(sent!.text));
});
checker.use((error: Error, _request: Request, response: Response, _next: NextFunction) => {
  response.status(599).json({ message: error.message });
});

/** @throws Error when the answer is not what openapi.yaml promises for this path, method, status and type */
export async function holdAgainstDocument(method: string, path: string, answer: Answer): Promise<void> {
  if (!answer.type.endsWith('json') || method === 'HEAD') return;
  const bare = path.split('?')[0]!;
  sent = answer;
  const verdict = await request(checker)[method.toLowerCase() as 'get'](bare);
  if (verdict.status === 599) {
    throw new Error(
      `${method} ${path} → ${answer.status}: ${JSON.stringify(verdict.body)}\n${answer.text.slice(0, 600)}`,
    );
  }
}
