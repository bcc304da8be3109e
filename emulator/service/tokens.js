import { randomBytes, randomUUID } from 'node:crypto';
import { ApiError } from './errors.js';
import { permissions as allPermissions } from '../graphql/schema.js';
import { now } from './times.js';

const STANDARD = {
  full: allPermissions(),
  logSources: ['LogSourceRead', 'LogSourceModify'],
  readOnly: ['LogSourceRead'],
  none: [],
  expired: allPermissions(),
};

const newValue = () => randomBytes(30).toString('base64url');

/** The API tokens of the tenant. The five standard ones keep their values over a reset. */
export class Tokens {
  #standardValues = Object.fromEntries(Object.keys(STANDARD).map((name) => [name, newValue()]));
  #byValue = new Map();
  #creator;

  /** @param {object} creator the user who counts as creator of all tokens */
  constructor(creator) {
    this.#creator = creator;
    this.reset();
  }

  /** Back to the standard tokens with their first values. */
  reset() {
    this.#byValue.clear();
    for (const [name, permissions] of Object.entries(STANDARD)) this.#add(name, permissions, this.#standardValues[name]);
    this.expire('expired');
  }

  /**
   * @param {string} name
   * @param {string[]} permissions
   * @param {string[]} [allowedCIDRBlocks]
   * @returns {object} the new token, its value included
   */
  create(name, permissions, allowedCIDRBlocks = []) {
    if (typeof name !== 'string' || name.trim() === '') throw new ApiError('invalid', 'name is required');
    if (!Array.isArray(permissions)) throw new ApiError('invalid', 'permissions is required');
    const unknown = permissions.find((p) => !allPermissions().includes(p));
    if (unknown !== undefined) throw new ApiError('invalid', `unknown permission: ${unknown}`);
    if (this.list().some((token) => token.name === name)) throw new ApiError('conflict', `an API token named "${name}" already exists`);
    return this.#add(name, permissions, newValue(), allowedCIDRBlocks);
  }

  /**
   * Whose token a value is.
   * @param {string | undefined} value
   * @returns {object | undefined} also an expired token: see isExpired
   */
  byValue(value) {
    return this.#byValue.get(value);
  }

  /** @param {string} nameOrId */
  find(nameOrId) {
    const token = this.list().find((t) => t.id === nameOrId || t.name === nameOrId);
    if (!token) throw new ApiError('notFound', 'API token not found');
    return token;
  }

  /** @returns {object[]} */
  list() {
    return [...this.#byValue.values()];
  }

  /** @param {string} nameOrId */
  expire(nameOrId) {
    this.find(nameOrId).expiresAt = now(-60);
  }

  /** @param {string} nameOrId */
  remove(nameOrId) {
    this.#byValue.delete(this.find(nameOrId).value);
  }

  /**
   * Gives a token a new value; the old one ends at once.
   * @param {string} nameOrId
   * @param {object} by the token or user that does it
   */
  rotate(nameOrId, by) {
    const token = this.find(nameOrId);
    this.#byValue.delete(token.value);
    Object.assign(token, { value: newValue(), rotatedAt: now(), rotatedBy: by });
    this.#byValue.set(token.value, token);
    return token;
  }

  /** @returns {Record<string, string>} the values of the standard tokens by name */
  get standardValues() {
    return { ...this.#standardValues };
  }

  #add(name, permissions, value, allowedCIDRBlocks = []) {
    const token = {
      __typename: 'APIToken',
      id: randomUUID(),
      name,
      permissions: [...permissions],
      allowedCIDRBlocks,
      createdAt: now(),
      createdBy: this.#creator,
      expiresAt: null,
      lastUsedAt: null,
      rotatedAt: null,
      rotatedBy: null,
      updatedAt: null,
      updatedBy: null,
      value,
    };
    this.#byValue.set(value, token);
    return token;
  }
}

/** @param {object} token */
export const isExpired = (token) => token.expiresAt !== null && Date.parse(token.expiresAt) <= Date.now();

/**
 * Refuses a token that lacks one of the permissions.
 * @param {object} token
 * @param {...string} needed
 */
export function demand(token, ...needed) {
  const missing = needed.filter((permission) => !token.permissions.includes(permission));
  if (missing.length > 0) throw new ApiError('forbidden', `the API token lacks the permission ${missing.join(', ')}`);
}
