import { z } from 'zod';
import { CRS_NAMES } from '../../core/crs.js';
import { UserError } from '../../core/errors.js';
import { OVERWRITABLE } from '../../core/facility.js';
import { PRECISIONS } from '../../core/position.js';
import { FIELDS } from '../heading-synonyms.js';

/**
 * A publisher as data: `data/sources/<id>.json`. Who it is, under which terms, and how its columns are read.
 */

const words = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) });
const column = z.string().min(1);
const some = z.array(z.string().min(1)).min(1);
const code = z.string().regex(/^[a-z][a-z0-9_]*$/);

/** A kind of row that is left out on purpose. It is counted under its id, with these words. */
const skip = words.extend({ id: z.string().regex(/^[a-z][a-z0-9-]*$/) });

/**
 * How a category is found in a column. The cell is parted by `separator`; the first rule, in their order, that has
 * one of its words in one of the parts (or in its own `column`) gives the category; a rule that skips counts only where
 * no rule gives a category.
 */
const categoryColumn = z.strictObject({
  column,
  separator: z.string().min(1).optional(),
  rules: z
    .array(
      z.union([
        z.strictObject({ column: column.optional(), contains: some, category: code }),
        z.strictObject({ column: column.optional(), equals: some, category: code }),
        z.strictObject({ column: column.optional(), contains: some, skip }),
      ]),
    )
    .min(1),
  /** What to do with a value no rule speaks of: a category, or rejected (default). */
  otherwise: z.union([code, z.strictObject({ skip }), z.literal('reject')]).optional(),
});
export type CategoryColumn = z.infer<typeof categoryColumn>;
export type Skip = z.infer<typeof skip>;

export const sourceFile = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9_-]*$/, 'an id is lower-case letters, digits, - and _'),
  name: z.string().min(1).optional(),
  licence: z.string().min(1).optional(),
  attribution: z.string().min(1).optional(),
  url: z.url().optional(),
  /** For people. */
  note: z.string().optional(),
  category: z.union([code, categoryColumn]).optional(),
  crs: z.enum(CRS_NAMES).optional(),
  precision: z.enum(PRECISIONS).optional(),
  /**
   * Our field → the publisher's columns. The first that is not empty counts; phones, services and remarks are
   * gathered from all. A column may be a template: `{startTime}-{endTime}`, empty when one of its parts is.
   * Absent: headings are recognised by what people usually write.
   */
  headings: z.partialRecord(z.enum(FIELDS), some).optional(),
  /** Columns left aside on purpose, with the reason. */
  ignore: z.record(column, z.string().min(1)).optional(),
  /** Field → value as written → what it means. */
  values: z
    .partialRecord(z.enum(FIELDS), z.record(z.string(), z.union([z.string(), z.boolean()])))
    .optional(),
  /** Rows left out when one of the words stands in one of the columns. */
  skip: z.array(skip.extend({ when: z.record(column, some) })).optional(),
  /** Columns that together name a record; absent: the field `externalId`, else name and address. */
  externalId: some.optional(),
  /**
   * Members of a place of which this publisher's word stands above that of the others (of the earlier ones, too), such
   * as `["hours", "contact"]` for whoever runs it. An editor's word stands above all. Absent: it fills what nobody said.
   */
  overwrites: z.array(z.enum(OVERWRITABLE)).min(1).optional(),
  /** Services every one of its places has. */
  services: z.array(code).optional(),
  /**
   * Where all of its places lie, in WGS-84: `[west, south, east, north]`, a Polygon or MultiPolygon of GeoJSON, or the
   * name of a file beside this one that holds it. Positions outside are not used.
   */
  area: z
    .union([
      z.tuple([
        z.number().min(-180).max(180),
        z.number().min(-90).max(90),
        z.number().min(-180).max(180),
        z.number().min(-90).max(90),
      ]),
      z.looseObject({ type: z.enum(['Polygon', 'MultiPolygon']) }),
    ])
    .optional(),
  /** What a row without a name is called: by its category (公厕); absent: it is rejected. */
  unnamed: z.literal('category').optional(),
  /** Parts of the address that are the same for all. */
  address: z
    .strictObject({ province: column.optional(), city: column.optional(), district: column.optional() })
    .optional(),
});
export type SourceFile = z.infer<typeof sourceFile>;

/** @throws UserError `invalid-file` that names the member that is wrong */
export function parseSourceFile(id: string, content: unknown): SourceFile {
  const parsed = sourceFile.safeParse(content);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => ({
      parameter: issue.path.join('.'),
      detail: issue.message,
    }));
    const first = faults[0];
    throw new UserError(
      'invalid-file',
      `The source file ${id}.json is wrong: ${first?.parameter}: ${first?.detail}`,
      faults,
    );
  }
  if (parsed.data.id !== id) {
    throw new UserError(
      'invalid-file',
      `The source file ${id}.json has the id "${parsed.data.id}"; it should be that of its name.`,
    );
  }
  return parsed.data;
}
