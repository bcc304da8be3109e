import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../main.js', import.meta.url));
const running = new Set();
after(() => running.forEach((child) => child.kill('SIGKILL')));

function start(...args) {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

async function textOf(stream) {
  let text = '';
  for await (const chunk of stream) text += chunk;
  return text;
}

const firstLine = async (child) => (await once(createInterface(child.stdout), 'line'))[0];

async function countSources({ graphqlUrl, token }) {
  const response = await fetch(graphqlUrl, { method: 'POST', headers: { 'x-api-key': token }, body: JSON.stringify({ query: '{ sources { edges { node { integrationId } } pageInfo { hasNextPage } } }' }) });
  return (await response.json()).data.sources;
}

test('one line of JSON tells all that a test needs', async () => {
  const child = start('--json', '--sources', '5', '--page-size', '2', '--seed', '3', '--latency', '0', '--edition', 'next', '--port', '0');
  const told = JSON.parse(await firstLine(child));
  assert.deepEqual(Object.keys(told), ['url', 'graphqlUrl', 'token', 'tokens', 'pid']);
  assert.deepEqual(Object.keys(told.tokens), ['full', 'logSources', 'readOnly', 'none', 'expired']);
  assert.deepEqual([told.token, told.pid], [told.tokens.full, child.pid]);
  assert.match(told.url, /^http:\/\/127\.0\.0\.1:\d+$/);
  const { edges, pageInfo } = await countSources(told);
  assert.deepEqual([edges.length, pageInfo.hasNextPage], [2, true]);
  const settings = await (await fetch(`${told.url}/_emulator/settings`)).json();
  assert.equal(settings.edition, 'next');
  child.kill('SIGKILL');
});

test('without --json it says the same to people', async () => {
  const child = start();
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const text = [];
  while (!text.some((line) => line.includes('Token'))) text.push((await lines.next()).value);
  assert.match(text.join('\n'), /URL +http:\/\/127\.0\.0\.1:\d+\n +GraphQL +http:\S+\/public\/graphql\n +Token +\S{40}/);
  child.kill('SIGKILL');
});

test('it ends with its standard input where it is told to, a request in flight or not', async () => {
  const child = start('--json', '--exit-with-stdin');
  const told = JSON.parse(await firstLine(child));
  await fetch(`${told.url}/_emulator/faults`, { method: 'POST', body: JSON.stringify({ hold: true }) });
  const held = countSources(told).catch(() => 'cut off');
  child.stdin.end();
  assert.deepEqual(await once(child, 'exit'), [0, null]);
  assert.equal(await held, 'cut off');
});

test('a signal ends it at once', { skip: process.platform === 'win32' ? 'Windows has no signals' : false }, async () => {
  for (const signal of ['SIGTERM', 'SIGINT']) {
    const child = start('--json');
    await firstLine(child);
    child.kill(signal);
    assert.deepEqual(await once(child, 'exit'), [0, null]);
  }
});

test('it explains itself, and what is wrong', async () => {
  const help = start('--help');
  assert.match(await textOf(help.stdout), /--exit-with-stdin/);
  for (const args of [['--nope'], ['--sources', 'many'], ['--sources', ''], ['--edition', 'old'], ['--port', 'x']]) {
    const child = start(...args);
    const [text, [code]] = await Promise.all([textOf(child.stderr), once(child, 'exit')]);
    assert.equal(code, 1, args.join(' '));
    assert.ok(text.trim().length > 0 && !text.includes('    at '), text);
  }
});
