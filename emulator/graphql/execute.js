import { execute, getVariableValues } from 'graphql';
import { ApiError } from '../service/errors.js';
import { asksFor, operationOf, readDocument } from './documents.js';
import { ListCache } from './list-cache.js';
import { rootValue } from './resolvers.js';
import { schemaOf } from './schema.js';

const caches = new WeakMap();

/**
 * What a request means, as far as its text tells.
 * @param {import('../state.js').State} state
 * @param {any} request the parsed body
 * @returns {{operation: string, kind: 'query' | 'mutation', variables: any, query: any}}
 */
export function describe(state, request) {
  const { query, variables, operationName } = request ?? {};
  const { document } = typeof query === 'string' ? readDocument(query, state.settings) : {};
  const node = operationOf(document, operationName);
  return { operation: operationName ?? node?.name?.value ?? '', kind: node?.operation ?? 'query', variables, query };
}

/**
 * Answers a request as Panther's GraphQL API does.
 * @param {import('../state.js').State} state
 * @param {object} token
 * @param {any} request the parsed body
 * @returns {Promise<{status: number, json?: object, bytes?: Buffer}>}
 */
export async function answer(state, token, request) {
  const { query, variables = {}, operationName } = request ?? {};
  if (typeof query !== 'string' || !isMap(variables ?? {})) return refusal('BAD_REQUEST', [{ message: 'POST body missing, invalid, or without a "query".' }]);

  const { document, errors, code } = readDocument(query, state.settings);
  if (code) return refusal(code, errors);
  const operation = operationOf(document, operationName);
  if (!operation) return refusal('OPERATION_RESOLUTION_FAILURE', [{ message: operationName ? `Unknown operation named "${operationName}".` : 'Must provide operation name if query contains multiple operations.' }]);

  const schema = schemaOf(state.settings.edition);
  const { errors: wrongValues, coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables ?? {}, { maxErrors: 50 });
  if (wrongValues) return refusal('BAD_USER_INPUT', wrongValues);

  const refused = refusedForActors(state.settings, token, document, operation, coerced);
  if (refused) return refused;

  const run = () => runOperation(state, token, { schema, document, variableValues: variables ?? {}, operationName });
  if (!state.settings.cacheLists || !isList(operation)) return run();
  const key = JSON.stringify([query, variables, operationName, token.permissions]);
  return cacheOf(state).get(key, run);
}

async function runOperation(state, token, args) {
  const context = { state, token, createdByOf: (source) => createdByOf(token, source) };
  const { data, errors } = await execute({ ...args, rootValue, contextValue: context });
  if (errors && state.settings.forbidden === 'http' && errors.some((e) => e.originalError?.kind === 'forbidden' && e.path?.length === 1)) {
    return { status: 403, json: { error: 'forbidden' } };
  }
  return { status: 200, json: errors ? { data, errors: errors.map((e) => shown(e, state.settings)) } : { data } };
}

function createdByOf(token, source) {
  if (!token.permissions.includes('UserRead')) throw new ApiError('forbidden', 'the API token lacks the permission UserRead');
  return source.createdBy;
}

/** The refusals of createdBy that come instead of an answer, before anything is done. */
function refusedForActors({ createdByRefusal }, token, document, operation, variables) {
  if (createdByRefusal === 'field' || token.permissions.includes('UserRead') || !asksFor(document, operation, variables, 'createdBy')) return null;
  const message = 'the API token lacks the permission UserRead';
  return createdByRefusal === 'http403'
    ? { status: 403, json: { message } }
    : { status: 200, json: { data: null, errors: [{ message, extensions: { code: 'FORBIDDEN' } }] } };
}

function shown(error, settings) {
  const cause = error.originalError;
  let { message } = error;
  let code = cause instanceof ApiError ? cause.code : 'INTERNAL_SERVER_ERROR';
  if (code === 'CONFLICT' && settings.conflict === 'text') {
    message = 'failed to save the log source: the label already exists';
    code = 'INTERNAL_SERVER_ERROR';
  }
  if (code === 'NOT_FOUND' && settings.notFound === 'text') code = 'INTERNAL_SERVER_ERROR';
  return { message, locations: error.locations, path: error.path, extensions: { code } };
}

const refusal = (code, errors) => ({
  status: 400,
  json: { errors: errors.map(({ message, locations }) => ({ message, ...(locations && { locations }), extensions: { code } })) },
});

const isMap = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

const isList = (operation) => operation.operation === 'query'
  && operation.selectionSet.selections.every((s) => s.kind === 'Field' && s.name.value === 'sources');

function cacheOf(state) {
  if (!caches.has(state)) caches.set(state, new ListCache(() => `${state.settingsVersion} ${state.store.version}`));
  return caches.get(state);
}
