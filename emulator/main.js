#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { startEmulator } from './server.js';

const HELP = `A local emulator of Panther's public API, GraphQL and REST, in memory and on loopback only.

node emulator/main.js [options]
  --port N             the port; 0 (the default) takes a free one
  --sources N          how many log sources to make up (0)
  --seed N             other numbers make other sources (1)
  --page-size N        how many sources a page has; 0 (the default) puts all on one, as Panther does
  --latency MS         how long every answer takes (0)
  --edition NAME       of the GraphQL schema: 2025-07, current (the default), next
  --json               print one line of JSON, with all tokens
  --exit-with-stdin    end when the standard input ends
  --help               this text
`;

const OPTIONS = {
  port: { type: 'string' },
  sources: { type: 'string' },
  seed: { type: 'string' },
  'page-size': { type: 'string' },
  latency: { type: 'string' },
  edition: { type: 'string' },
  json: { type: 'boolean' },
  'exit-with-stdin': { type: 'boolean' },
  help: { type: 'boolean' },
};

async function main() {
  const { json, help, edition, 'exit-with-stdin': exitWithStdin, 'page-size': pageSize, ...numbers } = parseArgs({ options: OPTIONS }).values;
  if (help) return void process.stdout.write(HELP);

  const start = { ...(edition !== undefined && { edition }) };
  for (const [name, value] of Object.entries({ ...numbers, ...(pageSize !== undefined && { pageSize }) })) {
    start[name] = value.trim() === '' ? NaN : Number(value);
  }
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(0));
  if (exitWithStdin) process.stdin.resume().once('close', () => process.exit(0)).once('error', () => process.exit(0));

  const { url, graphqlUrl, tokens } = await startEmulator(start);
  process.stdout.write(json
    ? `${JSON.stringify({ url, graphqlUrl, token: tokens.full, tokens, pid: process.pid })}\n`
    : `Panther emulator, log sources: ${start.sources ?? 0}\n  URL      ${url}\n  GraphQL  ${graphqlUrl}\n  Token    ${tokens.full}\nCtrl+C ends it.\n`);
}

main().catch((error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
