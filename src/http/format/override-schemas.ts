import { z } from 'zod';
import * as facility from '../../core/facility.js';
import { OVERRIDE_KINDS, overrideTarget, WORKS_AS } from '../../core/override.js';
import { OVERRIDE_STATES } from '../../core/read-override.js';
import { instant, localText, named, warning } from './schemas.js';

/** What overrides look like in answers. */

const members = {
  id: z.string(),
  state: z.enum(OVERRIDE_STATES).describe('At the moment of the answer.'),
  kind: z.enum(OVERRIDE_KINDS),
  hours: facility.hours.optional().describe('Of the kind `hours`: the words, and the rules made of them.'),
  worksAs: z.enum(WORKS_AS).optional(),
  until: z.string().optional(),
  from: z.string().describe('First day, or the instant it begins.'),
  to: z.string().describe('Last day, included; or the instant it ends.'),
  target: z.object(
    Object.fromEntries(
      Object.keys(overrideTarget.shape).map((member) => [
        member,
        member === 'everything' ? z.boolean().optional() : z.array(z.string()).optional(),
      ]),
    ),
  ),
  reason: localText,
  createdAt: instant,
  updatedAt: instant,
};

export const overrideSchema = named(
  'Override',
  z.object(members),
  'A dated exception from the hours of places, or of services at places. Who made it is not public.',
);

export const overrideWritten = named(
  'OverrideWritten',
  z.object({
    override: z
      .object({ ...members, id: z.string().optional(), by: z.object({ id: z.string(), label: z.string() }) })
      .describe('As it is kept; of a dry run as it would be, without an id.'),
    matches: z.int().describe('How many places it is for at this moment.'),
    matchesBounded: z.boolean().optional().describe('True: there are more; counting ended there.'),
    warnings: z.array(warning),
  }),
  'An override as it was written, and how many places it is for.',
);

export const overridePage = named(
  'Overrides',
  z.object({
    overrides: z.array(overrideSchema),
    cursor: z.string().optional().describe('Send it to get the next page; absent on the last one.'),
  }),
);
