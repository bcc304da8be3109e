import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { startForTest } from '../testing.js';

const { graphql, send, control, close, tokens } = await startForTest();
after(close);
beforeEach(() => control('POST', 'reset', { sources: 0 }));

const ROLE = 'arn:aws:iam::123456789012:role/PantherLogProcessingRole-x';
const CREATE = 'mutation Create($input: CreateS3SourceInput!) { createS3Source(input: $input) { logSource { integrationId integrationLabel logTypes kmsKey logStreamTypeOptions { jsonArrayEnvelopeField } createdBy { ... on APIToken { name } } } } }';
const UPDATE = 'mutation Update($input: UpdateS3SourceInput!) { updateS3Source(input: $input) { logSource { integrationId integrationLabel awsAccountId s3Bucket kmsKey logTypes managedBucketNotifications lastModified } } }';
const DELETE = 'mutation Delete($id: ID!) { deleteSource(input: { id: $id }) { id } }';
const SOURCE = 'query Source($id: ID!) { source(id: $id) { integrationId integrationLabel ... on S3LogIntegration { kmsKey } } }';
const LIST = 'query List($cursor: String) { sources(input: { cursor: $cursor }) { edges { node { __typename integrationId integrationLabel integrationType } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }';
const WITH_ACTOR = '{ sources { edges { node { integrationId createdBy { __typename } } } } }';

const creation = (changes) => ({
  label: 'my source', awsAccountId: '123456789012', s3Bucket: 'bucket', logProcessingRole: ROLE, logStreamType: 'Auto',
  managedBucketNotifications: false, s3PrefixLogTypes: [{ prefix: '', logTypes: ['AWS.ALB'], excludedPrefixes: [] }], ...changes,
});
const replacement = (id, changes) => {
  const { awsAccountId, s3Bucket, ...rest } = creation({ kmsKey: '', ...changes });
  return { id, ...rest };
};
const create = async (changes, options) => (await graphql(CREATE, { input: creation(changes) }, options)).json;
const createdId = async (changes) => (await create(changes)).data.createS3Source.logSource.integrationId;
const codeOf = ({ json }) => json.errors[0].extensions.code;

test('a created source can be read, listed, replaced and deleted', async () => {
  const made = (await create({ kmsKey: null })).data.createS3Source.logSource;
  assert.deepEqual({ ...made, integrationId: '' }, {
    integrationId: '', integrationLabel: 'my source', logTypes: ['AWS.ALB'], kmsKey: null,
    logStreamTypeOptions: { jsonArrayEnvelopeField: null }, createdBy: { name: 'full' },
  });
  const id = made.integrationId;
  assert.equal((await graphql(SOURCE, { id })).json.data.source.integrationLabel, 'my source');

  const key = 'arn:aws:kms:us-east-1:123456789012:key/1';
  const { logSource } = (await graphql(UPDATE, { input: replacement(id, { label: 'other', kmsKey: key, s3PrefixLogTypes: [] }) })).json.data.updateS3Source;
  assert.deepEqual({ ...logSource, lastModified: null }, {
    integrationId: id, integrationLabel: 'other', awsAccountId: '123456789012', s3Bucket: 'bucket', kmsKey: key, logTypes: [], managedBucketNotifications: false, lastModified: null,
  });
  assert.match(logSource.lastModified, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/);

  assert.deepEqual((await graphql(DELETE, { id })).json, { data: { deleteSource: { id } } });
  assert.deepEqual((await graphql(LIST)).json.data.sources.edges, []);
});

test('an update replaces everything that it can', async () => {
  await control('POST', 'reset', { edition: 'next', sources: 1, allS3: true });
  const [before] = await control('GET', 'sources');
  assert.ok(before.retentionDays > 0);
  await graphql(UPDATE, { input: replacement(before.integrationId) });
  const [now] = await control('GET', 'sources');
  assert.deepEqual([now.retentionDays, now.deliveryOptions, now.logStreamTypeOptions], [null, null, {}]);
  assert.equal(now.s3Bucket, before.s3Bucket);
});

test('what the edition does not know survives an update', async () => {
  await control('POST', 'reset', { edition: 'current', sources: 1, allS3: true });
  const [before] = await control('GET', 'sources');
  await graphql(UPDATE, { input: replacement(before.integrationId) });
  assert.deepEqual((await control('GET', 'sources'))[0].deliveryOptions, before.deliveryOptions);
});

test('the editions differ in the stream types and fields that they know', async () => {
  const options = 'mutation($input: CreateS3SourceInput!) { createS3Source(input: $input) { logSource { logStreamType logStreamTypeOptions { xmlRootElement retainEnvelopeFields } } } }';
  const input = creation({ logStreamType: 'XML', logStreamTypeOptions: { xmlRootElement: 'root' } });
  assert.deepEqual((await graphql(options, { input })).json.data.createS3Source.logSource,
    { logStreamType: 'XML', logStreamTypeOptions: { xmlRootElement: 'root', retainEnvelopeFields: null } });
  await control('POST', 'settings', { edition: '2025-07' });
  assert.equal(codeOf(await graphql(options, { input })), 'GRAPHQL_VALIDATION_FAILED');
  const next = '{ sources { edges { node { ... on S3LogIntegration { retentionDays deliveryOptions { regions retry { maximum } } } } } } }';
  assert.equal((await graphql(next)).status, 400);
  await control('POST', 'settings', { edition: 'next' });
  assert.equal((await graphql(next)).status, 200);
});

for (const [what, changes] of Object.entries({
  'a label with an underscore': { label: 'a_b' },
  'a blank label': { label: '  ' },
  'a label of 33 characters': { label: 'x'.repeat(33) },
  'a role that is no ARN': { logProcessingRole: 'role' },
  'a key that is an alias': { kmsKey: 'arn:aws:kms:us-east-1:123456789012:alias/x' },
  'a prefix that is there twice': { s3PrefixLogTypes: [{ prefix: 'a', logTypes: [], excludedPrefixes: [] }, { prefix: 'a', logTypes: [], excludedPrefixes: [] }] },
})) {
  test(`${what} is refused`, async () => {
    const { data, errors } = await create(changes);
    assert.equal(data, null);
    assert.equal(errors[0].extensions.code, 'BAD_USER_INPUT');
    assert.deepEqual(errors[0].path, ['createS3Source']);
    assert.deepEqual(await control('GET', 'sources'), []);
  });
}

test('an account of any length passes, unless the setting says otherwise', async () => {
  assert.ok(await createdId({ label: 'thirteen', awsAccountId: '1234567890123' }));
  await control('POST', 'settings', { strictAccountId: true });
  assert.equal((await create({ awsAccountId: '1234567890123' })).errors[0].extensions.code, 'BAD_USER_INPUT');
  assert.ok(await createdId());
});

test('a label that is taken is a conflict, on creation and update', async () => {
  await createdId({ label: 'one' });
  const id = await createdId({ label: 'two' });
  assert.equal((await create({ label: 'one' })).errors[0].extensions.code, 'CONFLICT');
  assert.equal(codeOf(await graphql(UPDATE, { input: replacement(id, { label: 'one' }) })), 'CONFLICT');
  assert.equal((await graphql(UPDATE, { input: replacement(id, { label: 'two' }) })).json.errors, undefined);
  await control('POST', 'settings', { conflict: 'text' });
  const [error] = (await create({ label: 'one' })).errors;
  assert.equal(error.extensions.code, 'INTERNAL_SERVER_ERROR');
  assert.match(error.message, /already exists/);
});

test('a label is free again after its source is renamed or deleted', async () => {
  const id = await createdId({ label: 'one' });
  await graphql(UPDATE, { input: replacement(id, { label: 'two' }) });
  const again = await createdId({ label: 'one' });
  await graphql(DELETE, { id: again });
  assert.ok(await createdId({ label: 'one' }));
});

test('an absent source is an error that says so', async () => {
  for (const [query, variables] of [[SOURCE, { id: 'x' }], [DELETE, { id: 'x' }], [UPDATE, { input: replacement('x') }]]) {
    const { status, json } = await graphql(query, variables);
    assert.equal(status, 200);
    assert.equal(json.errors[0].extensions.code, 'NOT_FOUND');
    assert.match(json.errors[0].message, /not found/);
  }
  await control('POST', 'settings', { notFound: 'text' });
  assert.equal(codeOf(await graphql(SOURCE, { id: 'x' })), 'INTERNAL_SERVER_ERROR');
  await control('POST', 'settings', { notFound: 'null' });
  assert.deepEqual((await graphql(SOURCE, { id: 'x' })).json, { data: { source: null } });
  assert.ok((await graphql(DELETE, { id: 'x' })).json.errors);
});

test('a source of another kind has no S3 fields, is no S3 source to update, and can be deleted', async () => {
  const [{ integrationId: id }] = await control('POST', 'sources', { integrationType: 'aws-sqs', integrationLabel: 'queue' });
  assert.deepEqual((await graphql(SOURCE, { id })).json.data.source, { integrationId: id, integrationLabel: 'queue' });
  assert.deepEqual((await graphql('query($id: ID!) { source(id: $id) { ... on S3LogIntegration { s3Bucket } } }', { id })).json, { data: { source: {} } });
  assert.equal(codeOf(await graphql(UPDATE, { input: replacement(id) })), 'NOT_FOUND');
  assert.equal((await graphql(DELETE, { id })).json.data.deleteSource.id, id);
});

test('every kind of source is listed under a type of its own', async () => {
  await control('POST', 'sources', ['aws-s3', 'http-ingest', 'gcp-gcs', 'gcp-pubsub', 'log-pulling', 'never-seen'].map((integrationType, i) => ({ integrationType, integrationLabel: `s${i}` })));
  assert.deepEqual((await graphql(LIST)).json.data.sources.edges.map(({ node }) => node.__typename),
    ['S3LogIntegration', 'HttpLogIntegration', 'GcsLogIntegration', 'PubSubLogIntegration', 'PullerLogIntegration', 'OtherLogIntegration']);
});

test('all sources are on one page, unless a page size is set', async () => {
  await control('POST', 'reset', { sources: 7 });
  const all = (await graphql(LIST)).json.data.sources;
  assert.equal(all.edges.length, 7);
  assert.deepEqual(all.pageInfo, { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null });

  await control('POST', 'settings', { pageSize: 3 });
  const seen = [];
  let cursor = '';
  for (const size of [3, 3, 1]) {
    const { edges, pageInfo } = (await graphql(LIST, { cursor })).json.data.sources;
    assert.equal(edges.length, size);
    assert.equal(pageInfo.hasNextPage, size === 3);
    seen.push(...edges);
    cursor = pageInfo.endCursor;
  }
  assert.deepEqual(seen, all.edges);
  assert.equal(cursor, null);
  assert.equal(codeOf(await graphql(LIST, { cursor: 'nonsense' })), 'BAD_USER_INPUT');
});

test('a deletion while paging moves nothing', async () => {
  await control('POST', 'reset', { sources: 4, pageSize: 2 });
  const first = (await graphql(LIST)).json.data.sources;
  await graphql(DELETE, { id: first.edges[0].node.integrationId });
  const second = (await graphql(LIST, { cursor: first.pageInfo.endCursor })).json.data.sources;
  const raw = await control('GET', 'sources');
  assert.deepEqual(second.edges.map(({ node }) => node.integrationId), raw.slice(-2).map((s) => s.integrationId));
});

test('a list that is answered from memory is never stale', async () => {
  const labels = async () => (await graphql(LIST)).json.data.sources.edges.map(({ node }) => node.integrationLabel);
  const id = await createdId({ label: 'one' });
  assert.deepEqual(await labels(), ['one']);
  assert.deepEqual(await labels(), ['one']);
  await graphql(UPDATE, { input: replacement(id, { label: 'two' }) });
  assert.deepEqual(await labels(), ['two']);
  await graphql(DELETE, { id });
  assert.deepEqual(await labels(), []);
  assert.ok((await graphql(LIST, undefined, { token: 'none' })).json.errors);
});

test('documents that are wrong fail as at Apollo', async () => {
  for (const [query, variables, code] of [
    ['{ nope }', undefined, 'GRAPHQL_VALIDATION_FAILED'],
    ['{ sources(input: { size: 1 }) { edges { node { integrationId } } } }', undefined, 'GRAPHQL_VALIDATION_FAILED'],
    ['{ sources', undefined, 'GRAPHQL_PARSE_FAILED'],
    [CREATE, { input: creation({ logStreamType: 'Csv' }) }, 'BAD_USER_INPUT'],
    [UPDATE, { input: replacement('x', { kmsKey: null }) }, 'BAD_USER_INPUT'],
    [CREATE, {}, 'BAD_USER_INPUT'],
  ]) {
    const answer = await graphql(query, variables);
    assert.equal(answer.status, 400, query);
    assert.equal(codeOf(answer), code);
    assert.ok(answer.json.errors[0].locations[0].line);
    assert.equal('data' in answer.json, false);
  }
  for (const body of ['', 'no json', '[]', '{}', { query: 5 }]) assert.equal((await send('POST', '/public/graphql', { body })).status, 400);
  const two = 'query A { __typename } query B { __typename }';
  assert.equal(codeOf(await graphql(two)), 'OPERATION_RESOLUTION_FAILURE');
  assert.equal((await graphql(two, undefined, { operationName: 'B' })).status, 200);
  assert.equal((await send('GET', '/public/graphql')).status, 405);
});

test('introspection works for a token, and can be refused', async () => {
  const query = '{ __type(name: "UpdateS3SourceInput") { inputFields { name } } }';
  assert.equal((await graphql(query, undefined, { token: 'none' })).json.data.__type.inputFields.length, 8);
  assert.equal((await graphql(query, undefined, { token: '' })).status, 401);
  await control('POST', 'settings', { introspection: false });
  const answer = await graphql(query);
  assert.equal(answer.status, 400);
  assert.equal(codeOf(answer), 'GRAPHQL_VALIDATION_FAILED');
  assert.equal((await graphql(LIST)).status, 200);
});

test('a token that is missing, wrong or expired gets 401', async () => {
  for (const token of ['', 'wrong', 'expired']) {
    const { status, json } = await graphql('{ __typename }', undefined, { token });
    assert.deepEqual([status, json], [401, { message: 'Unauthorized' }]);
  }
});

test('each operation needs its permissions', async () => {
  const id = await createdId();
  const cases = [
    ['readOnly', LIST, {}, true], ['none', LIST, {}, false], ['none', SOURCE, { id }, false], ['readOnly', SOURCE, { id }, true],
    ['readOnly', CREATE, { input: creation({ label: 'x' }) }, false], ['readOnly', UPDATE, { input: replacement(id) }, false], ['readOnly', DELETE, { id }, false],
    ['none', '{ schemas(input: {}) { edges { node { name } } } }', {}, false], ['readOnly', '{ schemas(input: {}) { edges { node { name } } } }', {}, true],
    ['logSources', '{ generalSettings { pantherVersion } }', {}, false], ['full', '{ generalSettings { pantherVersion } }', {}, true],
    ['logSources', 'mutation { executeDataLakeQuery(input: { sql: "x" }) { id } }', {}, false],
    ['logSources', '{ alerts(input: { detectionId: "x" }) { edges { node { id } } } }', {}, false],
    ['none', '{ __typename }', {}, true], ['logSources', UPDATE, { input: replacement(id) }, true], ['logSources', DELETE, { id }, true],
  ];
  for (const [token, query, variables, allowed] of cases) {
    const { status, json } = await graphql(query, variables, { token });
    assert.equal(status, 200);
    assert.equal(json.errors?.[0].extensions.code, allowed ? undefined : 'FORBIDDEN', `${token} ${query}`);
  }
});

test('a missing permission can be a status of its own', async () => {
  await control('POST', 'settings', { forbidden: 'http' });
  const { status, json } = await graphql(CREATE, { input: creation() }, { token: 'readOnly' });
  assert.deepEqual([status, json], [403, { error: 'forbidden' }]);
  assert.deepEqual(await control('GET', 'sources'), []);
});

test('createdBy needs the permission to read users; how it is refused can be chosen', async () => {
  await control('POST', 'reset', { sources: 2 });
  assert.equal((await graphql(WITH_ACTOR)).json.data.sources.edges[0].node.createdBy.__typename, 'User');

  const partial = (await graphql(WITH_ACTOR, undefined, { token: 'logSources' })).json;
  assert.deepEqual(partial.data.sources.edges.map(({ node }) => node.createdBy), [null, null]);
  assert.deepEqual(partial.errors.map(({ path, extensions }) => [path.join('.'), extensions.code]),
    [['sources.edges.0.node.createdBy', 'FORBIDDEN'], ['sources.edges.1.node.createdBy', 'FORBIDDEN']]);
  assert.deepEqual(Object.keys(partial), ['data', 'errors']);

  await control('POST', 'settings', { createdByRefusal: 'whole' });
  const whole = await graphql(WITH_ACTOR, undefined, { token: 'logSources' });
  assert.equal(whole.status, 200);
  assert.equal(whole.json.data, null);

  await control('POST', 'settings', { createdByRefusal: 'http403' });
  const refused = await graphql(WITH_ACTOR, undefined, { token: 'logSources' });
  assert.equal(refused.status, 403);
  assert.match(refused.json.message, /UserRead/);

  const optional = 'query($with: Boolean!) { sources { edges { node { ...F } } } } fragment F on LogIntegration { createdBy @include(if: $with) { __typename } integrationId }';
  assert.equal((await graphql(optional, { with: false }, { token: 'logSources' })).status, 200);
  assert.equal((await graphql(optional, { with: true }, { token: 'logSources' })).status, 403);
  assert.equal((await create({}, { token: 'logSources' })).message, refused.json.message);
  assert.equal((await control('GET', 'sources')).length, 2);
});

test('schemas are filtered, by field names too', async () => {
  const names = async (input) => (await graphql('query($input: SchemasInput!) { schemas(input: $input) { edges { node { name isArchived isManaged } } pageInfo { hasNextPage } } }', { input })).json.data.schemas.edges.map(({ node }) => node.name);
  assert.ok((await names({})).length > 30);
  assert.deepEqual(await names({ contains: 'eventname' }), ['AWS.CloudTrail']);
  assert.deepEqual(await names({ isArchived: true }), ['Custom.Legacy.Mainframe']);
  assert.ok((await names({ isManaged: false })).every((name) => name.startsWith('Custom.')));
  assert.deepEqual(await names({ isInUse: true }), []);
  await createdId();
  assert.deepEqual(await names({ isInUse: true }), ['AWS.ALB']);
  assert.equal((await names({ isInUse: false })).includes('AWS.ALB'), false);
});

test('an unhealthy source has a system error among the alerts', async () => {
  const [{ integrationId: id }] = await control('POST', 'sources', [
    { integrationLabel: 'ill', isHealthy: false, createdAtTime: '2026-01-02T00:00:00.000Z' }, { integrationLabel: 'ill too', isHealthy: false }, { integrationLabel: 'well' },
  ]);
  const query = 'query($input: AlertsInput!) { alerts(input: $input) { edges { node { id title status severity origin { ... on SystemError { type relatedComponent } } } } pageInfo { hasNextPage endCursor } } }';
  const period = { createdAtAfter: '2026-01-01T00:00:00Z', createdAtBefore: '2099-01-01T00:00:00Z', type: 'SYSTEM_ERROR' };
  const { edges: [{ node }], ...rest } = (await graphql(query, { input: { ...period, logSources: [id] } })).json.data.alerts;
  assert.deepEqual([node.severity, node.status, node.origin.relatedComponent], ['CRITICAL', 'OPEN', 'LOG_SOURCE']);
  assert.match(node.origin.type, /^SOURCE_/);
  assert.equal(rest.pageInfo.hasNextPage, false);
  assert.equal((await graphql('query($id: ID!) { alert(id: $id) { title } }', { id: node.id })).json.data.alert.title, node.title);

  const page = (await graphql(query, { input: { ...period, pageSize: 1, sortDir: 'ascending' } })).json.data.alerts;
  assert.equal(page.edges[0].node.id, node.id);
  const second = (await graphql(query, { input: { ...period, pageSize: 1, sortDir: 'ascending', cursor: page.pageInfo.endCursor } })).json.data.alerts;
  assert.deepEqual([second.edges.length, second.pageInfo.hasNextPage], [1, false]);
  assert.deepEqual((await graphql(query, { input: { ...period, type: 'ALERT' } })).json.data.alerts.edges, []);
  assert.equal(codeOf(await graphql(query, { input: { type: 'SYSTEM_ERROR' } })), 'BAD_USER_INPUT');
  assert.equal((await graphql(query, { input: { ...period, createdAtAfter: 'then' } })).status, 400);
});

test('a data lake query runs, then has its rows page by page', async () => {
  await control('POST', 'settings', { dataLakeRows: 2000 });
  const { id } = (await graphql('mutation { executeDataLakeQuery(input: { sql: "select 1" }) { id } }')).json.data.executeDataLakeQuery;
  const poll = async (input) => (await graphql('query($id: ID!, $input: DataLakeQueryResultsInput) { dataLakeQuery(id: $id) { status sql completedAt results(input: $input) { edges { node } pageInfo { hasNextPage endCursor } columnInfo { order types } stats { rowCount } } } }', { id, input })).json.data.dataLakeQuery;
  const running = await poll();
  assert.deepEqual([running.status, running.results, running.completedAt], ['running', null, null]);
  const sizes = [];
  let cursor = null;
  do {
    const { status, results } = await poll({ cursor });
    assert.equal(status, 'succeeded');
    assert.deepEqual(Object.keys(results.edges[0].node), results.columnInfo.order);
    sizes.push(results.edges.length);
    cursor = results.pageInfo.endCursor;
  } while (cursor);
  assert.deepEqual(sizes, [999, 999, 2]);

  const limited = (await graphql('mutation { executeDataLakeQuery(input: { sql: "select 1 limit 3" }) { id } }')).json.data.executeDataLakeQuery.id;
  assert.equal((await graphql('mutation($id: ID!) { cancelDataLakeQuery(input: { id: $id }) { id } }', { id: limited })).json.data.cancelDataLakeQuery.id, limited);
  assert.equal((await graphql('query($id: ID!) { dataLakeQuery(id: $id) { status } }', { id: limited })).json.data.dataLakeQuery.status, 'cancelled');
  assert.equal(codeOf(await graphql('{ dataLakeQuery(id: "x") { status } }')), 'NOT_FOUND');
});

test('a token rotates itself; the old value ends at once, and a reset brings it back', async () => {
  const { token } = (await graphql('mutation { rotateAPIToken { token { name value rotatedAt } } }', undefined, { token: 'none' })).json.data.rotateAPIToken;
  assert.equal(token.name, 'none');
  assert.notEqual(token.value, tokens.none);
  assert.equal((await graphql('{ __typename }', undefined, { token: 'none' })).status, 401);
  assert.equal((await graphql('{ __typename }', undefined, { token: token.value })).status, 200);
  await control('POST', 'reset');
  assert.equal((await graphql('{ __typename }', undefined, { token: 'none' })).status, 200);
});

test('a source that breaks the schema breaks the answer', async () => {
  await control('POST', 'sources', { integrationLabel: null });
  const { status, json } = await graphql(LIST);
  assert.deepEqual([status, json.data, json.errors[0].extensions.code], [200, null, 'INTERNAL_SERVER_ERROR']);
});
