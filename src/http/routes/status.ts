import { z } from 'zod';
import { invalidParameter } from '../../core/errors.js';
import { STATUS_VERDICTS, type StatusResult } from '../../core/status.js';
import { entry, MOST_ENTRIES } from '../../core/status-entry.js';
import { statusVerdicts } from '../format/schemas.js';
import { anything } from '../params.js';
import { shown } from '../read-params.js';
import { route } from '../route.js';

/** `/v1/status`: live status of many facilities at once. */

/** Enough for as many as are taken at once, written out with blanks. */
const MOST_BYTES = 6 * 1024 * 1024;
const ALLOWED = `1 to ${MOST_ENTRIES} observations`;

const { $schema: _, ...entrySchema } = z.toJSONSchema(entry, { target: 'openapi-3.0', io: 'input' });

export const status = route({
  method: 'PUT',
  path: '/v1/status',
  operationId: 'putStatus',
  summary: 'What was counted at many facilities just now',
  description: `Each observation is judged by itself. Only the latest of each facility is kept: an older one never takes the place of a newer one, and of two of the same instant the later word holds. Sent again, the same changes nothing. What is left out is unknown, not none; an observation takes the place of the one before as a whole.`,
  tag: 'Operation',
  role: 'operator',
  unaudited: true,
  mostBytes: MOST_BYTES,
  params: {
    statuses: anything({
      schema: { type: 'array', items: entrySchema, minItems: 1, maxItems: MOST_ENTRIES },
      allowed: ALLOWED,
      meaning: 'Places by `id`, or by `source` and `externalId` as they were imported.',
    }),
  },
  answers: {
    200: {
      description: 'A verdict for each, in the order of the observations.',
      contentType: 'application/json',
      schema: statusVerdicts,
    },
  },
  examples: {
    'a cabinet': {
      statuses: [
        {
          source: 'my-cabinets',
          externalId: 'A-17',
          observedAt: '2026-10-01T08:00:00+08:00',
          online: true,
          slots: 12,
          emptySlots: 3,
          fullBatteries: { 48: 2, 60: 4 },
        },
      ],
    },
  },
  unread: async (body, { key }, { stores, now: clock }) => {
    const results = await stores.status.receive(body, { now: clock(), label: key!.label });
    return results && { type: 'application/json', body: resultsText(results) };
  },
  /** Only what `unread` did not take. */
  handle: async ({ params: { statuses }, key }, { stores, now: clock }) => {
    if (!Array.isArray(statuses) || statuses.length === 0 || statuses.length > MOST_ENTRIES) {
      const detail = `must be a list of ${ALLOWED}`;
      throw invalidParameter({ parameter: 'statuses', ...shown(statuses), detail, allowed: ALLOWED });
    }
    const body = Buffer.from(JSON.stringify({ statuses }));
    const results = await stores.status.receive(body, { now: clock(), label: key!.label });
    return { type: 'application/json', body: resultsText(results!) };
  },
});

function resultsText(results: readonly StatusResult[]): string {
  const counts = Object.fromEntries([...STATUS_VERDICTS, 'invalid'].map((verdict) => [verdict, 0]));
  const told = results.map((one) =>
    typeof one === 'string' ? { verdict: one } : { verdict: 'invalid', detail: one.invalid },
  );
  for (const { verdict } of told) counts[verdict]!++;
  return JSON.stringify({ counts, results: told });
}
