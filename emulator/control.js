import { bodyOf, parsed } from './body.js';
import { ApiError } from './service/errors.js';

/** The control API: what a test tells the emulator. Each route takes the state, the body and the last part of the path. */
const ROUTES = {
  'GET state': (state) => ({ settings: state.settings, population: state.population, sources: state.store.list().length, faults: state.faults.list().length, ...state.journal.stats }),
  'POST reset': (state, body = {}) => {
    state.reset(body);
    return ROUTES['GET state'](state);
  },
  'GET settings': (state) => state.settings,
  'POST settings': (state, body = {}) => {
    state.changeSettings(body);
    return state.settings;
  },
  'PATCH settings': (state, body) => ROUTES['POST settings'](state, body),

  'GET sources': (state) => state.store.list(),
  'POST sources': (state, body) => [body].flat().map((source) => state.store.add(source)),
  'GET sources/:': (state, _body, id) => state.store.get(id),
  'PATCH sources/:': (state, body, id) => state.store.change(id, body),
  'DELETE sources/:': (state, _body, id) => state.store.remove(id),

  'GET tokens': (state) => state.tokens.list(),
  'POST tokens': (state, body = {}) => state.tokens.create(body.name, body.permissions),
  'DELETE tokens/:': (state, _body, name) => state.tokens.remove(name),
  'POST tokens/:/expire': (state, _body, name) => state.tokens.expire(name),

  'GET faults': (state) => state.faults.list(),
  'POST faults': (state, body) => (Array.isArray(body) ? body.map((fault) => state.faults.add(fault)) : state.faults.add(body)),
  'DELETE faults': (state) => state.faults.clear(),
  'DELETE faults/:': (state, _body, id) => state.faults.remove(id),
  'POST release': (state, body) => ({ released: state.faults.release(body?.id) }),

  'GET requests': (state) => state.journal.entries,
  'DELETE requests': (state) => state.journal.forget(),
  'GET stats': (state) => state.journal.stats,
};

/**
 * Serves a request of the control API; it needs no token.
 * @param {import('./state.js').State} state
 * @param {import('node:http').IncomingMessage} req
 * @param {import('node:http').ServerResponse} res
 */
export async function control(state, req, res) {
  const text = await bodyOf(req);
  if (text === null) return;
  const [status, json] = outcome(state, req, parsed(text));
  if (json === undefined) return void res.writeHead(204).end();
  const bytes = Buffer.from(JSON.stringify(json));
  res.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length }).end(bytes);
}

function outcome(state, req, { value, valid }) {
  const [, , collection, id, action] = req.url.split('?', 1)[0].split('/').map(decodeURIComponent);
  const route = ROUTES[[`${req.method} ${collection}`, ...(id ? [':'] : []), ...(action ? [action] : [])].join('/')];
  try {
    if (!route) throw new ApiError('notFound', `The control API has: ${Object.keys(ROUTES).join(', ')}.`);
    if (!valid) throw new ApiError('invalid', 'The body is no JSON.');
    return [200, route(state, value, id)];
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return [error.status, { message: error.message }];
  }
}
