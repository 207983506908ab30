import type { Express } from 'express';
import type { HttpDeps } from './deps.js';
import type { Route } from './route.js';
import { facility } from './routes/facility.js';
import { nearest, nearestBatch, nearestByPost } from './routes/nearest.js';
import { healthz, readyz } from './routes/operation.js';
import { vocabularies } from './routes/vocabularies.js';

/** Everything that can be asked, the busiest path first. */
export const ROUTES: readonly Route[] = [
  nearest,
  nearestByPost,
  nearestBatch,
  facility,
  ...vocabularies,
  healthz,
  readyz,
];

export function allRoutes(_app: Express, _deps: HttpDeps): readonly Route[] {
  return ROUTES;
}

/** Paths of the contract that this version does not have; what lies below them neither. */
export const NOT_YET_PATHS: readonly string[] = [
  '/metrics',
  '/ogc',
  '/tiles',
  '/tiles.json',
  '/handbook',
  '/embed.js',
  '/v1/measures',
  '/v1/events',
  '/v1/events.ics',
  '/v1/programmes',
  '/v1/hotlines',
  '/v1/organisations',
  '/v1/overrides',
  '/v1/reports',
  '/v1/status',
];
