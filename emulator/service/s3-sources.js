import { ApiError } from './errors.js';

const LONGEST_LABEL = 32;
const LABEL = /^[0-9a-zA-Z- ]+$/;
const ACCOUNT = /^\d{12}$/;
const ROLE = /^arn:aws[a-z-]*:iam::\d+:role\/.+$/;
const KMS_KEY = /^arn:aws[a-z-]*:kms:[a-z0-9-]*:\d+:key.*$/;

/**
 * Creates an S3 source.
 * @param {import('../state.js').State} state
 * @param {object} definition the fields of the API, the label as integrationLabel
 * @param {object} actor
 */
export function createS3Source({ store, settings }, definition, actor) {
  check(store, definition);
  if (settings.strictAccountId && !ACCOUNT.test(definition.awsAccountId)) throw new ApiError('invalid', 'awsAccountId must have 12 digits');
  if (!definition.s3Bucket) throw new ApiError('invalid', 's3Bucket is required');
  return store.add({
    integrationType: 'aws-s3',
    createdBy: actor,
    stackName: `panther-log-analysis-iam-${definition.integrationLabel.toLowerCase().replaceAll(' ', '-')}`,
    ...definition,
    ...derived(definition),
  });
}

/**
 * Replaces what can be changed of an S3 source.
 * @param {import('../state.js').State} state
 * @param {string} id
 * @param {object} definition
 */
export function replaceS3Source({ store }, id, definition) {
  store.get(id, 'aws-s3');
  check(store, definition, id);
  return store.change(id, { ...definition, ...derived(definition) });
}

const derived = ({ s3PrefixLogTypes, logStreamTypeOptions }) => ({
  logTypes: [...new Set(s3PrefixLogTypes.flatMap((mapping) => mapping.logTypes))],
  logStreamTypeOptions: logStreamTypeOptions ?? {},
});

function check(store, definition, ownId) {
  const { integrationLabel: label, logProcessingRole, kmsKey, s3PrefixLogTypes } = definition;
  if (!LABEL.test(label) || label.trim() === '' || label.length > LONGEST_LABEL) {
    throw new ApiError('invalid', `invalid integrationLabel: at most ${LONGEST_LABEL} letters, digits, spaces and hyphens, and not blank`);
  }
  if (!ROLE.test(logProcessingRole)) throw new ApiError('invalid', 'logProcessingRole must be the ARN of an IAM role');
  if (kmsKey && !KMS_KEY.test(kmsKey)) throw new ApiError('invalid', 'kmsKey must be the ARN of a KMS key');
  checkPrefixes(s3PrefixLogTypes);
  store.claim('label', definition, ownId);
}

/**
 * Refuses mappings of which two have the same prefix.
 * @param {{prefix: string}[]} mappings
 */
export function checkPrefixes(mappings) {
  const prefixes = mappings.map((mapping) => mapping.prefix);
  const twice = prefixes.find((prefix, i) => prefixes.indexOf(prefix) !== i);
  if (twice !== undefined) throw new ApiError('invalid', `the prefix "${twice}" is mapped more than once`);
}
