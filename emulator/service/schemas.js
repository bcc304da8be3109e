/**
 * The schemas that a filter lets through, all on one page.
 * @param {import('../state.js').State} state
 * @param {{contains?: string, isArchived?: boolean, isInUse?: boolean, isManaged?: boolean}} input
 */
export function listSchemas({ schemas, store }, { contains, isArchived, isInUse, isManaged }) {
  const used = typeof isInUse === 'boolean' ? new Set(store.list().flatMap((source) => source.logTypes ?? [])) : null;
  const text = contains?.toLowerCase();
  const items = schemas.filter((schema) =>
    // A text is looked for in the fields too, so that a name found by it need not be an exact match.
    (!text || [schema.name, ...schema.fields].some((name) => name.toLowerCase().includes(text)))
    && (isArchived ?? schema.isArchived) === schema.isArchived
    && (isManaged ?? schema.isManaged) === schema.isManaged
    && (!used || used.has(schema.name) === isInUse));
  return {
    edges: items.map((node) => ({ node })),
    pageInfo: { startCursor: null, endCursor: null, hasNextPage: false, hasPreviousPage: false },
  };
}
