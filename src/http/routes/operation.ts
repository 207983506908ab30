import { health, ready } from '../format/schemas.js';
import { route } from '../route.js';

/** Signs of life for whoever runs the server. */

const headers = { 'Cache-Control': 'no-store' };

export const healthz = route({
  method: 'GET',
  path: '/healthz',
  operationId: 'getHealth',
  summary: 'Whether the process answers',
  tag: 'Operation',
  cost: 'free',
  params: {},
  answers: { 200: { description: 'It does.', contentType: 'application/json', schema: health } },
  handle: () => ({ type: 'application/json', body: '{"status":"ok"}', headers }),
});

export const readyz = route({
  method: 'GET',
  path: '/readyz',
  operationId: 'getReadiness',
  summary: 'Whether true answers can be given: the store opens, the index is loaded and follows',
  tag: 'Operation',
  cost: 'free',
  params: {},
  answers: {
    200: { description: 'They can.', contentType: 'application/json', schema: ready },
    503: { description: 'They cannot; the checks say why.', contentType: 'application/json', schema: ready },
  },
  handle: async (_, { readiness }) => {
    const state = await readiness();
    const retry = state.ready ? {} : { 'Retry-After': '2' };
    return {
      status: state.ready ? 200 : 503,
      type: 'application/json',
      body: JSON.stringify({ ready: state.ready, checks: state.checks }),
      headers: { ...headers, ...retry },
    };
  },
});
