import { STATUS_CODES } from 'node:http';
import { replacesAnswer } from './faults.js';

/**
 * The answer after a fault has had its way with it.
 * @param {object} answer the service's answer; without meaning where the fault replaces it
 * @param {object | undefined} fault
 * @returns {{status: number, headers: object, bytes: Buffer}}
 */
export function spoil(answer, fault) {
  if (!fault) return withBytes(answer);
  const spoilt = withBytes(replacesAnswer(fault) ? replacement(fault) : changed(answer, fault));
  if (fault.contentType !== undefined) spoilt.headers['content-type'] = fault.contentType;
  Object.assign(spoilt.headers, lowerCased(fault.headers));
  if (fault.bodySize !== undefined) spoilt.bytes = padded(spoilt.bytes, fault.bodySize);
  return spoilt;
}

function withBytes({ status, headers, json, bytes }) {
  const body = bytes ?? (json === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(json)));
  return { status, bytes: body, headers: { ...(body.length > 0 && { 'content-type': 'application/json; charset=utf-8' }), ...headers } };
}

function replacement({ status = 200, body, rawBody, emptyBody, redirect }) {
  if (redirect) return { status: redirect.status ?? 302, headers: { location: redirect.location } };
  if (emptyBody) return { status };
  if (rawBody !== undefined) return { status, bytes: Buffer.from(rawBody, 'base64') };
  if (typeof body === 'string') return { status, bytes: Buffer.from(body), headers: { 'content-type': `text/${body.startsWith('<') ? 'html' : 'plain'}; charset=utf-8` } };
  return { status, json: body ?? { message: STATUS_CODES[status] ?? 'Error' } };
}

function changed(answer, { status = answer.status, transform }) {
  if (transform === undefined || (!answer.json && !answer.bytes?.length)) return { ...answer, status };
  let json = answer.bytes ? JSON.parse(answer.bytes) : structuredClone(answer.json);
  for (const change of [transform].flat()) json = apply(json, change);
  return { status, headers: answer.headers, json };
}

function apply(json, { setPath, value, removePath, addErrors, dropErrors, errorsFirst }) {
  if (setPath !== undefined) atPath(json, setPath, (parent, key) => { parent[key] = value ?? null; });
  if (removePath !== undefined) atPath(json, removePath, (parent, key) => { Array.isArray(parent) ? parent.splice(key, 1) : delete parent[key]; });
  if (addErrors) json.errors = [...(json.errors ?? []), ...addErrors];
  if (dropErrors) delete json.errors;
  if (errorsFirst && json.errors) {
    const { errors, ...others } = json;
    return { errors, ...others };
  }
  return json;
}

function atPath(json, path, act) {
  const keys = path.split('.');
  const last = keys.pop();
  const parent = keys.reduce((at, key) => at?.[key], json);
  if (typeof parent === 'object' && parent !== null) act(parent, last);
}

/** Blanks behind the first character: all has to be read before the end is in sight. */
function padded(bytes, size) {
  if (bytes.length === 0 || bytes.length >= size) return bytes;
  return Buffer.concat([bytes.subarray(0, 1), Buffer.alloc(size - bytes.length, ' '), bytes.subarray(1)]);
}

const lowerCased = (headers = {}) => Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
