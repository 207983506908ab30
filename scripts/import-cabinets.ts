// Imports a list of battery-swap cabinets: `yizhan import` with the category swap_cabinet where neither the call nor the source file
// says another. `npm run import:cabinets -- FILE [--source ID] [--crs …]`, `--help` for all options.
import { importWithDefault } from './importing.js';

await importWithDefault('swap_cabinet');
