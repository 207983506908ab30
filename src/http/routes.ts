import type { Route } from './route.js';
import { changes } from './routes/changes.js';
import { docs } from './routes/docs.js';
import { embed } from './routes/embed.js';
import { editing } from './routes/edit.js';
import { eventCalendar, eventList } from './routes/events.js';
import { facility } from './routes/facility.js';
import { landing } from './routes/landing.js';
import { list } from './routes/list.js';
import { measure, measureByPost } from './routes/measure.js';
import { nearest, nearestByPost } from './routes/nearest.js';
import { nearestBatch } from './routes/nearest-batch.js';
import { needs, needsByPost } from './routes/needs.js';
import { documentRoutes } from './routes/openapi.js';
import { paper } from './routes/paper.js';
import { healthz, readyz } from './routes/operation.js';
import { offerings } from './routes/offerings.js';
import { overrides } from './routes/overrides.js';
import { problemPage } from './routes/problems.js';
import { listReports, patchReport, postReport } from './routes/reports.js';
import { search } from './routes/search.js';
import { status } from './routes/status.js';
import { tiles } from './routes/tiles.js';
import { vocabularies } from './routes/vocabularies.js';

/** Everything that can be asked, the busiest path first. */
export const ROUTES: readonly Route[] = [
  nearest,
  nearestByPost,
  nearestBatch,
  needs,
  needsByPost,
  list,
  search,
  facility,
  ...tiles,
  ...editing,
  ...vocabularies,
  measure,
  measureByPost,
  eventList,
  eventCalendar,
  ...offerings,
  postReport,
  listReports,
  patchReport,
  changes,
  status,
  ...overrides,
  healthz,
  readyz,
  ...documentRoutes(() => ROUTES),
  ...docs,
  ...embed,
  ...paper,
  problemPage,
  landing,
];

/** Paths of the contract that this version does not have; what lies below them neither. */
export const NOT_YET_PATHS: readonly string[] = ['/metrics', '/ogc'];
