import { AWS_LOG_TYPES, OTHER_LOG_TYPES } from './catalog.js';
import { OWNER } from './users.js';
import { now } from './times.js';

const TEAMS = ['billing', 'checkout', 'data', 'edge', 'identity', 'mobile', 'payments', 'platform', 'search', 'security'];
const STAGES = ['prod', 'staging', 'dev', 'sandbox'];
const REGIONS = ['us-east-1', 'us-west-2', 'eu-west-1', 'eu-central-1', 'ap-southeast-2'];
const STREAM_TYPES = ['Auto', 'JSON', 'JsonArray', 'Lines', 'CloudWatchLogs'];
const OTHER_KINDS = ['http-ingest', 'gcp-gcs', 'gcp-pubsub', 'log-pulling', 'aws-sqs', 'azure-blob', 'aws-cloudwatch-logs', 'amazon-eventbridge'];
const SHARE_OF_S3 = 0.8;
const SHARE_OF_UNHEALTHY = 0.06;
const SHARE_OF_SILENT = 0.05;
const SHARE_OF_OLD = 0.05;
const DAY = 86400;

/**
 * Makes up sources: the same ones for the same count and seed, but for times, which count back from now.
 * @param {number} count
 * @param {number} seed
 * @param {boolean} [allS3] no other kinds
 * @returns {Generator<object>}
 */
export function* syntheticSources(count, seed, allS3 = false) {
  const random = generatorOf(seed);
  for (let i = 1; i <= count; i++) {
    const isS3 = random.below(1) < SHARE_OF_S3 || allS3;
    yield isS3 ? s3Source(random, i) : otherSource(random, i);
  }
}

function s3Source(random, number) {
  const team = random.pick(TEAMS);
  const stage = random.pick(STAGES);
  const region = random.pick(REGIONS);
  const awsAccountId = random.account();
  const suffix = `${team}-${stage}`;
  const logTypes = random.some(AWS_LOG_TYPES, 1 + random.whole(2));
  const logStreamType = random.pick(STREAM_TYPES);
  // Not spread: that takes three times as long, which tells at a hundred thousand.
  return Object.assign(common(random, `${suffix} ${number}`, 'aws-s3', logTypes), {
    awsAccountId,
    s3Bucket: `${suffix}-logs-${region}-${number}`,
    s3Prefix: null,
    s3PrefixLogTypes: logTypes.map((logType, i) => ({
      prefix: i === 0 ? '' : `${logType.toLowerCase().replace('.', '/')}/`,
      logTypes: [logType],
      excludedPrefixes: i === 0 && random.below(1) < 0.2 ? ['tmp/*'] : [],
    })),
    logProcessingRole: `arn:aws:iam::${awsAccountId}:role/PantherLogProcessingRole-${suffix}`,
    logStreamType,
    logStreamTypeOptions: logStreamType === 'JsonArray' ? { jsonArrayEnvelopeField: 'records' } : logStreamType === 'CloudWatchLogs' ? { retainEnvelopeFields: true } : {},
    kmsKey: random.below(1) < 0.3 ? `arn:aws:kms:${region}:${awsAccountId}:key/${random.uuid()}` : null,
    managedBucketNotifications: random.below(1) < 0.4,
    stackName: `panther-log-analysis-iam-${suffix}`,
    retentionDays: 30 * (1 + random.whole(12)),
    deliveryOptions: { regions: [region], retry: { maximum: 1 + random.whole(9) } },
  });
}

function otherSource(random, number) {
  const integrationType = random.pick(OTHER_KINDS);
  const logTypes = random.some(OTHER_LOG_TYPES, 1);
  const source = common(random, `${logTypes[0].split('.').slice(-2).join(' ')} ${number}`, integrationType, logTypes);
  return CONFIGURED[integrationType] ? { ...source, config: CONFIGURED[integrationType](random, number, logTypes) } : source;
}

/** What the REST API knows of the kinds that it can configure. */
const CONFIGURED = {
  'http-ingest': (random) => ({
    logStreamType: 'JSON',
    logStreamTypeOptions: {},
    authMethod: 'SharedSecret',
    authHeaderKey: 'x-shared-secret',
    authSecretValue: random.uuid(),
  }),
  'gcp-gcs': (random, number, logTypes) => ({
    subscriptionId: `panther-gcs-${number}`,
    gcsBucket: `audit-logs-${number}`,
    projectId: `project-${number}`,
    credentialsType: 'service_account',
    credentials: serviceAccount(number),
    logStreamType: 'JSON',
    logStreamTypeOptions: {},
    prefixLogTypes: [{ prefix: '', logTypes, excludedPrefixes: [] }],
  }),
  'gcp-pubsub': (random, number) => ({
    subscriptionId: `panther-pubsub-${number}`,
    projectId: `project-${number}`,
    credentialsType: 'service_account',
    credentials: serviceAccount(number),
    regionalEndpoint: '',
    logStreamType: 'JSON',
    logStreamTypeOptions: {},
  }),
};

const serviceAccount = (number) => JSON.stringify({ type: 'service_account', project_id: `project-${number}` });

function common(random, integrationLabel, integrationType, logTypes) {
  const fate = random.below(1);
  const age = fate < SHARE_OF_SILENT ? null : fate < SHARE_OF_SILENT + SHARE_OF_OLD ? DAY + random.whole(20 * DAY) : random.whole(900);
  const created = 2 * DAY + random.whole(700 * DAY);
  return {
    integrationId: random.uuid(),
    integrationLabel,
    integrationType,
    logTypes,
    isHealthy: random.below(1) >= SHARE_OF_UNHEALTHY,
    isEditable: true,
    createdAtTime: now(-created),
    createdBy: OWNER,
    lastModified: random.below(1) < 0.5 ? now(-random.whole(created)) : null,
    lastEventReceivedAtTime: age === null ? null : now(-age),
    lastEventProcessedAtTime: age === null ? null : now(-Math.max(age - 30, 0)),
  };
}

/** Random values from a seed (mulberry32). */
function generatorOf(seed) {
  let state = seed >>> 0;
  const below = (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * limit;
  };
  const whole = (limit) => Math.floor(below(limit));
  const pick = (list) => list[whole(list.length)];
  const hex = (length) => whole(16 ** length).toString(16).padStart(length, '0');
  return {
    below,
    whole,
    pick,
    some: (list, count) => [...new Set(Array.from({ length: count }, () => pick(list)))],
    account: () => String(1e11 + whole(9e11)),
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${'89ab'[whole(4)]}${hex(3)}-${hex(8)}${hex(4)}`,
  };
}
