// Imports a list of clinics and hospitals: `yizhan import` with the category clinic where neither the call nor the source file
// says another. `npm run import:clinics -- FILE [--source ID] [--crs …]`, `--help` for all options.
import { importWithDefault } from './importing.js';

await importWithDefault('clinic');
