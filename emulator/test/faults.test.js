import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { after, beforeEach, test } from 'node:test';
import { startForTest } from '../testing.js';

const emulator = await startForTest();
const { graphql, send, control, close } = emulator;
after(close);
beforeEach(() => control('POST', 'reset', { sources: 3 }));

const LIST = 'query List { sources { edges { node { integrationId } } } }';
const CREATE = 'mutation Create { createS3Source(input: { label: "new", awsAccountId: "123456789012", s3Bucket: "b", logProcessingRole: "arn:aws:iam::123456789012:role/r", logStreamType: Auto, managedBucketNotifications: false, s3PrefixLogTypes: [] }) { logSource { integrationId } } }';
const fault = (body) => control('POST', 'faults', body);
const list = (options) => graphql(LIST, undefined, options);
const sourceCount = async () => (await control('GET', 'state')).sources;

/** Polls until something is so; what it returns is then true. */
async function until(condition) {
  for (;;) {
    const value = await condition();
    if (value) return value;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** The raw answer of a list: the bytes, and whether they came to a proper end. */
async function raw(headers = {}) {
  const req = request(emulator.graphqlUrl, { method: 'POST', agent: false, headers: { 'x-api-key': emulator.tokens.full, ...headers } });
  req.end(JSON.stringify({ query: LIST }));
  const [res] = await once(req, 'response');
  const chunks = [];
  try {
    for await (const chunk of res) chunks.push(chunk);
  } catch {
    return { res, chunks, whole: false };
  }
  return { res, chunks, whole: res.complete };
}

test('a status comes with a gateway-like body, or with the body and headers that are given', async () => {
  await fault({ status: 429, headers: { 'Retry-After': '7' } });
  const limited = await list();
  assert.deepEqual([limited.status, limited.headers.get('retry-after'), limited.json], [429, '7', { message: 'Too Many Requests' }]);
  await fault({ status: 502, body: '<html>Bad Gateway</html>' });
  const page = await list();
  assert.deepEqual([page.status, page.headers.get('content-type'), page.text], [502, 'text/html; charset=utf-8', '<html>Bad Gateway</html>']);
  await fault({ body: { data: { sources: 5 } }, contentType: 'application/graphql-response+json' });
  const given = await list();
  assert.deepEqual([given.status, given.headers.get('content-type'), given.json], [200, 'application/graphql-response+json', { data: { sources: 5 } }]);
  assert.equal((await list()).json.data.sources.edges.length, 3);
});

test('a fault strikes as often as it says, after as many as it says', async () => {
  await fault({ status: 500, times: 2, after: 1 });
  const statuses = [];
  for (let i = 0; i < 5; i++) statuses.push((await list()).status);
  assert.deepEqual(statuses, [200, 500, 500, 200, 200]);
  await fault({ status: 503, times: null });
  for (let i = 0; i < 3; i++) assert.equal((await list()).status, 503);
  const faults = await control('GET', 'faults');
  assert.deepEqual(faults.map(({ hits }) => hits), [2, 3]);
  await control('DELETE', `faults/${faults[1].id}`);
  assert.equal((await list()).status, 200);
  await control('DELETE', 'faults');
  assert.deepEqual(await control('GET', 'faults'), []);
});

test('a fault strikes only what fits all of its conditions', async () => {
  const id = (await control('GET', 'sources'))[0].integrationId;
  const path = `/log-source-alarms/${id}/SOURCE_NO_DATA`;
  const calls = {
    list: () => list(),
    readOnly: () => list({ token: 'readOnly' }),
    create: () => graphql(CREATE),
    alarm: () => send('GET', path),
    setAlarm: () => send('PUT', path, { body: { minutesThreshold: 60 } }),
  };
  for (const [conditions, struck] of [
    [{ operation: 'List' }, ['list', 'readOnly']],
    [{ operation: 'List', token: 'readOnly' }, ['readOnly']],
    [{ kind: 'mutation' }, ['create', 'setAlarm']],
    [{ api: 'graphql', kind: 'query' }, ['list', 'readOnly']],
    [{ api: 'rest' }, ['alarm', 'setAlarm']],
    [{ method: 'PUT' }, ['setAlarm']],
    [{ path }, ['alarm', 'setAlarm']],
    [{ operation: 'PUT /log-source-alarms/{sourceId}/{type}' }, ['setAlarm']],
    [{}, Object.keys(calls)],
  ]) {
    await control('DELETE', 'faults');
    await fault({ ...conditions, status: 418, times: null });
    const hit = [];
    for (const [name, call] of Object.entries(calls)) if ((await call()).status === 418) hit.push(name);
    assert.deepEqual(hit, struck, JSON.stringify(conditions));
  }
});

for (const action of [{ status: 504 }, { reset: true }, { emptyBody: true }, { redirect: { location: 'http://127.0.0.1:1/' } }, { delay: 1, status: 500 }]) {
  for (const [phase, created] of [['before', 0], ['after', 1]]) {
    test(`${JSON.stringify(action)} ${phase}: the change is ${created ? '' : 'not '}made`, async () => {
      await fault({ ...action, phase, operation: 'Create' });
      const answer = await graphql(CREATE).catch(() => null);
      assert.equal(answer?.json?.data, undefined);
      assert.equal(await sourceCount(), 3 + created);
    });
  }
}

test('a redirect names its place, an empty body is empty, raw bytes are raw', async () => {
  await fault({ redirect: { location: 'http://127.0.0.1:1/x', status: 307 } });
  const redirected = await list();
  assert.deepEqual([redirected.status, redirected.headers.get('location')], [307, 'http://127.0.0.1:1/x']);
  await fault({ emptyBody: true, status: 201 });
  const empty = await list();
  assert.deepEqual([empty.status, empty.text], [201, '']);
  await fault({ rawBody: Buffer.from([0x22, 0xff, 0xfe, 0x22]).toString('base64') });
  assert.deepEqual(Buffer.concat((await raw()).chunks), Buffer.from([0x22, 0xff, 0xfe, 0x22]));
});

test('a body is cut off: by closing, by a reset, or as if it were all', async () => {
  for (const [end, whole] of [[undefined, false], ['close', false], ['reset', false], ['end', true]]) {
    await fault({ truncate: 30, ...(end && { end }) });
    const answer = await raw();
    assert.equal(answer.whole, whole, end);
    // A reset may overtake what was sent before it.
    if (end !== 'reset') assert.equal(Buffer.concat(answer.chunks).length, 30);
  }
  await fault({ truncate: 0, end: 'end' });
  assert.equal((await list()).text, '');
});

test('a body is padded to a size, and stays the same JSON', async () => {
  const plain = (await list()).json;
  await fault({ bodySize: 1_000_000 });
  const { text, json } = await list();
  assert.equal(text.length, 1_000_000);
  assert.deepEqual(json, plain);
});

for (const endless of ['whitespace', 'json', 'padding']) {
  for (const encoding of [undefined, 'gzip']) {
    test(`an endless body (${endless}, ${encoding ?? 'plain'}) ends when the client goes away`, async () => {
      await fault({ endless, ...(encoding && { encoding }) });
      const response = await fetch(emulator.graphqlUrl, { method: 'POST', headers: { 'x-api-key': emulator.tokens.full }, body: JSON.stringify({ query: LIST }) });
      let size = 0;
      for await (const chunk of response.body) if ((size += chunk.length) > 3_000_000) break;
      assert.ok(size > 3_000_000);
      await until(async () => (await control('GET', 'stats')).inFlight === 0);
      assert.equal((await control('GET', 'requests')).at(-1).aborted, true);
    });
  }
}

test('a body comes encoded, or in tiny pieces', async () => {
  const plain = (await list()).text;
  for (const encoding of ['gzip', 'deflate']) {
    await fault({ encoding });
    const answer = await list();
    assert.equal(answer.headers.get('content-encoding'), encoding);
    assert.equal(answer.text, plain);
  }
  await fault({ encoding: 'chunked-tiny' });
  const { res, chunks } = await raw();
  assert.equal(res.headers['transfer-encoding'], 'chunked');
  assert.equal(Buffer.concat(chunks).toString(), plain);
});

test('compression is used where it is set and the client takes it', async () => {
  await control('POST', 'settings', { compression: 'gzip' });
  assert.equal((await raw({ 'accept-encoding': 'gzip, deflate' })).res.headers['content-encoding'], 'gzip');
  assert.equal((await raw()).res.headers['content-encoding'], undefined);
  assert.equal((await list()).json.data.sources.edges.length, 3);
});

test('the real answer is changed by paths, errors and their order', async () => {
  await fault({ transform: { setPath: 'data.sources.edges.1.node', value: null } });
  const { edges } = (await list()).json.data.sources;
  assert.deepEqual([edges[1].node, edges.length], [null, 3]);
  await fault({ transform: [{ removePath: 'data.sources.edges.0' }, { setPath: 'data.more', value: { a: [1] } }, { setPath: 'no.such.path', value: 1 }] });
  const { data } = (await list()).json;
  assert.deepEqual([data.sources.edges.length, data.more], [2, { a: [1] }]);
  await fault({ transform: { addErrors: [{ message: 'odd' }], errorsFirst: true }, status: 500 });
  const first = await list();
  assert.deepEqual([first.status, Object.keys(first.json)], [500, ['errors', 'data']]);
  await fault({ transform: { dropErrors: true } });
  assert.deepEqual((await graphql('{ source(id: "x") { integrationId } }')).json, { data: { source: null } });
  // The stored answer is as it was.
  assert.equal((await list()).json.data.sources.edges.length, 3);
});

test('a held request waits until it is released', async () => {
  const { id } = await fault({ hold: true, operation: 'Create' });
  const created = graphql(CREATE);
  await until(async () => (await control('GET', 'faults'))[0].holding === 1);
  assert.equal(await sourceCount(), 3);
  assert.equal((await control('GET', 'stats')).inFlight, 1);
  assert.deepEqual(await control('POST', 'release', { id }), { released: 1 });
  assert.ok((await created).json.data);
  assert.equal(await sourceCount(), 4);
});

test('what the client gives up while it is held is not done, unless it was done before', async () => {
  for (const [phase, count] of [['before', 3], ['after', 4]]) {
    await fault({ hold: true, phase, operation: 'Create' });
    const aborter = new AbortController();
    const created = graphql(CREATE, undefined, { signal: aborter.signal }).catch(() => 'given up');
    await until(async () => (await control('GET', 'faults')).at(-1).holding === 1);
    aborter.abort();
    assert.equal(await created, 'given up');
    await until(async () => (await control('GET', 'stats')).inFlight === 0);
    assert.equal(await sourceCount(), count);
    assert.equal((await control('GET', 'requests')).at(-1).aborted, true);
  }
});

test('a fault that makes no sense is refused', async () => {
  for (const body of [{ stauts: 500 }, { status: '500' }, { phase: 'during' }, { endless: 'x' }, { redirect: {} }, 5]) {
    await assert.rejects(fault(body), /fault/i);
  }
});
