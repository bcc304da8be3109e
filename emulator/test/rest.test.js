import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { startForTest } from '../testing.js';

const { graphql, send, control, close } = await startForTest();
after(close);
beforeEach(() => control('POST', 'reset', { sources: 0 }));

const post = (path, body, options) => send('POST', path, { body, ...options });
const put = (path, body, options) => send('PUT', path, { body, ...options });
const get = (path, options) => send('GET', path, options);
const remove = (path, options) => send('DELETE', path, options);

const serviceAccount = (project = 'p') => JSON.stringify({ type: 'service_account', project_id: project });
const mapping = { prefix: 'a/', logTypes: ['GCP.AuditLog'], excludedPrefixes: ['a/tmp*'] };

/** For each kind: a body, the fields that a read leaves empty, and how the kind is called in lists. */
const KINDS = {
  s3: {
    type: 'aws-s3',
    hidden: [],
    body: {
      integrationLabel: 'my bucket', awsAccountId: '123456789012', s3Bucket: 'b', logProcessingRole: 'arn:aws:iam::123456789012:role/r', logStreamType: 'XML',
      logStreamTypeOptions: { xmlRootElement: 'e' }, managedBucketNotifications: true, s3PrefixLogTypes: [mapping], kmsKey: 'arn:aws:kms:us-east-1:123456789012:key/k',
    },
  },
  http: {
    type: 'http-ingest',
    hidden: ['authSecretValue'],
    body: {
      integrationLabel: 'A hook of more than thirty-two characters', logTypes: ['GitHub.Webhook'], logStreamType: 'JSON', logStreamTypeOptions: {},
      authMethod: 'HMAC', authHeaderKey: 'x-sig', authSecretValue: 's3cret', authHmacAlg: 'sha256',
    },
  },
  gcs: {
    type: 'gcp-gcs',
    hidden: ['credentials'],
    body: {
      integrationLabel: 'Gcs_1', subscriptionId: 'sub', gcsBucket: 'b', credentialsType: 'service_account', credentials: serviceAccount(), projectId: 'p',
      logStreamType: 'JsonArray', logStreamTypeOptions: { jsonArrayEnvelopeField: 'records' }, prefixLogTypes: [mapping],
    },
  },
  pubsub: {
    type: 'gcp-pubsub',
    hidden: ['credentials'],
    body: {
      integrationLabel: 'Pubsub_1', subscriptionId: 'sub', credentialsType: 'wif', credentials: '{"type":"external_account"}', projectId: 'q', regionalEndpoint: 'europe-west3',
      logTypes: ['GCP.AuditLog'], logStreamType: 'Auto', logStreamTypeOptions: {},
    },
  },
};

for (const [kind, { type, hidden, body }] of Object.entries(KINDS)) {
  const path = `/log-sources/${kind}`;
  const shown = { ...body, ...Object.fromEntries(hidden.map((name) => [name, ''])) };

  test(`${kind}: created, read, replaced, deleted`, async () => {
    const made = await post(path, body);
    assert.equal(made.status, 201);
    const { integrationId: id, ...values } = made.json;
    const visible = (json) => Object.fromEntries(Object.entries(json).filter(([name]) => name in body));
    assert.deepEqual(visible(values), shown);
    assert.deepEqual((await get(`${path}/${id}`)).json, made.json);

    const { edges: [{ node }] } = (await graphql('{ sources { edges { node { integrationId integrationType integrationLabel logTypes createdBy { ... on APIToken { name } } } } } }')).json.data.sources;
    assert.deepEqual(node, { integrationId: id, integrationType: type, integrationLabel: body.integrationLabel, logTypes: body.logTypes ?? mapping.logTypes, createdBy: { name: 'full' } });

    const replaced = await put(`${path}/${id}`, { ...body, integrationLabel: 'renamed', awsAccountId: '999999999999', s3Bucket: 'other' });
    assert.equal(replaced.status, 200);
    assert.deepEqual(visible(replaced.json), { ...shown, integrationLabel: 'renamed' });

    const gone = await remove(`${path}/${id}`);
    assert.deepEqual([gone.status, gone.text], [204, '']);
    for (const answer of [await get(`${path}/${id}`), await put(`${path}/${id}`, body), await remove(`${path}/${id}`)]) {
      assert.equal(answer.status, 404);
      assert.match(answer.json.message, /not found/);
    }
  });

  test(`${kind}: refuses bodies that lack something or hold the wrong thing`, async () => {
    for (const name of ['integrationLabel', 'logStreamType']) {
      const { [name]: _, ...rest } = body;
      const answer = await post(path, rest);
      assert.equal(answer.status, 400);
      assert.match(answer.json.message, new RegExp(name));
    }
    for (const bad of [{ ...body, logStreamType: 'Csv' }, { ...body, integrationLabel: 5 }, { ...body, integrationLabel: ' ' }, [], 'text', undefined, '{']) {
      assert.equal((await post(path, bad)).status, 400, JSON.stringify(bad));
    }
    assert.deepEqual(await control('GET', 'sources'), []);
  });

  test(`${kind}: a label that is taken is a conflict`, async () => {
    await post(path, body);
    const second = await post(path, { ...body, integrationLabel: 'second', subscriptionId: 'sub2' });
    assert.equal(second.status, 201);
    assert.equal((await post(path, { ...body, subscriptionId: 'sub3' })).status, 409);
    assert.equal((await put(`${path}/${second.json.integrationId}`, { ...body, subscriptionId: 'sub2' })).status, 409);
  });

  test(`${kind}: needs its permissions, and the right token`, async () => {
    const { json: { integrationId: id } } = await post(path, body, { token: 'logSources' });
    for (const [method, target, needed] of [['GET', `${path}/${id}`, 'readOnly'], ['POST', path], ['PUT', `${path}/${id}`], ['DELETE', `${path}/${id}`]]) {
      const sent = method === 'POST' || method === 'PUT' ? { body } : {};
      const refused = await send(method, target, { ...sent, token: needed ? 'none' : 'readOnly' });
      assert.deepEqual([refused.status, refused.json], [403, { error: 'forbidden' }]);
      if (needed) assert.equal((await send(method, target, { token: needed })).status, 200);
      assert.equal((await send(method, target, { ...sent, token: 'expired' })).status, 401);
      assert.equal((await send(method, target, { ...sent, token: '' })).status, 401);
    }
  });

  test(`${kind}: is found under its own path only, with the gateway's stage as well`, async () => {
    const { json: { integrationId: id } } = await post(`/v1${path}`, body);
    assert.equal((await get(`/v1${path}/${id}`)).status, 200);
    const other = kind === 's3' ? 'http' : 's3';
    assert.equal((await get(`/log-sources/${other}/${id}`)).status, 404);
    assert.equal((await get(path)).status, 405);
  });
}

test('S3: a replacement keeps what it leaves out; GraphQL sees what REST made', async () => {
  const { body } = KINDS.s3;
  const { json: { integrationId: id } } = await post('/log-sources/s3', body);
  const { integrationLabel, logProcessingRole, logStreamType } = body;
  await put(`/log-sources/s3/${id}`, { integrationLabel, logProcessingRole, logStreamType });
  const { source } = (await graphql('query($id: ID!) { source(id: $id) { ... on S3LogIntegration { kmsKey managedBucketNotifications s3PrefixLogTypes { prefix } logStreamTypeOptions { xmlRootElement } } } }', { id })).json.data;
  assert.deepEqual(source, { kmsKey: body.kmsKey, managedBucketNotifications: true, s3PrefixLogTypes: [{ prefix: 'a/' }], logStreamTypeOptions: { xmlRootElement: 'e' } });
  assert.equal((await put(`/log-sources/s3/${id}`, { ...body, kmsKey: '' })).json.kmsKey, '');
  await graphql('mutation($id: ID!) { deleteSource(input: { id: $id }) { id } }', { id });
  assert.equal((await get(`/log-sources/s3/${id}`)).status, 404);
});

test('S3: a source without key and options reads as such', async () => {
  const { kmsKey, logStreamTypeOptions, ...body } = KINDS.s3.body;
  const { json } = await post('/log-sources/s3', { ...body, logStreamType: 'Auto' });
  assert.deepEqual([json.kmsKey, json.logStreamTypeOptions], ['', {}]);
});

test('HTTP: each way of authentication needs its own fields', async () => {
  const plain = { integrationLabel: 'x', logTypes: [], logStreamType: 'Auto' };
  const needs = {
    SharedSecret: { authHeaderKey: 'h', authSecretValue: 's' }, HMAC: { authHeaderKey: 'h', authSecretValue: 's', authHmacAlg: 'sha256' },
    Bearer: { authBearerToken: 't' }, Basic: { authUsername: 'u', authPassword: 'p' }, None: {},
  };
  for (const [authMethod, fields] of Object.entries(needs)) {
    for (const name of Object.keys(fields)) {
      const { [name]: _, ...rest } = fields;
      assert.equal((await post('/log-sources/http', { ...plain, authMethod, ...rest })).status, 400, `${authMethod} without ${name}`);
    }
    assert.equal((await post('/log-sources/http', { ...plain, integrationLabel: authMethod, authMethod, ...fields })).status, 201);
  }
});

test('HTTP: what a replacement without secrets does is a setting', async () => {
  const { body } = KINDS.http;
  const { json: { integrationId: id } } = await post('/log-sources/http', body);
  const { authSecretValue, ...without } = body;
  const secret = async () => (await control('GET', 'sources'))[0].config.authSecretValue;
  assert.equal((await put(`/log-sources/http/${id}`, without)).status, 400);
  await control('POST', 'settings', { omittedSecrets: 'keep' });
  assert.equal((await put(`/log-sources/http/${id}`, { ...without, authSecretValue: '' })).status, 200);
  assert.equal(await secret(), 's3cret');
  await control('POST', 'settings', { omittedSecrets: 'clear' });
  assert.equal((await put(`/log-sources/http/${id}`, without)).status, 200);
  assert.equal(await secret(), undefined);
});

test('HTTP: a new source refuses to be deleted for a while', async () => {
  await control('POST', 'settings', { httpDeleteFailures: 2 });
  const { json: { integrationId: id } } = await post('/log-sources/http', KINDS.http.body);
  assert.equal((await remove(`/log-sources/http/${id}`)).status, 500);
  assert.equal((await graphql('mutation($id: ID!) { deleteSource(input: { id: $id }) { id } }', { id })).json.errors[0].extensions.code, 'INTERNAL_SERVER_ERROR');
  assert.equal((await remove(`/log-sources/http/${id}`)).status, 204);
});

test('Google sources: one for each subscription, and credentials that can be used', async () => {
  const { body } = KINDS.gcs;
  const { json: { integrationId: id } } = await post('/log-sources/gcs', body);
  const other = { ...KINDS.pubsub.body, subscriptionId: 'sub', projectId: 'p' };
  assert.equal((await post('/log-sources/pubsub', other)).status, 409);
  for (const changes of [{ credentials: undefined }, { credentials: 'x' }, { credentials: '{}' }, { credentialsType: 'wif', projectId: undefined }, { credentialsType: 'key' }]) {
    assert.equal((await post('/log-sources/gcs', { ...body, integrationLabel: 'n', subscriptionId: 'n', ...changes })).status, 400, JSON.stringify(changes));
  }
  const { credentials, projectId, ...without } = body;
  const replaced = await put(`/log-sources/gcs/${id}`, { ...without, gcsBucket: 'b2' });
  assert.deepEqual([replaced.status, replaced.json.projectId, replaced.json.gcsBucket], [200, 'p', 'b2']);
  assert.equal((await control('GET', 'sources'))[0].config.credentials, credentials);
  assert.equal((await remove(`/log-sources/gcs/${id}`)).status, 204);
  assert.equal((await post('/log-sources/pubsub', other)).status, 201);
});

test('made-up sources of all configurable kinds are there for REST', async () => {
  await control('POST', 'reset', { sources: 100 });
  const kinds = Object.fromEntries(Object.entries(KINDS).map(([kind, { type }]) => [type, kind]));
  const found = new Set();
  for (const { integrationId, integrationType } of await control('GET', 'sources')) {
    if (!kinds[integrationType]) continue;
    assert.equal((await get(`/log-sources/${kinds[integrationType]}/${integrationId}`)).json.integrationId, integrationId);
    found.add(integrationType);
  }
  assert.equal(found.size, 4);
});

test('alarms: set, changed, read with their state, removed', async () => {
  const [fresh, old, scan] = (await control('POST', 'sources', [
    { integrationLabel: 'fresh', lastEventReceivedAtTime: new Date().toISOString() },
    { integrationLabel: 'old', lastEventReceivedAtTime: '2020-01-01T00:00:00.000Z' },
    { integrationLabel: 'scan', integrationType: 'aws-scan' },
  ])).map((source) => `/log-source-alarms/${source.integrationId}/SOURCE_NO_DATA`);
  assert.equal((await get(fresh)).status, 404);
  for (const minutesThreshold of [14, 43201, 20.5, '20', undefined]) assert.equal((await put(fresh, { minutesThreshold })).status, 400);
  assert.deepEqual((await put(fresh, { minutesThreshold: 15 })).json, { type: 'SOURCE_NO_DATA', minutesThreshold: 15 });
  assert.deepEqual((await put(fresh, { minutesThreshold: 43200 })).json, { type: 'SOURCE_NO_DATA', minutesThreshold: 43200 });
  assert.deepEqual((await get(fresh)).json, { type: 'SOURCE_NO_DATA', minutesThreshold: 43200, state: 'OK' });
  await put(old, { minutesThreshold: 60 });
  assert.equal((await get(old)).json.state, 'ALARM');
  assert.equal((await put(scan, { minutesThreshold: 60 })).status, 400);
  assert.equal((await put(old, { minutesThreshold: 60 }, { token: 'readOnly' })).status, 403);
  assert.equal((await get(old, { token: 'readOnly' })).status, 200);
  assert.equal((await remove(old)).status, 204);
  assert.equal((await remove(old)).status, 404);
  const absent = await put('/log-source-alarms/none/SOURCE_NO_DATA', { minutesThreshold: 60 });
  assert.deepEqual([absent.status, absent.json.message], [404, 'log source was not found']);
  assert.equal((await get(old.replace('SOURCE_NO_DATA', 'SOURCE_SCANNING_ERRORS'))).status, 400);
});

test('API tokens: listed, created, changed, rotated, deleted', async () => {
  const { json: { results } } = await get('/api-tokens');
  assert.deepEqual(results.map((token) => token.name), ['full', 'logSources', 'readOnly', 'none', 'expired']);
  assert.ok(results.every((token) => !('value' in token)));

  const made = await post('/api-tokens', { name: 'ci', permissions: ['LogSourceRead'] });
  assert.equal(made.status, 200);
  const { id, value } = made.json;
  assert.equal((await graphql('{ sources { edges { node { integrationId } } } }', undefined, { token: value })).json.errors, undefined);
  assert.equal((await post('/api-tokens', { name: 'ci', permissions: [] })).status, 409);
  assert.equal((await post('/api-tokens', { name: 'x', permissions: ['Everything'] })).status, 400);
  assert.deepEqual((await post(`/api-tokens/${id}`, { name: 'ci2', permissions: [] })).json.permissions, []);
  assert.equal((await get(`/api-tokens/${id}`)).json.name, 'ci2');

  const rotated = await post(`/api-tokens/${id}/rotate`);
  assert.notEqual(rotated.json.value, value);
  assert.equal((await post('/api-tokens/self/rotate', undefined, { token: value })).status, 401);
  assert.equal((await post('/api-tokens/self/rotate', undefined, { token: rotated.json.value })).status, 200);
  assert.equal((await remove(`/api-tokens/${id}`)).status, 204);
  assert.equal((await get(`/api-tokens/${id}`)).status, 404);
});

test('API tokens: a token reads itself with the permission, or where the setting says so', async () => {
  assert.equal((await get('/api-tokens/self')).json.name, 'full');
  const refused = await get('/api-tokens/self', { token: 'logSources' });
  assert.deepEqual([refused.status, refused.json], [403, { error: 'forbidden' }]);
  await control('POST', 'settings', { selfToken: 'open' });
  assert.deepEqual((await get('/api-tokens/self', { token: 'logSources' })).json.permissions, ['LogSourceRead', 'LogSourceModify']);
});

test('there is no list of log sources, and nothing at other paths', async () => {
  for (const path of ['/', '/log-sources', '/log-sources/azure', '/log-sources/http/', '/public/v1/log-sources']) {
    assert.deepEqual([(await get(path)).status, (await get(path)).json], [404, { message: 'not found' }]);
  }
});
