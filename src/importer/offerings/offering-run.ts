import { basename } from 'node:path';
import { invalidFile } from '../../core/errors.js';
import type { ImportReport } from '../../core/import.js';
import type { Contents } from '../../core/offerings/documents.js';
import { MOST_OFFERINGS, type OfferingPut, type OfferingsWritten } from '../../core/offerings/offering.js';
import { withReferences } from '../../core/offerings/references.js';
import type { Words } from '../../core/vocabulary.js';
import type { Reading, SourceRow } from '../readers/reading.js';
import { ReportBuilder } from '../report.js';
import { Findings } from '../sources/findings.js';
import { OfferingCells } from './cells.js';
import { differencesOf, type Changed } from './differences.js';
import { CALENDAR_COLUMNS } from './draft-event.js';
import { draftOffering } from './draft.js';
import type { OfferingColumns } from './headings.js';
import type { OfferingImporterParts, OfferingRequest } from './offering-request.js';
import { judgeDocument, judgeDraft, type JudgeParts } from './judge-row.js';
import type { KnownOfferings } from './known.js';
import { PlaceFinder } from './place-finder.js';
import { Refusal, refusalOf, tooManyMissing } from './refusal.js';
import { returnedDocument, returnedId } from './returned.js';

export interface OfferingRunParts {
  readonly request: OfferingRequest;
  readonly parts: OfferingImporterParts;
  readonly source: string;
  readonly columns: OfferingColumns;
  readonly known: KnownOfferings;
  readonly reading: Reading;
  /** How far the reader is. */
  readonly bytes: () => { readonly bytes: number; readonly totalBytes: number };
}

/** Rows between two calls of `onProgress`. */
const PROGRESS_EVERY = 500;
const DETAIL = 1000;

/** One list on its way into the store. */
export class OfferingRun {
  readonly #run: OfferingRunParts;
  readonly #judging: JudgeParts;
  readonly #report: ReportBuilder;
  readonly #warnings: Words[] = [];
  readonly #changes: Changed[] = [];
  readonly #seen = new Set<string>();
  readonly #now: number;

  constructor(run: OfferingRunParts) {
    this.#run = run;
    this.#now = run.parts.now();
    this.#report = new ReportBuilder(run.request.detail);
    const { source, columns, known, parts, request } = run;
    const { vocabulary, stores } = parts;
    const places = new PlaceFinder(stores.facilities);
    this.#judging = { kind: request.as, source, vocabulary, columns, places, known, now: this.#now };
  }

  async finish(): Promise<ImportReport> {
    const { request, reading, columns } = this.#run;
    for await (const row of reading.rows) {
      request.signal?.throwIfAborted();
      if (!reading.headings)
        columns.see(Object.keys(row.values).filter((name) => !CALENDAR_COLUMNS.includes(name)));
      await this.#row(row);
      if (this.#changes.length > MOST_OFFERINGS) throw tooMany();
      const { rows } = this.#report;
      if (rows % PROGRESS_EVERY === 0) request.onProgress?.({ rows, ...this.#run.bytes() });
    }
    request.signal?.throwIfAborted();
    let refused = refusalOf(this.#report, request);
    let written: OfferingsWritten | undefined;
    try {
      if (!refused) written = await this.#write();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refused = error.words;
    }
    return this.#told(refused, written);
  }

  async #row(row: SourceRow): Promise<void> {
    const findings = new Findings(row.row);
    const change = row.fault === undefined ? await this.#changeOf(row, findings) : undefined;
    if (row.fault !== undefined) findings.note('row.unreadable', { detail: row.fault });
    if (row.surplus) findings.note('row.surplus_cells', { value: row.surplus.join(', ') });
    const key = change && (change.put.id ?? `${change.put.record!.externalId}\n`);
    const repeated = !findings.rejected && key !== undefined && this.#seen.has(key);
    if (repeated) findings.note('id.repeated', { value: change!.put.record?.externalId ?? key });
    this.#report.add({ kind: findings.rejected ? 'rejected' : 'returned', findings });
    if (!change || findings.rejected) return;
    if (repeated) return this.#report.count('repeated');
    this.#seen.add(key!);
    this.#changes.push(change);
  }

  async #changeOf(row: SourceRow, findings: Findings): Promise<Changed | undefined> {
    const { columns, parts, request, source, known, reading } = this.#run;
    const id = returnedId(row);
    if (id !== undefined) return this.#returned(id, row, findings);
    const { as: kind, measure, crs = reading.format === 'ics' ? 'wgs84' : undefined } = request;
    const { vocabulary, serviceWords } = parts;
    const cells = new OfferingCells(row, columns, findings);
    const draft = draftOffering(cells, { kind, vocabulary, serviceWords, measure, crs });
    const content = await judgeDraft(draft, findings, this.#judging);
    if (!content) return undefined;
    const { externalId } = draft;
    return {
      row: row.row,
      put: { kind, content, record: { source, externalId } } as OfferingPut,
      before: known.ofRecord(kind, source, externalId),
    };
  }

  /** A row of an export says anew, by the editor’s hand, what it speaks of. */
  async #returned(id: string, row: SourceRow, findings: Findings): Promise<Changed | undefined> {
    const { request, known, reading, parts } = this.#run;
    const { as: kind } = request;
    const before = known.get(kind, id);
    if (!before) {
      findings.note('export.unknown_offering', { value: id });
      return undefined;
    }
    const document = returnedDocument(before, row, reading.headings);
    const content = judgeDocument(document, findings, this.#judging);
    if (!content) return undefined;
    const changed = JSON.stringify(content) !== JSON.stringify(before.content);
    const checked = changed ? await this.#withReferences(content, findings, parts) : content;
    return { row: row.row, before, put: { kind, id, content: checked } as OfferingPut };
  }

  async #withReferences(
    content: Contents[OfferingRequest['as']],
    findings: Findings,
    { stores }: OfferingImporterParts,
  ): Promise<Contents[OfferingRequest['as']]> {
    const checked = await withReferences(content, stores);
    for (const { parameter, value, detail } of checked.faults)
      findings.note('claim.invalid', { column: parameter, value, detail: `${parameter} ${detail}` });
    return checked.content;
  }

  #write(): Promise<OfferingsWritten> {
    const { request, parts, source } = this.#run;
    const { as: kind, dryRun = false, snapshot = false, yes = false, file } = request;
    const puts = this.#changes.map(({ put }) => put);
    const onMissing = (missing: Parameters<typeof tooManyMissing>[0]) => {
      const words = yes ? undefined : tooManyMissing(missing);
      if (words && !dryRun) throw new Refusal(words);
      if (words) this.#warnings.push(words);
    };
    return parts.stores.offerings.put(puts, {
      by: { id: source, label: basename(file) },
      at: new Date(this.#now).toISOString(),
      dryRun,
      ...(snapshot && { snapshot: { kind, source }, onMissing }),
    });
  }

  #told(refused: Words | undefined, written: OfferingsWritten | undefined): ImportReport {
    const { request, reading, source, columns, bytes } = this.#run;
    const { as: kind, dryRun = false, detail = DETAIL } = request;
    const changed = this.#countVerdicts(written);
    const gone = this.#goneWith(written);
    const { format, encoding, compressed, delimiter, sheet, notes } = reading;
    const { totalBytes } = bytes();
    request.onProgress?.({ rows: this.#report.rows, bytes: totalBytes, totalBytes });
    const report = this.#report.finish(
      {
        file: basename(request.file),
        as: kind,
        source,
        at: new Date(this.#now).toISOString(),
        dryRun,
        written: !dryRun && refused === undefined,
        ...(refused && { refused }),
        format,
        ...(encoding && { encoding }),
        compressed,
        ...(delimiter && { delimiter }),
        ...(sheet && { sheet }),
        ...(request.crs && { crs: request.crs }),
        crsFrom: request.crs ? 'option' : 'none',
        headings: columns.summary(),
        notes: [...notes, ...this.#warnings],
        proposals: [],
      },
      written?.gone ?? 0,
    );
    return dryRun && !refused ? { ...report, diff: differencesOf(changed, gone, detail) } : report;
  }

  /** @returns the rows that change something */
  #countVerdicts(written: OfferingsWritten | undefined): Changed[] {
    return this.#changes.filter((change, i) => {
      const verdict = written?.results[i]?.verdict;
      if (verdict === 'held') {
        const findings = new Findings(change.row);
        findings.note('offering.held', { value: change.put.record?.externalId });
        this.#report.found(findings);
      }
      if (verdict !== undefined) this.#report.count(verdict === 'held' ? 'same' : verdict);
      return verdict === 'new' || verdict === 'changed';
    });
  }

  #goneWith(written: OfferingsWritten | undefined) {
    const { request, source, known } = this.#run;
    if (!request.snapshot || !written) return [];
    const named = new Set(this.#changes.map(({ put }) => put.record?.externalId));
    return known.ofSource(request.as, source).filter(({ record }) => !named.has(record?.externalId));
  }
}

function tooMany() {
  return invalidFile({
    zh: `文件超过 ${MOST_OFFERINGS} 行：活动、优惠等总共最多保存 ${MOST_OFFERINGS} 项。`,
    en: `The file has more than ${MOST_OFFERINGS} rows: that many events, offers and the like are held at most.`,
  });
}
