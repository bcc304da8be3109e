import { randomUUID } from 'node:crypto';
import { ApiError } from './errors.js';
import { paged } from './paging.js';
import { now } from './times.js';

const LARGEST_PAGE = 999;
const COLUMNS = { p_event_time: 'timestamp', p_log_type: 'string', p_source_id: 'string', n: 'number' };

/** Queries of the data lake: each runs for a few polls, then has made-up rows. */
export class DataLake {
  #queries = new Map();

  /**
   * Starts a query.
   * @param {{sql: string}} input
   * @param {object} issuedBy
   * @param {{dataLakeRunningPolls: number, dataLakeRows: number}} settings
   * @returns {{id: string}}
   */
  execute({ sql }, issuedBy, { dataLakeRunningPolls, dataLakeRows }) {
    if (sql.trim() === '') throw new ApiError('invalid', 'sql must not be empty');
    const limit = /\blimit\s+(\d+)\s*;?\s*$/i.exec(sql);
    const query = {
      id: randomUUID(),
      sql,
      issuedBy,
      name: null,
      isScheduled: false,
      startedAt: now(),
      completedAt: null,
      status: 'running',
      message: '',
      children: [],
      pollsLeft: dataLakeRunningPolls,
      rows: limit ? Math.min(Number(limit[1]), dataLakeRows) : dataLakeRows,
    };
    this.#queries.set(query.id, query);
    return { id: query.id };
  }

  /** @param {string} id */
  poll(id) {
    const query = this.#find(id);
    if (query.status === 'running' && query.pollsLeft-- <= 0) Object.assign(query, { status: 'succeeded', completedAt: now(), message: 'Query executed successfully.' });
    return { ...query, results: ({ input }) => resultsOf(query, input ?? {}) };
  }

  /** @param {string} id */
  cancel(id) {
    const query = this.#find(id);
    if (query.status === 'running') Object.assign(query, { status: 'cancelled', completedAt: now(), message: 'Query cancelled.' });
    return { id };
  }

  #find(id) {
    const query = this.#queries.get(id);
    if (!query) throw new ApiError('notFound', `query not found: ${id}`);
    return query;
  }
}

function resultsOf(query, { cursor, pageSize = LARGEST_PAGE }) {
  if (query.status !== 'succeeded') return null;
  if (pageSize > LARGEST_PAGE) throw new ApiError('invalid', `pageSize must be at most ${LARGEST_PAGE}`);
  const rows = {
    length: query.rows,
    at: (n) => ({ p_event_time: query.startedAt.slice(0, 19).replace('T', ' '), p_log_type: 'AWS.CloudTrail', p_source_id: query.id, n }),
  };
  const { edges, pageInfo } = paged(rows, { cursor, pageSize });
  return {
    edges: edges.map(({ node }) => ({ id: String(node.n), node })),
    pageInfo,
    columnInfo: { order: Object.keys(COLUMNS), types: COLUMNS },
    stats: { bytesScanned: query.rows * 512, executionTime: 1200, rowCount: query.rows },
    tryAgain: false,
  };
}
