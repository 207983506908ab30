import { z } from 'zod';
import { CRS_NAMES } from './crs.js';
import { RELATION_KINDS } from './facility.js';
import { OFFERING_KINDS } from './offerings/documents.js';
import { CRS_ORIGINS, FILE_FORMATS, SEVERITIES } from './import.js';

/**
 * The form of an import's report as programs receive it (`--json`, `--report`): `ImportReport` of import.ts, to be held
 * against it in tests and published as `docs/import-report.schema.json`. Members are added in later versions, none
 * goes or changes its meaning.
 */

const count = z.number().int().min(0);
const words = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) });
const text = z.string();

const issue = z.strictObject({
  row: count.describe('As a spreadsheet counts: the first row of the file is 1. In JSON: the first element.'),
  rule: text,
  severity: z.enum(SEVERITIES),
  column: text.optional(),
  value: text.optional(),
  words,
});

const proposal = z.strictObject({
  row: count,
  externalId: text,
  name: text,
  facility: text.optional().describe("Public id of the row's place; absent in a dry run."),
  other: text.describe('Public id of the known place.'),
  otherName: text,
  relation: z.enum(RELATION_KINDS),
  part: z.enum(['row', 'known']).optional().describe('Of part_of: whose place is the room.'),
  score: z.number().min(0).max(1),
  reasons: z.array(words),
  merged: z.literal(true).optional().describe('They were made one, or, in a dry run, would be.'),
});

const difference = z.strictObject({
  kind: z.enum(['new', 'changed', 'gone']),
  externalId: text,
  row: count.optional(),
  name: text,
  fields: z.array(z.strictObject({ field: text, before: text.optional(), after: text.optional() })),
});

export const importReport = z
  .strictObject({
    file: text,
    as: z.enum(OFFERING_KINDS).optional().describe('What its rows are, where they are no places.'),
    source: text,
    at: z.iso.datetime(),
    dryRun: z.boolean(),
    written: z.boolean(),
    refused: words.optional(),
    format: z.enum(FILE_FORMATS),
    standard: text.optional(),
    encoding: text.optional(),
    compressed: z.boolean(),
    delimiter: text.optional(),
    sheet: text.optional(),
    crs: z.enum(CRS_NAMES).optional(),
    crsFrom: z.enum(CRS_ORIGINS),
    headings: z.strictObject({
      understood: z.array(z.strictObject({ heading: text, field: text })),
      ignored: z.array(z.strictObject({ heading: text, why: text })),
      notUsed: z.array(text),
    }),
    counts: z.strictObject({
      rows: count.describe('new + changed + same + repeated + rejected + skipped'),
      new: count,
      changed: count,
      same: count,
      repeated: count,
      rejected: count,
      skipped: count,
      gone: count,
      unplaced: count,
    }),
    rules: z.array(
      z.strictObject({ rule: text, severity: z.enum(SEVERITIES), count, words, effect: words.optional() }),
    ),
    unknownServices: z.array(z.strictObject({ word: text, count })),
    issues: z.array(issue),
    issuesLeftOut: count,
    unplaced: z.array(z.strictObject({ row: count, name: text, address: text })),
    notes: z.array(words),
    proposals: z.array(proposal),
    diff: z.strictObject({ changes: z.array(difference), leftOut: count }).optional(),
  })
  .meta({ title: 'Report of an import', description: 'What yizhan import --json writes (docs/import.md).' });

/** The form as JSON Schema (draft 2020-12), as text of a file. */
export function importReportSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(importReport), null, 2)}\n`;
}
