import { startEmulator } from './server.js';

/**
 * Starts an emulator and gives it back with short ways to talk to it over HTTP.
 * @param {object} [start] what startEmulator takes
 */
export async function startForTest(start) {
  const emulator = await startEmulator(start);

  /** One request; the body of the answer is parsed where it is JSON. */
  async function send(method, path, { body, token = 'full', headers = {}, ...options } = {}) {
    const key = emulator.tokens[token] ?? token;
    const response = await fetch(emulator.url + path, {
      method,
      redirect: 'manual',
      headers: { ...(key && { 'x-api-key': key }), ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
      ...options,
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: json(text) };
  }

  const graphql = (query, variables, options = {}) =>
    send('POST', '/public/graphql', { body: { query, variables, operationName: options.operationName }, ...options });

  /** A call of the control API; what it answers. */
  async function control(method, path, body) {
    const { status, text, json: value } = await send(method, `/_emulator/${path}`, { body, token: '' });
    if (status >= 400) throw new Error(text);
    return value;
  }

  return { ...emulator, send, graphql, control };
}

function json(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
