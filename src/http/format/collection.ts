import type { Fallback, Hit, Warning } from '../../core/answer.js';
import type { Presentation } from '../../core/query.js';
import { featureText } from './feature.js';

export interface Link {
  readonly rel: string;
  readonly href: string;
  readonly type?: string;
  readonly method?: 'GET' | 'POST';
  readonly body?: { readonly cursor: string };
}

/** What stands around the hits. */
export interface Frame {
  readonly shape: Presentation;
  /** What was understood of the question. */
  readonly query: object;
  readonly warnings: readonly Warning[];
  readonly links: readonly Link[];
  readonly fallback?: Fallback | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The hits as the text of a GeoJSON FeatureCollection. */
export function collectionText(hits: readonly Hit[], frame: Frame): string {
  let features = '';
  for (const hit of hits) features += (features === '' ? '' : ',') + featureText(hit, frame.shape);
  return `{"type":"FeatureCollection","numberReturned":${hits.length},${frameText(frame)}${fallbackText(frame)},"features":[${features}]}`;
}

function fallbackText({ fallback, shape }: Frame): string {
  if (!fallback) return '';
  const places = Object.entries(fallback).map(([name, hit]) => `"${name}":${featureText(hit as Hit, shape)}`);
  return `,"fallback":{${places.join(',')}}`;
}

/** The members that stand around every answer, as text between commas. */
export function frameText({ shape, query, warnings, links, now }: Frame): string {
  return (
    `"timeStamp":"${new Date(now).toISOString()}","crs":"${shape.outCrs}","query":${JSON.stringify(query)},` +
    `"warnings":${JSON.stringify(warnings)},"links":${JSON.stringify(links)}`
  );
}
