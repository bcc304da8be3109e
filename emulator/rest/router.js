import { ApiError } from '../service/errors.js';
import { demand } from '../service/tokens.js';
import { alarmRoutes } from './alarms.js';
import { sourceRoutes } from './sources.js';
import { tokenRoutes } from './tokens.js';

/** Each route: method and path template, the permissions that it needs, and what it does. */
const ROUTES = [...sourceRoutes, ...alarmRoutes, ...tokenRoutes].map((route) => ({
  ...route,
  pattern: new RegExp(`^${route.path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`),
}));

/**
 * The path template that a path fits, or else the path itself.
 * @param {string} path
 */
export const templateOf = (path) => ROUTES.find((route) => route.pattern.test(path))?.path ?? path;

/**
 * Answers a request as Panther's REST API does.
 * @param {import('../state.js').State} state
 * @param {object} token
 * @param {{method: string, path: string, body: any, valid: boolean}} request
 * @returns {{status: number, headers?: object, json?: object}}
 */
export function answer(state, token, { method, path, body, valid }) {
  const routes = ROUTES.filter((route) => route.pattern.test(path));
  if (routes.length === 0) return { status: 404, json: { message: 'not found' } };
  const route = routes.find((r) => r.method === method);
  if (!route) return { status: 405, headers: { allow: routes.map((r) => r.method).join(', ') }, json: { message: 'method not allowed' } };
  try {
    const params = decoded(path.match(route.pattern).groups);
    demand(token, ...neededFor(route, params, state));
    if (route.takesBody && (!valid || !isMap(body))) throw new ApiError('invalid', valid && body === undefined ? 'missing required payload' : 'the body is not a JSON object');
    const json = route.act({ state, token, params, body });
    return json === undefined ? { status: 204 } : { status: route.status ?? 200, json };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { status: error.status, json: error.kind === 'forbidden' ? { error: 'forbidden' } : { message: error.message } };
  }
}

const neededFor = (route, params, state) => (typeof route.needs === 'function' ? route.needs(params, state) : route.needs);
const decoded = (params = {}) => Object.fromEntries(Object.entries(params).map(([name, value]) => [name, decodeSafely(value)]));
const isMap = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

function decodeSafely(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
