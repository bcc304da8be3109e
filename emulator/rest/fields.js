import { ApiError } from '../service/errors.js';

/** Checks of body fields: each returns what is wrong with a value, or nothing. */
export const text = (value) => (typeof value === 'string' ? null : 'must be a string');
export const boolean = (value) => (typeof value === 'boolean' ? null : 'must be a boolean');
export const texts = (value) => (Array.isArray(value) && value.every((item) => typeof item === 'string') ? null : 'must be an array of strings');
export const oneOf = (...values) => (value) => (values.includes(value) ? null : `must be one of ${values.join(', ')}`);
export const wholeFrom = (least, most) => (value) =>
  (Number.isInteger(value) && value >= least && value <= most ? null : `must be an integer from ${least} to ${most}`);

/**
 * An object with the given optional members.
 * @param {Record<string, (value: any) => string | null | undefined>} members
 */
export const object = (members) => (value) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'must be an object';
  const [name, check] = Object.entries(members).find(([n, c]) => value[n] !== undefined && c(value[n])) ?? [];
  return name && `${name} ${check(value[name])}`;
};

/** Mappings of prefixes to log types. */
export const mappings = (value) => {
  if (!Array.isArray(value)) return 'must be an array';
  return value.map((mapping) => object({ prefix: text, logTypes: texts, excludedPrefixes: texts })(mapping)
    ?? (typeof mapping.prefix === 'string' ? null : 'needs a prefix in each mapping')).find(Boolean);
};

/**
 * Takes the known fields out of a body. As in the service, unknown ones are passed over, and null counts as left out.
 * @param {object} body
 * @param {Record<string, {check: Function, required?: boolean}>} fields
 * @returns {object}
 */
export function read(body, fields) {
  const values = {};
  for (const [name, { check, required }] of Object.entries(fields)) {
    const value = body[name] ?? undefined;
    if (value === undefined) {
      if (required) throw new ApiError('invalid', `${name} is missing from body`);
      continue;
    }
    const problem = check(value);
    if (problem) throw new ApiError('invalid', `${name} ${problem}`);
    values[name] = value;
  }
  return values;
}

/** Mappings with the lists that a body may leave out. */
export const completed = (list) => list.map(({ prefix, logTypes = [], excludedPrefixes = [] }) => ({ prefix, logTypes, excludedPrefixes }));
