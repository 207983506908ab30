import { z } from 'zod';
import { CRS_NAMES } from './crs.js';

/** What an operator chooses for maps: nothing of it is shipped, for a basemap has its owner and its approval number. */

const url = z
  .string()
  .max(1000)
  .regex(/^(https?:\/\/[\w.-]+(:\d{1,5})?)?\/[^\s"'<>]*$/, 'an address that begins with https://host/ or /');
const line = z.string().trim().min(1).max(300);

const basemap = z
  .strictObject({
    /** URL of a MapLibre style … */
    style: url.optional(),
    /** … or of raster tiles, with {z}, {x} and {y}. */
    raster: url
      .refine((it) => ['{z}', '{x}', '{y}'].every((one) => it.includes(one)), 'with {z}, {x} and {y}')
      .optional(),
    crs: z.enum(CRS_NAMES).optional(),
    attribution: line.optional(),
    /** Map approval number (审图号). */
    approval: line.optional(),
    /** Other hosts the style asks for sprites, glyphs or tiles: a page lets no others in. */
    hosts: z
      .array(
        z
          .string()
          .max(300)
          .regex(/^https?:\/\/[\w.-]+(:\d{1,5})?$/, 'https://host, without a path'),
      )
      .max(20)
      .optional(),
    /** A GeoJSON file of lines, beside this file: drawn as plain streets where there is no other map. */
    streets: z.string().max(1000).optional(),
  })
  .refine((it) => it.style === undefined || it.raster === undefined, 'either style or raster, not both');

/** Where maps begin, and what lies under the places. */
const mapSettings = z.strictObject({
  basemap: basemap.default({}),
  /** Where a map begins that was not told: degrees in WGS-84. */
  centre: z
    .strictObject({
      lat: z.number().min(-85).max(85),
      lon: z.number().min(-180).max(180),
      zoom: z.number().min(0).max(19).default(14),
    })
    // Changshou Road in Putuo, where the first stations were.
    .default({ lat: 31.2465, lon: 121.4385, zoom: 14 }),
});
export type MapSettings = Readonly<z.infer<typeof mapSettings>>;

export const NO_BASEMAP: MapSettings = mapSettings.parse({});

/** The settings in a file's JSON. @throws Error that says what is wrong with which member */
export function parseMapSettings(json: unknown): MapSettings {
  const { success, data, error } = mapSettings.safeParse(json);
  if (!success) throw new Error(z.prettifyError(error));
  return data;
}

/** The other hosts a page with this map must be let ask: origins, for its content security policy. */
export function mapHosts({ basemap: { style, raster, hosts = [] } }: MapSettings): string[] {
  const own = [style, raster].flatMap((one) => /^https?:\/\/[^/{]+/.exec(one ?? '')?.[0] ?? []);
  return [...new Set([...own, ...hosts])];
}
