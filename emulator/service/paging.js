import { ApiError } from './errors.js';

/**
 * A page of a fixed list, as a connection.
 * @param {object[] | {length: number, at: (index: number) => object}} items
 * @param {{cursor?: string | null, pageSize?: number | null}} input
 */
export function paged(items, { cursor, pageSize }) {
  const size = pageSize ?? 25;
  if (size < 1) throw new ApiError('invalid', 'pageSize must be positive');
  const start = cursor ? positionOf(cursor) : 0;
  const end = Math.min(start + size, items.length);
  const hasNextPage = end < items.length;
  return {
    edges: Array.from({ length: Math.max(end - start, 0) }, (_, i) => ({ node: items.at(start + i) })),
    pageInfo: {
      startCursor: cursor || null,
      endCursor: hasNextPage ? Buffer.from(`position:${end}`).toString('base64url') : null,
      hasNextPage,
      hasPreviousPage: start > 0,
    },
  };
}

function positionOf(cursor) {
  const match = /^position:(\d+)$/.exec(Buffer.from(cursor, 'base64url').toString());
  if (!match) throw new ApiError('invalid', 'invalid cursor');
  return Number(match[1]);
}
