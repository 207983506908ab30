import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { UserError } from '../core/errors.js';
import { NO_BASEMAP, parseMapSettings, type MapSettings } from '../core/map-settings.js';
import { systemFault } from '../core/system-fault.js';

/** The map an operator chose, and the streets drawn on it as GeoJSON text. */
interface ChosenMap {
  readonly settings: MapSettings;
  readonly streets?: string;
}

const MOST_STREETS = 20_000_000;

/**
 * Reads what lies under the places on maps.
 * @throws UserError `invalid-file` for a file that cannot be read or does not say it rightly
 */
export async function loadMap(path: string | undefined): Promise<ChosenMap> {
  if (path === undefined) return { settings: NO_BASEMAP };
  try {
    const settings = parseMapSettings(JSON.parse(await readFile(path, 'utf8')));
    const { streets } = settings.basemap;
    if (streets === undefined) return { settings };
    const text = await readFile(resolve(dirname(path), streets), 'utf8').catch((error: unknown) => {
      throw new Error(`${streets}: ${systemFault(error).en}`);
    });
    if (text.length > MOST_STREETS) throw new Error(`${streets} has more than ${MOST_STREETS} characters`);
    if ((JSON.parse(text) as { type?: unknown }).type !== 'FeatureCollection')
      throw new Error(`${streets} is no GeoJSON FeatureCollection`);
    return { settings, streets: text };
  } catch (error) {
    throw new UserError('invalid-file', `The map's file ${path} cannot be used: ${systemFault(error).en}`);
  }
}
