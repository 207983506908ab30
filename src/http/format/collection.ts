import type { Fallback, Hit, Warning } from '../../core/answer.js';
import type { Presentation } from '../../core/query.js';
import { bytesOf, type ByteWriter } from './byte-writer.js';
import { writeFeature } from './feature.js';

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

/** The hits as a GeoJSON FeatureCollection, in UTF-8. */
export function collectionBytes(hits: readonly Hit[], frame: Frame): Buffer {
  return bytesOf((out) => {
    out.text(`{"type":"FeatureCollection","numberReturned":${hits.length},${frameText(frame)}`);
    if (frame.fallback) writeFallback(frame.fallback, frame.shape, out);
    out.text(',"features":[');
    for (let i = 0; i < hits.length; i++) writeFeature(hits[i]!, frame.shape, out, i > 0 ? ',' : '');
    out.text(']}');
  });
}

function writeFallback(fallback: Fallback, shape: Presentation, out: ByteWriter): void {
  let before = ',"fallback":{';
  for (const [name, hit] of Object.entries(fallback)) {
    writeFeature(hit as Hit, shape, out, `${before}"${name}":`);
    before = ',';
  }
  out.text(before === ',' ? '}' : `${before}}`);
}

/** The members that stand around every answer, as text between commas. */
export function frameText({ shape, query, warnings, links, now }: Frame): string {
  return (
    `"timeStamp":"${instant(now)}","crs":"${shape.outCrs}","query":${memberText(query)},` +
    `"warnings":${listText(warnings)},"links":${listText(links)}`
  );
}

function listText(items: readonly object[]): string {
  return items.length === 0 ? '[]' : `[${items.map(memberText).join(',')}]`;
}

/** What `JSON.stringify` says of a plain object, faster where most of its members are numbers and simple words. */
export function memberText(object: object): string {
  const members = object as Readonly<Record<string, unknown>>;
  let text = '';
  for (const name in members) {
    const value = members[name];
    if (value === undefined) continue;
    text += `${text === '' ? '' : ','}"${name}":${valueText(value)}`;
  }
  return `{${text}}`;
}

function valueText(value: unknown): string {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : 'null';
  if (typeof value === 'string' && SIMPLE.test(value)) return `"${value}"`;
  return JSON.stringify(value);
}

/** Characters that stand for themselves. */
const SIMPLE = /^[\w:./?&=,+*%~-]*$/;

/** Milliseconds as ISO 8601 in UTC: many answers are made in one of them. */
function instant(now: number): string {
  if (now !== last.now) last = { now, text: new Date(now).toISOString() };
  return last.text;
}
let last = { now: NaN, text: '' };
