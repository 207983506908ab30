// Compiles src, scripts and test into build/, and bundles what browsers load into build/embed/. The folder is made
// anew, so that a removed test does not go on running.
import { spawnSync } from 'node:child_process';
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Runs the compiler, and ends here where it finds a fault. */
function compile(project) {
  const args = [`${root}node_modules/typescript/bin/tsc`, '-p', `${root}${project}`];
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

/** One file that imports the rest, so that a page names `/embed.js` whatever it is made of. */
async function bundle() {
  const outdir = `${root}build/embed`;
  await build({
    absWorkingDir: root,
    entryPoints: { embed: 'src/embed/browser/embed.ts', page: 'src/embed/browser/page/page.ts' },
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    minify: true,
    legalComments: 'linked',
    chunkNames: '[name]-[hash]',
    // MapLibre's styles go where its map goes: into a shadow root, without an element.
    loader: { '.css': 'text' },
    logLevel: 'warning',
  });
  // MapLibre starts its worker from a file of its own, which must lie beside the script.
  const worker = 'maplibre-gl-worker.mjs';
  copyFileSync(`${root}node_modules/maplibre-gl/dist/${worker}`, `${outdir}/${worker}`);
  const licence = readFileSync(`${root}node_modules/maplibre-gl/LICENSE.txt`, 'utf8');
  writeFileSync(`${outdir}/LICENSES.txt`, `maplibre-gl\n\n${licence}`);
}

rmSync(`${root}build`, { recursive: true, force: true });
compile('tsconfig.json');
compile('tsconfig.embed.json');
await bundle();
writeFileSync(`${root}build/.built`, '');
