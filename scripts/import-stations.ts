// Imports a list of relay stations: `yizhan import` with the category relay_station where neither the call nor the source file
// says another. `npm run import:stations -- FILE [--source ID] [--crs …]`, `--help` for all options.
import { importWithDefault } from './importing.js';

await importWithDefault('relay_station');
