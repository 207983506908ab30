import type { ImportReport, Issue } from '../core/import.js';
import type { Language } from '../core/vocabulary.js';
import { printable } from './printable.js';

const RULES_SHOWN = 12;
const EXAMPLES = 3;
const UNPLACED_SHOWN = 5;
const WORDS_SHOWN = 15;
const PROPOSALS_SHOWN = 10;
const DIFFERENCES_SHOWN = 20;
const HEADING_SHOWN = 80;
const SIGNS = { new: '+', changed: '~', gone: '-' } as const;

const TERMS = {
  zh: {
    new: '新增',
    changed: '更新',
    same: '未变',
    repeated: '重复',
    rejected: '不合格',
    skipped: '按规则略过',
    gone: '撤下',
    unplaced: '未定位',
    toPlace: '（定位的办法见 yizhan unplaced --help）',
    rows: '行',
    error: '错误',
    warning: '警告',
    info: '提示',
    row: '第',
    rowEnd: ' 行',
    written: '已写入。',
    dryRun: '试运行：什么也没有写入。',
    nothing: '什么也没有写入：',
    understood: '看懂的表头',
    ignored: '按来源文件不用的列',
    notUsed: '没看懂、未使用的表头',
    found: '发现',
    more: '其余见 --report',
    words: '没有识别的服务名称',
    alike: '可能是同一地点，或在其中',
    merged: '合并',
    has: '（已知的在其中）',
    wouldChange: '将会改变',
    datum: '坐标系',
    source: '来源',
  },
  en: {
    new: 'new',
    changed: 'changed',
    same: 'same',
    repeated: 'repeated',
    rejected: 'rejected',
    skipped: 'skipped by rule',
    gone: 'withdrawn',
    unplaced: 'unplaced',
    toPlace: '(ways to place them: yizhan unplaced --help)',
    rows: 'rows',
    error: 'error',
    warning: 'warning',
    info: 'info',
    row: 'row ',
    rowEnd: '',
    written: 'Written.',
    dryRun: 'Dry run: nothing was written.',
    nothing: 'NOTHING WAS WRITTEN: ',
    understood: 'Headings understood',
    ignored: 'Left aside by the source file',
    notUsed: 'Headings not understood and not used',
    found: 'Found',
    more: 'the rest with --report',
    words: 'Services not known',
    alike: 'May be the same place, or a room of it',
    merged: 'merged',
    has: ' (the known one is the room)',
    wouldChange: 'Would change',
    datum: 'datum',
    source: 'source',
  },
} as const;

/** The report as a person reads it on a terminal. */
export function reportText(report: ImportReport, lang: Language): string {
  const t = TERMS[lang];
  return [
    `${report.file} → ${t.source} ${report.source} (${shape(report, lang)})`,
    ...counts(report, lang),
    report.refused ? t.nothing + report.refused[lang] : report.dryRun ? t.dryRun : t.written,
    ...headings(report, lang),
    ...report.notes.map((note) => `! ${note[lang]}`),
    ...differences(report, lang),
    ...proposed(report, lang),
    ...findings(report, lang),
    ...unknownServices(report, lang),
    ...unplaced(report, lang),
    '',
  ]
    .map(printable)
    .join('\n');
}

function shape(
  { format, standard, encoding, compressed, sheet, delimiter, crs, crsFrom }: ImportReport,
  lang: Language,
): string {
  const parts = [format, standard, encoding, compressed ? 'gzip' : undefined, sheet && `“${sheet}”`];
  if (delimiter !== undefined && delimiter !== ',') parts.push(delimiter === '\t' ? 'tab' : delimiter);
  if (crs) parts.push(`${TERMS[lang].datum} ${crs} [${crsFrom}]`);
  return parts.filter((part) => part !== undefined).join(', ');
}

function counts({ counts: c }: ImportReport, lang: Language): string[] {
  const t = TERMS[lang];
  const parts = (['new', 'changed', 'same', 'repeated', 'rejected', 'skipped'] as const)
    .filter((name) => c[name] > 0 || name === 'new')
    .map((name) => `${t[name]} ${c[name]}`);
  const aside = [
    c.gone > 0 ? `${t.gone} ${c.gone}` : '',
    c.unplaced > 0 ? `${t.unplaced} ${c.unplaced}` : '',
  ].filter((one) => one !== '');
  // The rows of a file that was refused came to nothing: only what was found in them is told.
  const sum = c.new + c.changed + c.same + c.repeated + c.rejected + c.skipped;
  const told = sum === c.rows ? ` = ${parts.join(' + ')}` : `; ${parts.slice(1).join(', ')}`;
  return [`${c.rows} ${t.rows}${told}${aside.length > 0 ? `; ${aside.join(', ')}` : ''}`];
}

function headings({ headings: h }: ImportReport, lang: Language): string[] {
  const t = TERMS[lang];
  const lines = [
    `${t.understood}: ${h.understood.map(({ heading, field }) => `${cut(heading)}→${field}`).join(', ')}`,
  ];
  if (h.ignored.length > 0)
    lines.push(`${t.ignored}: ${h.ignored.map(({ heading, why }) => `${heading} (${why})`).join(', ')}`);
  if (h.notUsed.length > 0)
    lines.push(
      `${t.notUsed}: ${h.notUsed.slice(0, 40).map(cut).join(', ')}${h.notUsed.length > 40 ? ' …' : ''}`,
    );
  return lines;
}

/** A heading may be a whole file without line ends. */
function cut(heading: string): string {
  return heading.length > HEADING_SHOWN ? `${heading.slice(0, HEADING_SHOWN)}…` : heading;
}

/** `+` new, `~` changed, `-` withdrawn, with the fields that change. */
function differences({ diff }: ImportReport, lang: Language): string[] {
  if (!diff || diff.changes.length === 0) return [];
  const t = TERMS[lang];
  const order = { changed: 0, gone: 1, new: 2 };
  const shown = diff.changes.toSorted((a, b) => order[a.kind] - order[b.kind]).slice(0, DIFFERENCES_SHOWN);
  const lines = shown.flatMap(({ kind, name, externalId, fields }) => [
    `  ${SIGNS[kind]} ${name} [${externalId}]`,
    ...fields.map(({ field, before = '–', after = '–' }) => `      ${field}: ${before} → ${after}`),
  ]);
  const more = diff.changes.length + diff.leftOut > shown.length ? [`  … ${t.more}`] : [];
  return [`${t.wouldChange}:`, ...lines, ...more];
}

function proposed({ proposals }: ImportReport, lang: Language): string[] {
  if (proposals.length === 0) return [];
  const t = TERMS[lang];
  const lines = proposals
    .slice(0, PROPOSALS_SHOWN)
    .map(
      ({ row, name, otherName, other, score, relation, part, merged, reasons }) =>
        `  ${score.toFixed(2)} ${merged ? t.merged : relation}${part === 'known' ? t.has : ''} ${t.row}${row}${t.rowEnd}: ${name} ≈ ${otherName} [${other}] (${reasons.map((one) => one[lang]).join(', ')})`,
    );
  return [`${t.alike}:`, ...lines, ...(proposals.length > PROPOSALS_SHOWN ? [`  … ${t.more}`] : [])];
}

function findings({ rules, issues }: ImportReport, lang: Language): string[] {
  if (rules.length === 0) return [];
  const t = TERMS[lang];
  const lines = rules.slice(0, RULES_SHOWN).flatMap(({ rule, severity, count, words, effect }) => [
    `  ${t[severity]} ${rule} ×${count}: ${words[lang]}`,
    ...(effect ? [`      → ${effect[lang]}`] : []),
    ...(severity === 'info'
      ? []
      : issues
          .filter((issue) => issue.rule === rule)
          .slice(0, EXAMPLES)
          .map((issue) => example(issue, lang))),
  ]);
  if (rules.length > RULES_SHOWN) lines.push(`  … ${t.more}`);
  return [`${t.found}:`, ...lines];
}

function example({ row, column, value, words }: Issue, lang: Language): string {
  const t = TERMS[lang];
  const at = [`${t.row}${row}${t.rowEnd}`, column, value === undefined ? undefined : JSON.stringify(value)];
  return `      ${at.filter((part) => part !== undefined).join(', ')}: ${words[lang]}`;
}

function unknownServices({ unknownServices: words }: ImportReport, lang: Language): string[] {
  if (words.length === 0) return [];
  const shown = words.slice(0, WORDS_SHOWN).map(({ word, count }) => `${word} ×${count}`);
  return [`${TERMS[lang].words}: ${shown.join(', ')}${words.length > WORDS_SHOWN ? ' …' : ''}`];
}

function unplaced({ unplaced: places, counts: c }: ImportReport, lang: Language): string[] {
  if (places.length === 0) return [];
  const t = TERMS[lang];
  const shown = places
    .slice(0, UNPLACED_SHOWN)
    .map(({ row, name, address }) => `  ${t.row}${row}${t.rowEnd}: ${name} ${address}`);
  return [
    `${t.unplaced} ${c.unplaced} ${t.toPlace}:`,
    ...shown,
    ...(c.unplaced > UNPLACED_SHOWN ? [`  … ${t.more}`] : []),
  ];
}
