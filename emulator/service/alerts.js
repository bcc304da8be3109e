import { ApiError } from './errors.js';
import { paged } from './paging.js';
import { now } from './times.js';

const ERRORS = [
  ['SOURCE_PERMISSIONS_CHECKS', 'cannot be read with its role'],
  ['SOURCE_SCANNING_ERRORS', 'has objects that cannot be scanned'],
  ['SOURCE_CLASSIFICATION_FAILURES', 'has events that match no schema'],
  ['SOURCE_LOG_PROCESSING_ERRORS', 'has events that cannot be processed'],
];

/**
 * The system errors of unhealthy sources, as alerts.
 * @param {import('./store.js').Store} store
 * @param {object} input AlertsInput
 */
export function listAlerts(store, input) {
  if (!input.detectionId && !(input.createdAtAfter && input.createdAtBefore)) {
    throw new ApiError('invalid', 'either detectionId or createdAtAfter and createdAtBefore must be given');
  }
  const alerts = systemErrors(store, input).filter((alert) => matches(alert, input));
  alerts.sort((a, b) => (input.sortDir === 'ascending' ? 1 : -1) * a.createdAt.localeCompare(b.createdAt));
  return paged(alerts, input);
}

/**
 * @param {import('./store.js').Store} store
 * @param {string} id
 */
export function getAlert(store, id) {
  const alert = store.list().filter((source) => !source.isHealthy).map(alertOf).find((a) => a.id === id);
  if (!alert) throw new ApiError('notFound', `alert not found: ${id}`);
  return alert;
}

function systemErrors(store, { type, detectionId, logSources }) {
  if (type !== 'SYSTEM_ERROR' || detectionId) return [];
  const wanted = logSources?.length ? new Set(logSources) : null;
  return store.list().filter((source) => !source.isHealthy && (!wanted || wanted.has(source.integrationId))).map(alertOf);
}

function alertOf(source) {
  const [type, text] = ERRORS[[...source.integrationId].reduce((sum, c) => sum + c.charCodeAt(0), 0) % ERRORS.length];
  const createdAt = source.lastEventReceivedAtTime ?? source.lastModified ?? source.createdAtTime ?? now();
  return {
    id: source.integrationId.replaceAll('-', ''),
    assignee: null,
    createdAt,
    description: `The log source "${source.integrationLabel}" ${text}.`,
    firstEventOccurredAt: null,
    lastReceivedEventAt: createdAt,
    origin: { type, relatedComponent: 'LOG_SOURCE' },
    reference: '',
    runbook: '',
    severity: 'CRITICAL',
    status: 'OPEN',
    title: `Log source ${source.integrationLabel} ${text}`,
    type: 'SYSTEM_ERROR',
    updatedAt: null,
    updatedBy: null,
    logTypes: source.logTypes,
  };
}

function matches(alert, { createdAtAfter, createdAtBefore, severities, statuses, nameContains, logTypes }) {
  const time = Date.parse(alert.createdAt);
  return (!createdAtAfter || time >= Date.parse(createdAtAfter))
    && (!createdAtBefore || time <= Date.parse(createdAtBefore))
    && (!severities?.length || severities.includes(alert.severity))
    && (!statuses?.length || statuses.includes(alert.status))
    && (!nameContains || alert.title.toLowerCase().includes(nameContains.toLowerCase()))
    && (!logTypes?.length || alert.logTypes?.some((logType) => logTypes.includes(logType)));
}
