import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { buildSchema, parse, validate } from 'graphql';
import { EDITIONS, schemaOf } from '../graphql/schema.js';

const CLIENT = fileURLToPath(new URL('../../src/Panther.Client', import.meta.url));
const OFFICIAL = new URL('../../../shared/panther-api/panther.graphql', import.meta.url);
const IMPORT = /^\s*#import\s+"\.\/([^"]+\.graphql)"\s*$/gm;
const BUILT = new Set(['bin', 'obj']);

const schemas = EDITIONS.map((edition) => [`the edition ${edition}`, schemaOf(edition)]);
if (existsSync(OFFICIAL)) schemas.push(['the official schema', buildSchema(readFileSync(OFFICIAL, 'utf8'))]);

function* documentsIn(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory() && !BUILT.has(entry.name)) yield* documentsIn(join(folder, entry.name));
    else if (entry.name.endsWith('.graphql')) yield join(folder, entry.name);
  }
}

/** The text of a document with all that it imports, each file once. */
function textOf(path, seen = new Set()) {
  if (seen.has(path)) return '';
  seen.add(path);
  const text = readFileSync(path, 'utf8');
  const imported = [...text.matchAll(IMPORT)].map(([, name]) => textOf(join(dirname(path), name), seen));
  return [text, ...imported].join('\n');
}

const documents = existsSync(CLIENT) ? [...documentsIn(CLIENT)].sort() : [];

test('the client has documents', { skip: documents.length > 0 ? false : 'the client is not there' }, () => {
  assert.ok(documents.some((path) => path.endsWith('ListSources.graphql')));
});

for (const path of documents) {
  const document = parse(textOf(path));
  // A fragment alone is validated with the operations that import it.
  if (!parse(readFileSync(path, 'utf8')).definitions.some((d) => d.kind === 'OperationDefinition')) continue;
  for (const [name, schema] of schemas) {
    test(`${relative(CLIENT, path)} is valid against ${name}`, () => {
      assert.deepEqual(validate(schema, document).map((error) => error.message), []);
    });
  }
}
