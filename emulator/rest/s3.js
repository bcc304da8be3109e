import { boolean, completed, mappings, object, oneOf, read, text } from './fields.js';

const CHANGEABLE = {
  integrationLabel: { check: text, required: true },
  logProcessingRole: { check: text, required: true },
  logStreamType: { check: oneOf('Auto', 'JSON', 'JsonArray', 'Lines', 'XML', 'CloudWatchLogs'), required: true },
  logStreamTypeOptions: { check: object({ jsonArrayEnvelopeField: text, retainEnvelopeFields: boolean, xmlRootElement: text }) },
  managedBucketNotifications: { check: boolean },
  s3PrefixLogTypes: { check: mappings },
  kmsKey: { check: text },
};

const FIXED = {
  awsAccountId: { check: text, required: true },
  s3Bucket: { check: text, required: true },
};

/** @param {object} body of a creation */
export const definitionOf = (body) => complete(
  read(body, { ...CHANGEABLE, ...FIXED }),
  { logStreamTypeOptions: {}, managedBucketNotifications: false, s3PrefixLogTypes: [], kmsKey: null },
);

/**
 * What a replacement changes; optional fields that it leaves out stay as they are, account and bucket always do.
 * @param {object} body
 * @param {object} source
 */
export function changesOf(body, { logStreamTypeOptions, managedBucketNotifications, s3PrefixLogTypes, kmsKey }) {
  return complete(read(body, CHANGEABLE), { logStreamTypeOptions, managedBucketNotifications, s3PrefixLogTypes, kmsKey });
}

function complete(given, others) {
  const definition = { ...others, ...given };
  return { ...definition, s3PrefixLogTypes: completed(definition.s3PrefixLogTypes) };
}

/** @param {object} source */
export const shown = (source) => ({
  integrationId: source.integrationId,
  integrationLabel: source.integrationLabel,
  awsAccountId: source.awsAccountId,
  s3Bucket: source.s3Bucket,
  logProcessingRole: source.logProcessingRole ?? '',
  logStreamType: source.logStreamType,
  logStreamTypeOptions: withoutNulls(source.logStreamTypeOptions ?? {}),
  managedBucketNotifications: source.managedBucketNotifications,
  s3PrefixLogTypes: source.s3PrefixLogTypes,
  kmsKey: source.kmsKey ?? '',
});

const withoutNulls = (values) => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
