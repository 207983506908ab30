import { fileURLToPath } from 'node:url';

/** The folder of the package, whether the code runs from build/ or is installed. */
export const PACKAGE_FOLDER = fileURLToPath(new URL('../../..', import.meta.url));

/** Path of a file that is shipped with the package. */
export function shipped(path: string): string {
  return `${PACKAGE_FOLDER}data/${path}`;
}
