// What the import scripts share: `yizhan import`, with a category for lists that do not say what their places are.
import { parseArgs } from 'node:util';
import { importDeps } from '../src/cli/deps.js';
import { importCommand } from '../src/cli/import.js';
import { knowsSource } from '../src/system/importing.js';

/** Runs the command with the arguments of the process. Sets the exit code. */
export async function importWithDefault(category: string): Promise<void> {
  const argv = process.argv.slice(2);
  const whole = saysCategory(argv) ? argv : [...argv, '--category', category];
  process.exitCode = await importCommand(whole, importDeps());
}

/** Whether the call or the source file it names already says what the places are. */
function saysCategory(argv: readonly string[]): boolean {
  const { values } = parseArgs({ args: [...argv], strict: false, allowPositionals: true });
  if ('category' in values || 'category-column' in values) return true;
  return typeof values['source'] === 'string' && knowsSource(values['source']);
}
