import { CRS_NAMES } from '../../core/crs.js';
import { claim as schema } from '../../core/facility.js';
import { isPosition, PRECISIONS } from '../../core/position.js';

type Test = (value: unknown) => boolean;

/**
 * Whether the model would take this member of a claim exactly as it is. Yes only for what is written most often and plainly
 * right; a no says nothing, the model itself has to be asked.
 */
export function isPlain(member: string, value: unknown): boolean {
  return PLAIN.get(member)?.(value) ?? false;
}

const text =
  (most: number): Test =>
  (value) =>
    typeof value === 'string' && value.length > 0 && value.length <= most && value.trim() === value;

const amongst = (words: readonly string[]): Test => {
  const all = new Set<unknown>(words);
  return (value) => all.has(value);
};

const number: Test = (value) => Number.isFinite(value);

/** An object with some of these members and no others, in the order in which the model writes them. */
function members(tests: Readonly<Record<string, Test>>, needed: readonly string[] = []): Test {
  const places = new Map(Object.entries(tests).map(([name, test], at) => [name, { at, test }]));
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    const said = value as Readonly<Record<string, unknown>>;
    let last = -1;
    for (const name in said) {
      const place = places.get(name);
      if (place === undefined || place.at <= last || !place.test(said[name])) return false;
      last = place.at;
    }
    return last >= 0 && needed.every((name) => said[name] !== undefined);
  };
}

const localText = members({ zh: text(1000), en: text(1000) });
const phone = text(50);
const phones: Test = (value) => Array.isArray(value) && value.length <= 10 && value.every(phone);
const position = members({ lon: number, lat: number, precision: amongst(PRECISIONS) }, [
  'lon',
  'lat',
  'precision',
]);

const PLAIN: ReadonlyMap<string, Test> = new Map(
  Object.entries({
    name: localText,
    category: (value) => typeof value === 'string' && /^[a-z][a-z0-9_]*$/.test(value),
    position: (value) => {
      if (!position(value)) return false;
      const { lon, lat } = value as { readonly lon: number; readonly lat: number };
      return isPosition(lon, lat);
    },
    sourcePosition: members({ x: number, y: number, crs: amongst(CRS_NAMES) }, ['x', 'y', 'crs']),
    address: members({
      text: localText,
      province: text(50),
      city: text(50),
      district: text(50),
      subdistrict: text(50),
    }),
    contact: members({ phone: phones }),
    operator: localText,
    description: localText,
  } satisfies Partial<Record<keyof typeof schema.shape, Test>>),
);
