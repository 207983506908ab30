import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { root } from './root.js';

/**
 * Room (a folder of src, or a file beside them) → the other rooms it may import from. `core` may be imported by all.
 * `system` puts the parts together, so it alone may name what does the work.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: [],
  store: [],
  index: [],
  live: [],
  finder: [],
  importer: [],
  geocode: [],
  feeds: [],
  keys: [],
  http: ['finder'],
  embed: [],
  print: [],
  cli: ['system', 'config'],
  config: [],
  workers: [],
  system: [
    'config',
    'store',
    'index',
    'keys',
    'live',
    'finder',
    'importer',
    'geocode',
    'feeds',
    'http',
    'workers',
    'print',
  ],
};

/** Package → the one folder (or file) that may import it. */
const DOORS: Readonly<Record<string, readonly string[]>> = {
  '@turf/turf': ['src/core/geometry/area-contains.ts'],
  rbush: ['src/index/'],
  'better-sqlite3': ['src/store/sqlite/'],
  express: ['src/http/'],
  pino: ['src/http/', 'src/system/'],
  yaml: ['src/http/'],
  'swagger-ui-dist': ['src/http/'],
  'csv-parse': ['src/importer/readers/'],
  hucre: ['src/importer/readers/'],
  'ical.js': ['src/core/offerings/'],
  '@streamparser/json': ['src/importer/readers/'],
  'osm-pbf-parser-node': ['src/importer/readers/standards/osm/pbf.ts'],
  '@maplibre/vt-pbf': ['src/http/format/mvt.ts'],
  'maplibre-gl': ['src/embed/browser/map-view.ts'],
  uqr: ['src/print/qr.ts'],
  saxes: ['src/importer/readers/standards/osm/xml.ts'],
  zod: ['src/core/', 'src/http/', 'src/config.ts', 'src/importer/', 'src/feeds/', 'src/geocode/'],
};

interface Import {
  readonly file: string;
  readonly target: string;
  readonly typeOnly: boolean;
}

const source = join(root, 'src');
const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => `src/${name.replaceAll('\\', '/')}`);

const imports: Import[] = files.flatMap((file) => {
  const text = readFileSync(join(root, file), 'utf8');
  const statements = text.matchAll(/(?:import|export)\s+(type\s+)?[^;'"]*?from\s+'([^']+)'/g);
  const dynamic = text.matchAll(/()import\(\s*'([^']+)'/g);
  const bare = text.matchAll(/^import ()'([^']+)'/gm);
  return [...statements, ...dynamic, ...bare].map((match) => ({
    file,
    target: match[2]!,
    typeOnly: match[1] !== undefined && match[1] !== '',
  }));
});

/** The file of src a relative import means. */
function resolve({ file, target }: Import): string {
  return posix.join(posix.dirname(file), target).replace(/\.js$/, '.ts');
}
function room(file: string): string {
  return file.split('/')[1]!.replace(/\.ts$/, '');
}
const inner = imports.filter((one) => one.target.startsWith('.'));

describe('the house', () => {
  it('is made of the rooms the rule knows', () => {
    expect(files.length).toBeGreaterThan(20);
    expect([...new Set(files.map(room))].toSorted()).toEqual(Object.keys(MAY_IMPORT).toSorted());
  });

  it('has no import from one room to another but those of the star', () => {
    const wrong = inner.filter((one) => {
      const [from, to] = [room(one.file), room(resolve(one))];
      return to !== from && to !== 'core' && !MAY_IMPORT[from]!.includes(to);
    });
    expect(wrong.map((one) => `${one.file} imports ${resolve(one)}`)).toEqual([]);
  });

  it('imports only files that exist, inside src', () => {
    const outside = inner.filter(
      (one) => !files.includes(resolve(one)) && !resolve(one).endsWith('package.json'),
    );
    expect(outside.map((one) => `${one.file} imports ${one.target}`)).toEqual([]);
  });

  it('has one door per library', () => {
    const wrong = imports.filter((one) => {
      const name = one.target.startsWith('@')
        ? one.target.split('/').slice(0, 2).join('/')
        : one.target.split('/')[0]!;
      if (one.target.startsWith('.') || one.target.startsWith('node:')) return false;
      return !(DOORS[name] ?? []).some((door) => one.file.startsWith(door));
    });
    expect(wrong.map((one) => `${one.file} imports ${one.target}`)).toEqual([]);
  });

  it('keeps core pure: no file, network, clock or chance of its own', () => {
    const core = files.filter((file) => file.startsWith('src/core/'));
    const impure =
      /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bperformance\.now\(|\bprocess\.|\bfetch\(|from 'node:/;
    expect(core.filter((file) => impure.test(code(file)))).toEqual([]);
  });

  it('has no circle of imports', () => {
    const edges = new Map(files.map((file) => [file, new Set<string>()]));
    for (const one of inner) if (!one.typeOnly) edges.get(one.file)!.add(resolve(one));
    expect(circleIn(edges)).toBeUndefined();
  });

  it('has no default export', () => {
    expect(files.filter((file) => /^export default\b/m.test(code(file)))).toEqual([]);
  });
});

/** A file's text without its comments. */
function code(file: string): string {
  return readFileSync(join(root, file), 'utf8').replace(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, '');
}

/** A path of files that ends where it began, if there is one. */
function circleIn(edges: ReadonlyMap<string, ReadonlySet<string>>): string[] | undefined {
  const done = new Set<string>();
  const visit = (file: string, path: string[]): string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const next of edges.get(file) ?? []) {
      const circle = visit(next, [...path, file]);
      if (circle) return circle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of edges.keys()) {
    const circle = visit(file, []);
    if (circle) return circle;
  }
  return undefined;
}
