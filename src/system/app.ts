import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { Settings } from '../config.js';
import { Finder } from '../finder/finder.js';
import { createApp } from '../http/app.js';
import type { HttpDeps } from '../http/deps.js';
import { judgeEdit } from '../importer/edit.js';
import { printerOf } from '../print/printer.js';
import type { Answering } from './answering.js';
import { PACKAGE_FOLDER } from './shipped.js';

/** What is not the same for one thread and for several. */
interface Surroundings extends Pick<HttpDeps, 'readiness' | 'buckets' | 'askers'> {
  readonly settings: Settings;
  readonly log: Logger;
}

/** The application over what answers are made from. */
export function appOn(answering: Answering, { settings, log, readiness, buckets, askers }: Surroundings) {
  const { vocabulary, calendar, statusRules, reportKinds, judge, map } = answering;
  const { stores, follower, live, keyring } = answering;
  const { facilities: store } = stores;
  return createApp({
    finder: new Finder({
      store,
      vocabulary,
      calendar,
      live,
      statusRules,
      judge,
      view: () => follower.view,
    }),
    stores,
    judgeEdit: (document) => judgeEdit(document, vocabulary),
    refresh: () => follower.refresh(),
    refreshLive: () => live.refresh(),
    checkKey: (text) => keyring.check(text),
    vocabulary,
    calendar,
    live,
    statusRules,
    reportKinds,
    judge,
    readiness,
    ...(buckets && { buckets }),
    ...(askers && { askers }),
    ...(settings.rateLimit && { limits: settings.rateLimit }),
    printer: printerOf({
      store,
      vocabulary,
      calendar,
      exceptions: (card) => live.exceptions(card),
      offerings: live.offerings,
      streets: map.streets,
      now: Date.now,
    }),
    settings: {
      proxies: settings.trustProxy,
      ...(settings.publicUrl !== undefined && { publicUrl: settings.publicUrl }),
    },
    now: Date.now,
    id: randomUUID,
    log,
    assetFolder: `${PACKAGE_FOLDER}build/embed`,
    map,
  });
}
