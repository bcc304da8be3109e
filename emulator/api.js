import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { bodyOf, parsed } from './body.js';
import { deliver } from './delivery.js';
import { replacesAnswer } from './faults.js';
import * as graphql from './graphql/execute.js';
import * as rest from './rest/router.js';
import { now } from './service/times.js';
import { isExpired } from './service/tokens.js';
import { spoil } from './spoil.js';

/** Where the GraphQL API is. */
export const GRAPHQL_PATH = '/public/graphql';

const LOGGED_HEADERS = ['accept', 'accept-encoding', 'content-type', 'user-agent'];

/**
 * Serves a request of Panther's API, with whatever fault it meets.
 * @param {import('./state.js').State} state
 * @param {import('node:http').IncomingMessage} req
 * @param {import('node:http').ServerResponse} res
 * @param {{numberOf: (socket: object) => number}} connections
 */
export async function serveApi(state, req, res, connections) {
  const path = req.url.split('?', 1)[0];
  const token = state.tokens.byValue(req.headers['x-api-key']);
  const { journal } = state;
  const record = journal.begin({
    method: req.method,
    path,
    headers: loggedHeaders(req, token),
    connection: connections.numberOf(req.socket),
  });
  const gone = new AbortController();
  // What the client gave up before it was begun is not done; nor may a request reach over a reset.
  const isOver = () => {
    if (state.journal !== journal) res.destroy();
    return gone.signal.aborted || state.journal !== journal;
  };
  let cutHere = false;
  res.once('close', () => {
    if (!res.writableFinished) gone.abort();
    record.end({ status: res.headersSent ? res.statusCode : null, aborted: !res.writableFinished && !cutHere });
  });

  const text = await bodyOf(req);
  if (text === null) return;
  const request = describe(state, req, path, text);
  Object.assign(record.entry, request.logged, { operation: request.operation, kind: request.kind });
  record.identify(request.operation, token?.name);

  const { settings, faults } = state;
  if (settings.latency > 0) await sleep(settings.latency, undefined, { signal: gone.signal }).catch(() => {});
  if (isOver()) return;
  const fault = faults.strike({ ...request, token: token?.name });
  if (fault?.phase === 'before') await faults.linger(fault, gone.signal);
  if (isOver()) return;
  const answer = fault?.phase === 'before' && replacesAnswer(fault) ? null : await answerTo(state, token, request);
  if (fault?.phase === 'after') await faults.linger(fault, gone.signal);
  if (isOver()) return;

  const spoilt = spoil(answer, fault);
  if (settings.requestIdHeader) spoilt.headers[settings.requestIdHeader] = record.entry.requestId = randomUUID();
  cutHere = fault?.reset || fault?.truncate !== undefined;
  await deliver(res, spoilt, fault, acceptedCompression(req, settings));
}

function describe(state, req, path, text) {
  // API gateways put a stage before every path.
  const route = path.replace(/^\/v1(?=\/)/, '');
  const { value, valid } = parsed(text);
  if (route === GRAPHQL_PATH) {
    const { variables, query, ...means } = graphql.describe(state, value);
    return { api: 'graphql', path: route, ...means, method: req.method, body: value, logged: { variables, query } };
  }
  const operation = `${req.method} ${rest.templateOf(route)}`;
  return {
    api: 'rest', path: route, operation, kind: req.method === 'GET' ? 'query' : 'mutation', method: req.method, body: value, valid,
    logged: { body: value, queryString: req.url.split('?')[1] },
  };
}

async function answerTo(state, token, request) {
  if (!token || isExpired(token)) return { status: 401, json: { message: 'Unauthorized' } };
  token.lastUsedAt = now();
  if (request.api === 'rest') return rest.answer(state, token, request);
  if (request.method !== 'POST') return { status: 405, headers: { allow: 'POST' }, json: { message: 'Method Not Allowed' } };
  return graphql.answer(state, token, request.body);
}

function loggedHeaders(req, token) {
  const shown = Object.fromEntries(LOGGED_HEADERS.filter((name) => name in req.headers).map((name) => [name, req.headers[name]]));
  if ('x-api-key' in req.headers) shown['x-api-key'] = token?.name ?? 'unknown';
  return shown;
}

function acceptedCompression(req, { compression }) {
  return compression !== 'none' && String(req.headers['accept-encoding'] ?? '').includes(compression) ? compression : undefined;
}
