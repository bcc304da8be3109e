import { EDITIONS } from './graphql/schema.js';

const oneOf = (...values) => ({ initial: values[0], check: (v) => values.includes(v), expects: values.map((v) => JSON.stringify(v)).join(', ') });
const whole = (initial) => ({ initial, check: (v) => Number.isSafeInteger(v) && v >= 0, expects: 'a whole number from 0' });
const flag = (initial) => ({ initial, check: (v) => typeof v === 'boolean', expects: 'true or false' });
const text = (initial) => ({ initial, check: (v) => v === null || typeof v === 'string', expects: 'a text or null' });

/** Every setting: its first value, and what it takes. README.md says what each does. */
const SETTINGS = {
  edition: { ...oneOf(...EDITIONS), initial: 'current' },
  pageSize: whole(0),
  latency: whole(0),
  notFound: oneOf('error', 'text', 'null'),
  conflict: oneOf('code', 'text'),
  createdByRefusal: oneOf('field', 'whole', 'http403'),
  forbidden: oneOf('graphql', 'http'),
  introspection: flag(true),
  compression: oneOf('none', 'gzip', 'deflate'),
  requestIdHeader: text('X-Request-Id'),
  cacheLists: flag(true),
  strictAccountId: flag(false),
  omittedSecrets: oneOf('refuse', 'keep', 'clear'),
  httpDeleteFailures: whole(0),
  selfToken: oneOf('permission', 'open'),
  dataLakeRunningPolls: whole(1),
  dataLakeRows: whole(2500),
  pantherVersion: text('1.122.7'),
};

/** @returns {Record<string, any>} the settings of a fresh emulator */
export const initialSettings = () => Object.fromEntries(Object.entries(SETTINGS).map(([name, { initial }]) => [name, initial]));

/**
 * Checks changes of settings.
 * @param {Record<string, any>} changes
 * @returns {string | null} what is wrong with them; null where nothing is
 */
export function whatIsWrongWith(changes) {
  for (const [name, value] of Object.entries(changes)) {
    const setting = Object.hasOwn(SETTINGS, name) ? SETTINGS[name] : undefined;
    if (!setting) return `There is no setting '${name}'; there are ${Object.keys(SETTINGS).join(', ')}.`;
    if (!setting.check(value)) return `The setting '${name}' takes ${setting.expects}.`;
  }
  return null;
}
