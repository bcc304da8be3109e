import { text, texts } from './fields.js';
import { gcpShown, readGcp } from './gcp.js';

const FIELDS = {
  logTypes: { check: texts, required: true },
  regionalEndpoint: { check: text },
};

/** Google Pub/Sub sources. */
export const pubsub = {
  integrationType: 'gcp-pubsub',
  read: (_state, body, before) => readGcp(body, FIELDS, before),
  shown: (config, logTypes) => ({ ...gcpShown(config), logTypes, regionalEndpoint: config.regionalEndpoint ?? '' }),
};
