import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import { invalidParameter } from '../../core/errors.js';
import { STATUS_VERDICTS, type Report, type StatusVerdict } from '../../core/status.js';
import { statusVerdicts } from '../format/schemas.js';
import { anything } from '../params.js';
import { shown } from '../read-params.js';
import { route } from '../route.js';
import { entry, readEntry, type EntryReading } from '../status-entry.js';

/** `/v1/status`: live status of many facilities at once. */

const MOST_ENTRIES = 10_000;
/** Enough for that many, written out with blanks. */
const MOST_BYTES = 6 * 1024 * 1024;
const ALLOWED = `1 to ${MOST_ENTRIES} observations`;
/** Entries checked before others are let in. */
const AT_ONCE = 200;

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
  handle: async ({ params: { statuses }, key }, { stores, now: clock }) => {
    if (!Array.isArray(statuses) || statuses.length === 0 || statuses.length > MOST_ENTRIES) {
      const detail = `must be a list of ${ALLOWED}`;
      throw invalidParameter({ parameter: 'statuses', ...shown(statuses), detail, allowed: ALLOWED });
    }
    const read = await readAll(statuses, { now: clock(), label: key!.label });
    const verdicts = await stores.status.put(read.filter((one) => typeof one !== 'string'));
    return { type: 'application/json', body: verdictsText(read, verdicts) };
  },
});

async function readAll(
  statuses: readonly unknown[],
  reading: EntryReading,
): Promise<readonly (Report | string)[]> {
  const read: (Report | string)[] = [];
  for (const [i, one] of statuses.entries()) {
    if (i > 0 && i % AT_ONCE === 0) await setImmediate();
    read.push(readEntry(one, reading));
  }
  return read;
}

/** The verdicts on those that could be read, and the words on those that could not, in the order they came. */
function verdictsText(read: readonly (Report | string)[], verdicts: readonly StatusVerdict[]): string {
  let judged = 0;
  const results = read.map((one) =>
    typeof one === 'string' ? { verdict: 'invalid', detail: one } : { verdict: verdicts[judged++]! },
  );
  const counts = Object.fromEntries([...STATUS_VERDICTS, 'invalid'].map((verdict) => [verdict, 0]));
  for (const { verdict } of results) counts[verdict]!++;
  return JSON.stringify({ counts, results });
}
