import { extname } from 'node:path';
import { invalidFile, type Sentence, type UserError } from '../../core/errors.js';
import type { FileFormat } from '../../core/import.js';
import type { Words } from '../../core/vocabulary.js';
import type { Input } from './input.js';
import { isOsmXml } from './standards/osm/xml.js';

/** Formats that are not text, by their first bytes, and what to do instead of importing them. */
const NOT_READ: readonly { readonly magic: readonly number[]; readonly is: Refused }[] = [
  {
    magic: [0x25, 0x50, 0x44, 0x46],
    is: {
      zh: ' PDF，请向提供者索取原表格（.xlsx 或 .csv）',
      en: 'a PDF, which cannot be imported: ask for the table it was made from, as .xlsx or .csv',
    },
  },
  {
    magic: [0x89, 0x50, 0x4e, 0x47],
    is: {
      zh: '图片（PNG），请索取表格（.xlsx 或 .csv）',
      en: 'a picture (PNG), which cannot be imported: ask for the table, as .xlsx or .csv',
    },
  },
  {
    magic: [0xff, 0xd8, 0xff],
    is: {
      zh: '图片（JPEG），请索取表格（.xlsx 或 .csv）',
      en: 'a picture (JPEG), which cannot be imported: ask for the table, as .xlsx or .csv',
    },
  },
  {
    magic: [0x52, 0x61, 0x72, 0x21],
    is: {
      zh: ' RAR 压缩包，请解压后导入其中的文件',
      en: 'a RAR archive, which cannot be imported: unpack it and import the file inside',
    },
  },
  {
    magic: [0x37, 0x7a, 0xbc, 0xaf],
    is: {
      zh: ' 7z 压缩包，请解压后导入其中的文件',
      en: 'a 7z archive, which cannot be imported: unpack it and import the file inside',
    },
  },
  {
    magic: [0x53, 0x51, 0x4c, 0x69],
    is: {
      zh: ' SQLite 数据库，请把表格导出为 .csv',
      en: 'an SQLite database, which cannot be imported: export the table as .csv',
    },
  },
];
const OLD_WORKBOOK: Refused = {
  zh: '旧版工作簿（.xls），请用 Excel 或 WPS 打开，另存为 .xlsx',
  en: 'a workbook of the old kind (.xls), which cannot be imported: open it in Excel or WPS and save it as .xlsx',
};
const PROTECTED: Refused = {
  zh: '有密码保护的文件，请在 Excel 中打开，取消密码（文件 → 信息 → 保护工作簿）后另存',
  en: 'protected by a password, which cannot be imported: open it in Excel, remove the password (File, Info, Protect Workbook) and save it again',
};
const MARKUP = {
  html: {
    zh: '网页（许多系统“导出 Excel”得到的其实是网页），请用 Excel 或 WPS 打开，另存为 .xlsx',
    en: 'a web page (many systems "export to Excel" this way), which cannot be imported: open it in Excel or WPS and save it as .xlsx',
  },
  xml: {
    zh: ' XML，请索取 .xlsx、.csv 或 GeoJSON 格式的名单',
    en: 'XML, which cannot be imported: ask for the list as .xlsx, .csv or GeoJSON',
  },
} as const;
const ZIP = [0x50, 0x4b, 0x03, 0x04];
const CFB = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

const starts = (head: Uint8Array, magic: readonly number[]) => magic.every((byte, i) => head[i] === byte);

/** Whether the file is a workbook (or another ZIP); everything else that is not refused is text. */
export function isZip(input: Input): boolean {
  return starts(input.head, ZIP);
}

/**
 * Refuses what cannot be read, with what to do instead.
 * @throws UserError `invalid-file`
 */
export async function refuseUnreadable(input: Input): Promise<void> {
  const found = NOT_READ.find(({ magic }) => starts(input.head, magic));
  if (found) throw refusal(input, found.is);
  if (!starts(input.head, CFB)) return;
  const isProtected = await holds(input, Buffer.from('EncryptedPackage', 'utf16le'));
  throw refusal(input, isProtected ? PROTECTED : OLD_WORKBOOK);
}

/** Names what a text is, from its first characters. */
export function textFormat(head: string): Exclude<FileFormat, 'xlsx' | 'pbf'> | 'html' | 'xml' {
  const text = head.trimStart();
  if (text.startsWith('\u001e')) return 'geojsonseq';
  if (/^(<!doctype html|<html|<table)/i.test(text)) return 'html';
  if (/^<(\?xml|!--|[a-z]+[\s>])/i.test(text)) return isOsmXml(text) ? 'osm' : 'xml';
  if (/^BEGIN:VCALENDAR/i.test(text)) return 'ics';
  if (text.startsWith('{')) return jsonObjectFormat(text);
  // A heading may begin with a bracket too: a list of JSON goes on with a value.
  if (/^\[\s*([{[\]"]|$)/.test(text)) return 'json';
  return 'csv';
}

function jsonObjectFormat(text: string): 'geojson' | 'geojsonseq' | 'json' {
  const firstLine = text.slice(0, text.search(/[\r\n]/) >>> 0);
  if (firstLine.length < text.length && isJson(firstLine) && /^\s*\{/.test(text.slice(firstLine.length)))
    return 'geojsonseq';
  return /"type"\s*:\s*"Feature(Collection)?"/.test(text) ? 'geojson' : 'json';
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** @throws UserError for a web page or other markup */
export function refuseMarkup(input: Input, found: 'html' | 'xml'): never {
  throw refusal(input, MARKUP[found]);
}

const ENDINGS: Readonly<Record<string, readonly FileFormat[]>> = {
  '.csv': ['csv'],
  '.tsv': ['csv'],
  '.txt': ['csv', 'geojsonseq', 'json', 'geojson'],
  '.xlsx': ['xlsx'],
  '.xlsm': ['xlsx'],
  '.xls': [],
  '.geojson': ['geojson'],
  '.json': ['json', 'geojson'],
  '.osm': ['osm'],
  '.pbf': ['pbf'],
  '.ics': ['ics'],
  '.ndjson': ['geojsonseq'],
  '.jsonl': ['geojsonseq'],
  '.geojsonl': ['geojsonseq'],
  '.geojsons': ['geojsonseq'],
  '.geojsonseq': ['geojsonseq'],
};

/** What to say when a file is not what its name says. The content decides. */
export function misnamed(name: string, format: FileFormat): Words | undefined {
  const ending = extname(name.toLowerCase().replace(/\.gz$/, ''));
  const expected = ENDINGS[ending];
  if (expected === undefined || expected.includes(format)) return undefined;
  return {
    zh: `文件名以 ${ending} 结尾，内容却是 ${format}，已按内容读取。`,
    en: `The name ends in ${ending}, but the content is ${format}; it was read as what it is.`,
  };
}

type Refused = Extract<Sentence, object>;

function refusal({ name }: Input, { zh, en }: Refused): UserError {
  return invalidFile({ zh: `${name} 是${zh}。`, en: `${name} is ${en}.` });
}

async function holds(input: Input, wanted: Buffer): Promise<boolean> {
  let tail = Buffer.alloc(0);
  for await (const bytes of input.open()) {
    const window = Buffer.concat([tail, bytes]);
    if (window.includes(wanted)) return true;
    tail = window.subarray(Math.max(0, window.length - wanted.length));
  }
  return false;
}
