import { ApiError } from '../service/errors.js';
import { read, wholeFrom } from './fields.js';

const PATH = '/log-source-alarms/{sourceId}/{type}';
const TYPE = 'SOURCE_NO_DATA';
const FIELDS = { minutesThreshold: { check: wholeFrom(15, 43_200), required: true } };

/** Kinds of sources that do not tell when they last received an event. */
const WITHOUT_EVENTS = new Set(['aws-scan']);

/** The alarm that goes off when a source receives nothing for a while. */
export const alarmRoutes = [
  {
    method: 'GET',
    path: PATH,
    needs: ['LogSourceRead'],
    act: ({ state, params }) => {
      const source = sourceOf(state, params);
      const minutesThreshold = thresholdOf(state, params);
      return { type: TYPE, minutesThreshold, state: stateOf(source, minutesThreshold) };
    },
  },
  {
    method: 'PUT',
    path: PATH,
    needs: ['LogSourceModify'],
    takesBody: true,
    act: ({ state, params, body }) => {
      const source = sourceOf(state, params);
      if (WITHOUT_EVENTS.has(source.integrationType)) throw new ApiError('invalid', 'cloud security sources have no such alarm');
      const { minutesThreshold } = read(body, FIELDS);
      state.store.alarms.set(params.sourceId, minutesThreshold);
      return { type: TYPE, minutesThreshold };
    },
  },
  {
    method: 'DELETE',
    path: PATH,
    needs: ['LogSourceModify'],
    act: ({ state, params }) => {
      sourceOf(state, params);
      thresholdOf(state, params);
      state.store.alarms.delete(params.sourceId);
    },
  },
];

function sourceOf({ store }, { sourceId, type }) {
  if (type !== TYPE) throw new ApiError('invalid', `type must be ${TYPE}`);
  if (!store.has(sourceId)) throw new ApiError('notFound', 'log source was not found');
  return store.get(sourceId);
}

function thresholdOf({ store }, { sourceId }) {
  if (!store.alarms.has(sourceId)) throw new ApiError('notFound', 'log source alarm was not found');
  return store.alarms.get(sourceId);
}

function stateOf({ lastEventReceivedAtTime }, minutesThreshold) {
  if (!lastEventReceivedAtTime) return 'INSUFFICIENT_DATA';
  return Date.now() - Date.parse(lastEventReceivedAtTime) > minutesThreshold * 60_000 ? 'ALARM' : 'OK';
}
