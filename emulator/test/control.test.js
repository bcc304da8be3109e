import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { startForTest } from '../testing.js';

const { graphql, send, control, close, url } = await startForTest({ sources: 4, latency: 1 });
after(close);
beforeEach(() => control('POST', 'reset'));

const LIST = 'query List { sources { edges { node { integrationId } } } }';

test('a reset goes back to the start, with the changes that it names', async () => {
  await control('POST', 'settings', { pageSize: 2, conflict: 'text' });
  await control('POST', 'faults', { status: 500, times: null });
  await control('POST', 'tokens', { name: 'extra', permissions: [] });
  await graphql(LIST);
  const state = await control('POST', 'reset', { sources: 2, latency: 0, settings: { edition: 'next' } });
  assert.deepEqual([state.sources, state.faults, state.requests, state.settings.pageSize, state.settings.conflict, state.settings.edition, state.settings.latency], [2, 0, 0, 0, 'code', 'next', 0]);
  assert.equal((await control('GET', 'tokens')).length, 5);
  const again = await control('POST', 'reset');
  assert.deepEqual([again.sources, again.settings.latency, again.settings.edition], [4, 1, 'current']);
  await assert.rejects(control('POST', 'reset', { sources: -1 }), /sources/);
  await assert.rejects(control('POST', 'reset', { nope: 1 }), /nope/);
});

test('a reset cuts off what is still held', async () => {
  await control('POST', 'faults', { hold: true });
  const held = graphql('mutation Rotate { rotateAPIToken { token { name } } }').catch(() => 'cut off');
  while ((await control('GET', 'faults'))[0].holding < 1) await new Promise((resolve) => setTimeout(resolve, 5));
  await control('POST', 'reset');
  assert.equal(await held, 'cut off');
  assert.equal((await graphql(LIST)).status, 200);
});

test('settings are checked, and changed by POST and PATCH alike', async () => {
  assert.equal((await control('POST', 'settings', { pageSize: 5 })).pageSize, 5);
  assert.equal((await control('PATCH', 'settings', { notFound: 'null' })).pageSize, 5);
  assert.equal((await control('GET', 'settings')).notFound, 'null');
  for (const wrong of [{ edition: 'old' }, { pageSize: -1 }, { introspection: 'no' }, { toString: 1 }]) {
    await assert.rejects(control('POST', 'settings', wrong), /setting/);
  }
});

test('the same seed makes the same sources, another seed makes others', async () => {
  const idsOf = async (seed) => (await control('POST', 'reset', { sources: 50, seed }), (await control('GET', 'sources')).map((source) => source.integrationId + source.integrationLabel));
  const first = await idsOf(1);
  assert.deepEqual(await idsOf(1), first);
  assert.notDeepEqual(await idsOf(2), first);
});

test('made-up sources are a realistic mixture', async () => {
  await control('POST', 'reset', { sources: 2000 });
  const sources = await control('GET', 'sources');
  const share = (condition) => sources.filter(condition).length / sources.length;
  const between = (value, low, high) => assert.ok(value > low && value < high, String(value));
  between(share((s) => s.integrationType === 'aws-s3'), 0.75, 0.85);
  between(share((s) => !s.isHealthy), 0.02, 0.12);
  between(share((s) => s.lastEventReceivedAtTime === null), 0.02, 0.1);
  assert.equal(new Set(sources.map((s) => s.integrationLabel)).size, 2000);
  assert.ok(sources.every((s) => s.integrationType !== 'aws-s3' || /^[0-9a-zA-Z- ]{1,32}$/.test(s.integrationLabel)));
  assert.ok(sources.every((s) => s.integrationType !== 'aws-s3' || /^\d{12}$/.test(s.awsAccountId)));
  assert.ok(new Set(sources.map((s) => s.integrationType)).size > 5);
  await control('POST', 'reset', { sources: 100, allS3: true });
  assert.ok((await control('GET', 'sources')).every((s) => s.integrationType === 'aws-s3'));
});

test('sources are added, changed and removed as given', async () => {
  const [added] = await control('POST', 'sources', { integrationId: 'odd', integrationType: 'from-the-future', logTypes: null });
  assert.deepEqual([added.integrationId, added.logTypes], ['odd', null]);
  await assert.rejects(control('POST', 'sources', { integrationId: 'odd' }), /taken/);
  assert.equal((await control('PATCH', 'sources/odd', { isHealthy: false })).isHealthy, false);
  assert.equal((await control('GET', 'sources/odd')).isHealthy, false);
  await control('DELETE', 'sources/odd');
  await assert.rejects(control('GET', 'sources/odd'), /not found/);
});

test('tokens are created with permissions, expired and deleted', async () => {
  const { value } = await control('POST', 'tokens', { name: 'mine', permissions: ['LogSourceRead'] });
  assert.match(value, /^[\x21-\x7e]{40}$/);
  assert.equal((await graphql(LIST, undefined, { token: value })).json.errors, undefined);
  await control('POST', 'tokens/mine/expire');
  assert.equal((await graphql(LIST, undefined, { token: value })).status, 401);
  await control('DELETE', 'tokens/mine');
  await assert.rejects(control('POST', 'tokens/mine/expire'), /not found/);
  await assert.rejects(control('POST', 'tokens', { name: 'mine', permissions: ['All'] }), /permission/);
  await assert.rejects(control('POST', 'tokens', { permissions: [] }), /name/);
});

test('requests are logged with what was sent, but never with a token', async () => {
  await graphql('query Q($id: ID!) { source(id: $id) { integrationId } }', { id: 'x' }, { headers: { 'user-agent': 'me/1' } });
  const body = { integrationLabel: 'h', logTypes: [], logStreamType: 'Auto', authMethod: 'Bearer', authBearerToken: 'in the open' };
  await send('POST', '/log-sources/http', { body, token: 'logSources' });
  await send('GET', '/log-sources/s3/x', { token: 'not a token' });
  const requests = await control('GET', 'requests');
  const [first, second, third] = requests;
  assert.deepEqual([first.operation, first.kind, first.variables, first.status, first.aborted, first.headers['user-agent'], first.headers['x-api-key']], ['Q', 'query', { id: 'x' }, 200, false, 'me/1', 'full']);
  assert.match(first.query, /query Q/);
  assert.deepEqual([second.operation, second.kind, second.body, second.status, second.headers['x-api-key']], ['POST /log-sources/http', 'mutation', body, 201, 'logSources']);
  assert.deepEqual([third.operation, third.status, third.headers['x-api-key']], ['GET /log-sources/s3/{id}', 401, 'unknown']);
  assert.ok(requests.every(({ time, durationMs, connection, requestId }) => time && durationMs >= 0 && connection > 0 && requestId));
  for (const { value } of await control('GET', 'tokens')) assert.equal(JSON.stringify(requests).includes(value), false);
  await control('DELETE', 'requests');
  assert.deepEqual(await control('GET', 'requests'), []);
});

test('requests are counted', async () => {
  const { id } = await control('POST', 'faults', { hold: true, times: null });
  const lists = [1, 2, 3].map(() => graphql(LIST));
  while ((await control('GET', 'faults'))[0].holding < 3) await new Promise((resolve) => setTimeout(resolve, 5));
  await control('DELETE', `faults/${id}`);
  await Promise.all(lists);
  await graphql(LIST, undefined, { token: 'readOnly' });
  const stats = await control('GET', 'stats');
  assert.deepEqual([stats.requests, stats.byOperation, stats.byToken, stats.inFlight, stats.maxInFlight], [4, { List: 4 }, { full: 3, readOnly: 1 }, 0, 3]);
});

test('a request id goes with every answer, under the name that is set', async () => {
  const { headers } = await graphql(LIST);
  assert.equal(headers.get('x-request-id'), (await control('GET', 'requests'))[0].requestId);
  await control('POST', 'settings', { requestIdHeader: 'x-amzn-RequestId' });
  assert.ok((await graphql(LIST)).headers.get('x-amzn-requestid'));
  await control('POST', 'settings', { requestIdHeader: null });
  assert.equal((await graphql(LIST)).headers.get('x-request-id'), null);
});

test('the control API says what it has, and refuses what is no JSON', async () => {
  await assert.rejects(control('GET', 'nope'), /GET state/);
  await assert.rejects(control('POST', 'settings', '{'), /JSON/);
  assert.equal((await fetch(`${url}/_emulator/stats`)).status, 200);
});
