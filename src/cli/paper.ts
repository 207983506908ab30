import { writeFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { parseArgs } from 'node:util';
import type { Settings } from '../config.js';
import { invalidParameter, UserError } from '../core/errors.js';
import { PAPER_FORMATS, type Paper, type PaperFormat, type Printer } from '../core/paper.js';
import { systemFault } from '../core/system-fault.js';
import { LANGUAGES, type Language } from '../core/vocabulary.js';
import type { CommandIo, ExitCode } from './command.js';

/** `yizhan handbook` and `yizhan poster`: places on paper. */

const SHARED_HELP = `  --out FILE.html|FILE.pdf          a page to print from a browser, or a PDF made by a Chromium on this machine
  --lang zh|en                      default: that of the system
  --public-url URL                  where riders reach the service: QR codes lead there (or PUBLIC_URL; without either
                                    there are no codes)

CHROMIUM names the program that makes PDFs; without it one is looked for on the PATH.

Exit code: 0 done · 1 nothing written · 2 wrong call.
`;

export const HANDBOOK_HELP = `yizhan handbook --area AREA --out FILE [options]

Writes the service handbook of an area: cover, contents, and the places by subdistrict with map, address, phone, hours,
services and QR codes.

  --area NAME|CODE                  a district or subdistrict as in addresses (with its city in front, after a blank, where
                                    several have one of the name), or its administrative code
  --category CODE                   a category or a group of categories; default: health
  --format a4|a6                    A4 sheets, or A6 pages to print as a booklet; default: a4
${SHARED_HELP}
Example:
  PUBLIC_URL=https://yizhan.example.org yizhan handbook --area 普陀区 --category health --format a6 --out putuo.pdf
`;

export const POSTER_HELP = `yizhan poster ID --out FILE [options]

Writes the poster for one place's door: name, hours, services, who may come in, phone, and QR codes to the place and to say
that something is wrong. A4.

${SHARED_HELP}`;

const SHARED = {
  help: { type: 'boolean', short: 'h' },
  out: { type: 'string', short: 'o' },
  lang: { type: 'string' },
  'public-url': { type: 'string' },
} as const;

export interface PaperCommandDeps {
  readonly io: CommandIo;
  /** @param publicUrl as the call says it, in place of what the environment does */
  readonly settings: (publicUrl?: string) => Settings;
  readonly print: (settings: Settings, work: (printer: Printer) => Promise<Paper>) => Promise<Paper>;
  readonly pdf: (page: string, settings: Settings) => Promise<Buffer>;
  readonly lang: Language;
}

/** `yizhan handbook`. @param argv the arguments after the command's name */
export async function handbookCommand(argv: readonly string[], deps: PaperCommandDeps): Promise<ExitCode> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      ...SHARED,
      area: { type: 'string' },
      category: { type: 'string', default: 'health' },
      format: { type: 'string', default: 'a4' },
    },
  });
  if (values.help) return help(HANDBOOK_HELP, deps);
  const { area, category } = values;
  if (area === undefined) throw missing('area', 'the name of a district or subdistrict, or its code');
  const format = oneOf<PaperFormat>('format', values.format, PAPER_FORMATS);
  return write(values, deps, (printer, wish) => printer.handbook({ ...wish, area, category, format }));
}

/** `yizhan poster`. @param argv the arguments after the command's name */
export async function posterCommand(argv: readonly string[], deps: PaperCommandDeps): Promise<ExitCode> {
  const { values, positionals } = parseArgs({ args: [...argv], options: SHARED, allowPositionals: true });
  if (values.help) return help(POSTER_HELP, deps);
  const [id, ...more] = positionals;
  if (id === undefined || more.length > 0)
    throw missing('ID', 'the id of one place, from an answer or an export');
  return write(values, deps, (printer, wish) => printer.poster({ ...wish, id }));
}

function help(text: string, { io }: PaperCommandDeps): ExitCode {
  io.stdout.write(text);
  return 0;
}

interface SharedValues {
  readonly out?: string | undefined;
  readonly lang?: string | undefined;
  readonly 'public-url'?: string | undefined;
}

type Wish = { readonly lang: Language; readonly base?: string | undefined };

async function write(
  values: SharedValues,
  deps: PaperCommandDeps,
  make: (printer: Printer, wish: Wish) => Promise<Paper>,
): Promise<ExitCode> {
  const { out, lang: asked } = values;
  if (out === undefined) throw missing('out', 'FILE.html or FILE.pdf');
  const kind = oneOf('out', extname(out).toLowerCase(), ['.html', '.pdf'] as const);
  const lang = asked === undefined ? deps.lang : oneOf('lang', asked, LANGUAGES);
  const settings = deps.settings(values['public-url']);
  const base = settings.publicUrl;
  const paper = await deps.print(settings, (printer) => make(printer, { lang, base }));
  await save(out, kind === '.pdf' ? await deps.pdf(paper.html, settings) : paper.html);
  tell(paper, out, base, deps.io);
  return 0;
}

async function save(path: string, content: string | Buffer): Promise<void> {
  try {
    await writeFile(path, content);
  } catch (error) {
    throw new UserError('unavailable', `${path} cannot be written: ${systemFault(error).en}`);
  }
}

function tell({ title, places, left }: Paper, out: string, base: string | undefined, io: CommandIo): void {
  io.stdout.write(`${out}: ${title}, ${places} ${places === 1 ? 'place' : 'places'}\n`);
  if (left > 0) io.stderr.write(`${left} more places found no room; print the subdistricts one by one.\n`);
  if (base === undefined)
    io.stderr.write('It has no QR codes: PUBLIC_URL or --public-url says where they shall lead.\n');
}

function missing(parameter: string, allowed: string): UserError {
  return invalidParameter({ parameter, detail: 'is missing', allowed });
}

function oneOf<W extends string>(parameter: string, value: string, allowed: readonly W[]): W {
  const found = allowed.find((word) => word === value);
  if (found !== undefined) return found;
  throw invalidParameter({
    parameter,
    value: value.slice(0, 80),
    detail: `"${value}" is not known`,
    allowed,
  });
}
