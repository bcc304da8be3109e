import { parsed } from '../body.js';
import { ApiError } from '../service/errors.js';
import { object, oneOf, read, text } from './fields.js';
import { streamOptions, streamType } from './stream.js';

const FIELDS = {
  integrationLabel: { check: text, required: true },
  subscriptionId: { check: text, required: true },
  credentialsType: { check: oneOf('service_account', 'wif'), required: true },
  credentials: { check: text },
  projectId: { check: text },
  logStreamType: { check: streamType, required: true },
  logStreamTypeOptions: { check: object(streamOptions) },
};

/**
 * Reads what GCS and Pub/Sub sources have in common, with credentials that could be used.
 * @param {object} body
 * @param {object} fields of the kind itself
 * @param {object} [before] the source that is replaced; its credentials stay where the body has none
 */
export function readGcp(body, fields, before) {
  const values = read(body, { ...FIELDS, ...fields });
  values.credentials ||= before?.config?.credentials;
  if (!values.credentials) throw new ApiError('invalid', 'credentials is missing from body');
  return { ...values, projectId: projectOf(values) };
}

/** @param {object} config */
export const gcpShown = (config) => ({
  subscriptionId: config.subscriptionId,
  projectId: config.projectId,
  credentialsType: config.credentialsType,
  credentials: '',
  logStreamType: config.logStreamType,
  logStreamTypeOptions: config.logStreamTypeOptions ?? {},
});

/** The project of a service account is in its key; for federation it has to be told. */
function projectOf({ credentials, credentialsType, projectId }) {
  const key = parsed(credentials).value;
  if (typeof key !== 'object' || key === null) throw new ApiError('invalid', 'credentials cannot be parsed as JSON');
  if (credentialsType === 'service_account' && (key.type !== 'service_account' || !key.project_id)) {
    throw new ApiError('invalid', 'credentials are not the key of a service account');
  }
  if (credentialsType === 'wif' && !projectId) throw new ApiError('invalid', 'projectId is required for credentialsType wif');
  return projectId || key.project_id;
}
