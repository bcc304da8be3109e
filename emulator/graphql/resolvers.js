import { getAlert, listAlerts } from '../service/alerts.js';
import { createS3Source, replaceS3Source } from '../service/s3-sources.js';
import { listSchemas } from '../service/schemas.js';
import { demand } from '../service/tokens.js';
import { inputFieldsOf } from './schema.js';

/** What each root field needs of the token. */
const NEEDED = {
  alert: ['AlertRead'],
  alerts: ['AlertRead'],
  cancelDataLakeQuery: ['DataAnalyticsRead'],
  createS3Source: ['LogSourceRead', 'LogSourceModify'],
  dataLakeQuery: ['DataAnalyticsRead'],
  deleteSource: ['LogSourceRead', 'LogSourceModify'],
  executeDataLakeQuery: ['DataAnalyticsRead'],
  generalSettings: ['GeneralSettingsRead'],
  rotateAPIToken: [],
  schemas: ['LogSourceRead'],
  source: ['LogSourceRead'],
  sources: ['LogSourceRead'],
  updateS3Source: ['LogSourceRead', 'LogSourceModify'],
};

const FIELDS = {
  alert: ({ id }, { state }) => getAlert(state.store, id),
  alerts: ({ input }, { state }) => listAlerts(state.store, input),
  cancelDataLakeQuery: ({ input }, { state }) => state.dataLake.cancel(input.id),
  createS3Source: ({ input: { label, ...input } }, { state, token }) =>
    ({ logSource: createS3Source(state, { integrationLabel: label, ...input }, token) }),
  dataLakeQuery: ({ id }, { state }) => state.dataLake.poll(id),
  deleteSource: ({ input: { id } }, { state }) => {
    state.store.remove(id);
    return { id };
  },
  executeDataLakeQuery: ({ input }, { state, token }) => state.dataLake.execute(input, token, state.settings),
  generalSettings: (_args, { state }) => ({ pantherVersion: state.settings.pantherVersion }),
  rotateAPIToken: (_args, { state, token }) => ({ token: { ...state.tokens.rotate(token.id, token) } }),
  schemas: ({ input }, { state }) => listSchemas(state, input),
  source: ({ id }, { state }) => {
    if (state.settings.notFound === 'null' && !state.store.has(id)) return null;
    return state.store.get(id);
  },
  sources: ({ input }, { state }) => {
    const { items, pageInfo } = state.store.page(input?.cursor, state.settings.pageSize);
    return { edges: items.map((node) => ({ node })), pageInfo };
  },
  updateS3Source: ({ input: { id, label, ...input } }, { state }) => {
    // A full replacement: what the edition knows and the input leaves out is gone.
    const names = inputFieldsOf(state.settings.edition, 'UpdateS3SourceInput').filter((name) => name !== 'id' && name !== 'label');
    const definition = Object.fromEntries(names.map((name) => [name, input[name] ?? null]));
    return { logSource: replaceS3Source(state, id, { integrationLabel: label, ...definition }) };
  },
};

/** The resolvers of all root fields; each checks the token first. */
export const rootValue = Object.fromEntries(Object.entries(FIELDS).map(([name, resolve]) => [name, (args, context) => {
  demand(context.token, ...NEEDED[name]);
  return resolve(args, context);
}]));
