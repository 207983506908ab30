import { parseArgs } from 'node:util';
import { UserError, invalidParameter } from '../core/errors.js';
import type { Facility } from '../core/facility.js';
import type { Placer } from '../core/placing.js';
import type { FacilityStore } from '../core/store.js';
import type { Language } from '../core/vocabulary.js';
import { refuseUnknownSource } from './known.js';
import { argumentFault, tellFault, type CommandIo, type ExitCode } from './command.js';
import { unplacedCsv } from './unplaced-csv.js';
import { placeAll } from './unplaced-placing.js';
import { told, line, unplacedPlaces } from './unplaced-places.js';

export const UNPLACED_HELP = `yizhan unplaced [options]

Lists the places without a position: id, name, address and publisher, separated by tabs. They are kept, but near nothing.

  --source ID      only those this publisher speaks of
  --limit N        the first N only
  --json           one JSON object a line
  --lang zh|en     language of the remarks

Place them by hand:
  --csv FILE       writes them to a file for a spreadsheet. Fill in lon and lat, and in crs where you read them off: gcj02
                   (高德, 腾讯), bd09 (百度) or wgs84 (GPS, OpenStreetMap, 天地图). Then: yizhan import FILE

Have them looked up. Both show what they find, and on what grounds; nothing is written without --take:
  --estimate       from the house numbers that are known of the same street; asks nobody
  --geocode nominatim|amap
                   asks a geocoder for the address. Answers are kept beside the store, so that nothing is asked twice; what
                   lies in another city, district, street or house than the row says is refused
  --take           places what was found: marked as estimated, with its precision. The publisher's own position, or one set by
                   hand, stands above it; with another address it is over. To take the last such run back:
                   yizhan import --undo --source geocode-street (geocode-nominatim, geocode-amap)

Settings of --geocode, from the environment:
  GEOCODER_CONTACT    your e-mail or page, told to the service; the public Nominatim wants it
  GEOCODER_KEY        Amap: a key of the type Web 服务
  GEOCODER_URL        your own service; default: the public one
  GEOCODER_RATE       questions a second; default 1, Amap 3
  GEOCODER_TIMEOUT_MS how long one answer may take; default 10000
  GEOCODER_CACHE      file that keeps answers; default: beside the store

Exit code: 0 done · 1 nothing was done · 2 wrong call.

Examples:
  yizhan unplaced --csv to-place.csv
  yizhan unplaced --estimate
  GEOCODER_CONTACT=office@example.org yizhan unplaced --geocode nominatim --limit 20
`;

export type PlacerName = 'street' | 'nominatim' | 'amap';

export interface UnplacedCommandDeps {
  readonly io: CommandIo;
  readonly withStore: <T>(work: (store: FacilityStore) => Promise<T>) => Promise<T>;
  /** @throws SettingsError where a setting is missing */
  readonly placer: (how: PlacerName, store: FacilityStore) => Promise<Placer>;
  /** Instant, ISO 8601 in UTC. */
  readonly now: () => string;
  /** Language of the remarks where `--lang` says none. */
  readonly lang: Language;
  /** Asked for once, where something takes long. */
  readonly stopSignal: () => AbortSignal;
}

const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  source: { type: 'string' },
  limit: { type: 'string' },
  json: { type: 'boolean' },
  lang: { type: 'string' },
  csv: { type: 'string' },
  estimate: { type: 'boolean' },
  geocode: { type: 'string' },
  take: { type: 'boolean' },
} as const;

type Values = ReturnType<typeof parse>['values'];

function parse(argv: readonly string[]) {
  return parseArgs({ args: [...argv], options: OPTIONS });
}

/** `yizhan unplaced`. @param argv the arguments after the command's name */
export async function unplacedCommand(argv: readonly string[], deps: UnplacedCommandDeps): Promise<ExitCode> {
  const { io, withStore } = deps;
  try {
    const { values } = parse(argv);
    if (values.help) {
      io.stdout.write(UNPLACED_HELP);
      return 0;
    }
    const how = howOf(values);
    const lang = oneOf('lang', values.lang, ['zh', 'en']) ?? deps.lang;
    const { source, csv, json = false, take = false } = values;
    const asked = { source, limit: limitOf(values.limit) };
    return await withStore(async (store) => {
      await refuseUnknownSource(store, source);
      const places = unplacedPlaces(store, asked);
      if (csv !== undefined) return unplacedCsv(places, csv, io);
      if (how === undefined) return list(places, json, io);
      const placer = await deps.placer(how, store);
      const label = how === 'street' ? 'unplaced --estimate' : `unplaced --geocode ${how}`;
      return placeAll(places, { ...deps, store, placer, label, lang, json, take });
    });
  } catch (error) {
    if (error instanceof UserError) return tellFault(error, io, 'unplaced');
    return tellFault(argumentFault(error), io, 'unplaced');
  }
}

async function list(
  places: AsyncIterable<Facility>,
  json: boolean,
  { stdout }: CommandIo,
): Promise<ExitCode> {
  for await (const one of places)
    stdout.write(`${json ? JSON.stringify(told(one)) : line(Object.values(told(one)))}\n`);
  return 0;
}

/** Which way to look places up; one at a time, so that each position has one origin. */
function howOf({ estimate, geocode, csv, take }: Values): PlacerName | undefined {
  const given = [
    estimate && '--estimate',
    geocode !== undefined && '--geocode',
    csv !== undefined && '--csv',
  ];
  const named = given.filter((one) => typeof one === 'string');
  if (named.length > 1)
    throw invalidParameter({
      parameter: named[1]!.slice(2),
      detail: `does not go with ${named[0]}: one at a time`,
    });
  const how = estimate ? 'street' : oneOf('geocode', geocode, ['nominatim', 'amap']);
  if (take && how === undefined)
    throw invalidParameter({ parameter: 'take', detail: 'goes with --estimate or --geocode only' });
  return how;
}

function limitOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const allowed = 'a whole number from 1 to 1000000';
  if (/^[1-9]\d{0,5}$|^1000000$/.test(text)) return Number(text);
  throw invalidParameter({
    parameter: 'limit',
    value: text,
    detail: `"${text}" is no number of places`,
    allowed,
  });
}

function oneOf<T extends string>(
  parameter: string,
  value: string | undefined,
  allowed: readonly T[],
): T | undefined {
  const found = allowed.find((one) => one === value);
  if (value === undefined || found !== undefined) return found;
  throw invalidParameter({ parameter, value, detail: `"${value}" is not known`, allowed });
}
