import { checkPrefixes } from '../service/s3-sources.js';
import { completed, mappings, text } from './fields.js';
import { gcpShown, readGcp } from './gcp.js';

const FIELDS = {
  gcsBucket: { check: text, required: true },
  prefixLogTypes: { check: mappings, required: true },
};

/** Google Cloud Storage sources. */
export const gcs = {
  integrationType: 'gcp-gcs',
  read(_state, body, before) {
    const values = readGcp(body, FIELDS, before);
    checkPrefixes(values.prefixLogTypes);
    return { ...values, prefixLogTypes: completed(values.prefixLogTypes) };
  },
  logTypesOf: ({ prefixLogTypes }) => [...new Set(prefixLogTypes.flatMap((mapping) => mapping.logTypes))],
  shown: (config) => ({ ...gcpShown(config), gcsBucket: config.gcsBucket, prefixLogTypes: config.prefixLogTypes ?? [] }),
};
