// Writes openapi.yaml from the routes: node build/scripts/write-openapi.js
import { writeFileSync } from 'node:fs';
import { openApiYaml } from '../src/http/openapi.js';
import { ROUTES } from '../src/http/routes.js';

const file = new URL('../../openapi.yaml', import.meta.url);
writeFileSync(file, openApiYaml(ROUTES));
console.log(`wrote ${file.pathname}`);
