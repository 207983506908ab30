// Writes the pages of docs/ that come from the code. `npm run docs`
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { importReportSchema } from '../src/core/import-report.js';
import { rulesDocument } from '../src/importer/rules-document.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
await writeFile(`${root}docs/import-rules.md`, rulesDocument());
await writeFile(`${root}docs/import-report.schema.json`, importReportSchema());
