import { randomUUID } from 'node:crypto';
import { ApiError } from './errors.js';
import { now } from './times.js';

const ORDER = Symbol('order of creation');

/** What no two sources created by the API may share; see claim. */
const UNIQUE = {
  label: (source) => source.integrationLabel,
  subscription: ({ config }) => config?.subscriptionId && `${config.projectId}/${config.subscriptionId}`,
};

/** What both APIs read and write: the log sources, under the field names of GraphQL, and their alarms. */
export class Store {
  #byId = new Map();
  #holders = Object.fromEntries(Object.keys(UNIQUE).map((what) => [what, new Map()]));
  #list = null;
  #order = 0;

  /** Grows with every change of a source. */
  version = 0;

  /** Minutes without data after which a source's alarm goes off, by source id. */
  alarms = new Map();

  /**
   * Adds a source; fields that are not given get a plain value, fields given as null stay null.
   * @param {object} given
   * @returns {object} the stored source
   */
  add(given) {
    const source = { ...given, [ORDER]: ++this.#order };
    complete(source, DEFAULTS);
    if (source.integrationType === 'aws-s3') complete(source, S3_DEFAULTS);
    if (this.#byId.has(source.integrationId)) throw new ApiError('conflict', `the id ${source.integrationId} is taken`);
    this.#put(source);
    return source;
  }

  /**
   * @param {string} id
   * @param {string} [integrationType] the kind that it has to be
   */
  get(id, integrationType) {
    const source = this.#byId.get(id);
    if (!source || (integrationType && source.integrationType !== integrationType)) {
      throw new ApiError('notFound', `log source not found: ${id}`);
    }
    return source;
  }

  /** @param {string} id */
  has(id) {
    return this.#byId.has(id);
  }

  /**
   * @param {string} id
   * @param {object} changes
   * @returns {object} the source as it is then
   */
  change(id, changes) {
    const before = this.get(id);
    this.#release(before);
    const source = { ...before, ...changes, lastModified: now() };
    this.#put(source);
    return source;
  }

  /** @param {string} id */
  remove(id) {
    const source = this.get(id);
    // A new HTTP source cannot be deleted until its delivery stream stands.
    if (source.refusedDeletes > 0) {
      source.refusedDeletes--;
      throw new ApiError('service', 'failed to delete the log source: its delivery stream is being created');
    }
    this.#release(source);
    this.#byId.delete(id);
    this.alarms.delete(id);
    this.#changed();
  }

  /** @returns {object[]} all sources in the order of their creation; not to be changed */
  list() {
    return (this.#list ??= [...this.#byId.values()]);
  }

  /**
   * A page of the sources. It starts behind a source, so that a deletion meanwhile moves nothing.
   * @param {string | null | undefined} cursor
   * @param {number} pageSize 0 for all
   */
  page(cursor, pageSize) {
    const all = this.list();
    const start = cursor ? firstAfter(all, orderOf(cursor)) : 0;
    const end = pageSize > 0 ? Math.min(start + pageSize, all.length) : all.length;
    const hasNextPage = end < all.length;
    return {
      items: start === 0 && !hasNextPage ? all : all.slice(start, end),
      pageInfo: {
        startCursor: cursor || null,
        endCursor: hasNextPage ? cursorOf(all[end - 1][ORDER]) : null,
        hasNextPage,
        hasPreviousPage: start > 0,
      },
    };
  }

  /**
   * Refuses what another source has.
   * @param {keyof typeof UNIQUE} what
   * @param {object} source what is to become of the source
   * @param {string} [ownId]
   */
  claim(what, source, ownId) {
    const key = UNIQUE[what](source);
    const holder = this.#holders[what].get(key);
    if (key && holder !== undefined && holder !== ownId) throw new ApiError('conflict', `the ${what} "${key}" is in conflict with another log source`);
  }

  #put(source) {
    this.#byId.set(source.integrationId, source);
    for (const what in UNIQUE) this.#holders[what].set(UNIQUE[what](source), source.integrationId);
    this.#changed();
  }

  #release(source) {
    for (const what in UNIQUE) {
      const key = UNIQUE[what](source);
      if (this.#holders[what].get(key) === source.integrationId) this.#holders[what].delete(key);
    }
  }

  #changed() {
    this.version++;
    this.#list = null;
  }
}

/** What a source has where nothing is given. */
const DEFAULTS = {
  integrationId: () => randomUUID(),
  integrationLabel: () => 'unnamed',
  integrationType: () => 'aws-s3',
  logTypes: () => [],
  isHealthy: () => true,
  isEditable: () => true,
  createdAtTime: () => now(),
  createdBy: () => null,
  lastModified: () => null,
  lastEventReceivedAtTime: () => null,
  lastEventProcessedAtTime: () => null,
};

const S3_DEFAULTS = {
  awsAccountId: () => '123456789012',
  s3Bucket: () => 'bucket',
  s3Prefix: () => null,
  s3PrefixLogTypes: () => [],
  logProcessingRole: () => null,
  logStreamType: () => 'Auto',
  logStreamTypeOptions: () => ({}),
  kmsKey: () => null,
  managedBucketNotifications: () => false,
  stackName: () => 'panther-log-analysis-iam',
};

function complete(source, defaults) {
  for (const name in defaults) if (source[name] === undefined) source[name] = defaults[name]();
}

const cursorOf = (order) => Buffer.from(`source:${order}`).toString('base64url');

function orderOf(cursor) {
  const match = /^source:(\d+)$/.exec(Buffer.from(cursor, 'base64url').toString());
  if (!match) throw new ApiError('invalid', 'invalid cursor');
  return Number(match[1]);
}

function firstAfter(sources, order) {
  let low = 0;
  let high = sources.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sources[middle][ORDER] <= order) low = middle + 1;
    else high = middle;
  }
  return low;
}
