import { ApiError } from '../service/errors.js';
import { object, oneOf, read, text, texts } from './fields.js';
import { streamOptions, streamType } from './stream.js';

const FIELDS = {
  integrationLabel: { check: text, required: true },
  logTypes: { check: texts, required: true },
  logStreamType: { check: streamType, required: true },
  logStreamTypeOptions: { check: object(streamOptions) },
  authMethod: { check: oneOf('SharedSecret', 'HMAC', 'Bearer', 'Basic', 'None'), required: true },
  authHeaderKey: { check: text },
  authSecretValue: { check: text },
  authHmacAlg: { check: text },
  authUsername: { check: text },
  authPassword: { check: text },
  authBearerToken: { check: text },
};

/** What each way of authentication needs. */
const NEEDED = {
  SharedSecret: ['authHeaderKey', 'authSecretValue'],
  HMAC: ['authHeaderKey', 'authSecretValue', 'authHmacAlg'],
  Bearer: ['authBearerToken'],
  Basic: ['authUsername', 'authPassword'],
  None: [],
};

const SECRETS = ['authSecretValue', 'authPassword', 'authBearerToken'];

/** HTTP sources. */
export const http = {
  integrationType: 'http-ingest',

  read({ settings }, body, before) {
    const values = read(body, FIELDS);
    if (before && settings.omittedSecrets === 'keep') keepSecrets(values, before.config);
    // Whether a replacement may leave secrets out is not known: a setting decides.
    const optional = before && settings.omittedSecrets === 'clear' ? SECRETS : [];
    const missing = NEEDED[values.authMethod].filter((name) => !values[name] && !optional.includes(name));
    if (missing.length > 0) throw new ApiError('invalid', `${missing.join(', ')} required for authMethod ${values.authMethod}`);
    return values;
  },

  onCreate: ({ settings }) => ({ refusedDeletes: settings.httpDeleteFailures }),

  shown: (config, logTypes) => ({
    logTypes,
    logStreamType: config.logStreamType,
    logStreamTypeOptions: config.logStreamTypeOptions ?? {},
    authMethod: config.authMethod,
    authHeaderKey: config.authHeaderKey ?? '',
    authSecretValue: '',
    authHmacAlg: config.authHmacAlg ?? '',
    authUsername: config.authUsername ?? '',
    authPassword: '',
    authBearerToken: '',
  }),
};

function keepSecrets(values, config = {}) {
  for (const name of SECRETS) {
    if (!values[name] && config[name] && NEEDED[values.authMethod].includes(name)) values[name] = config[name];
  }
}
