import { NoSchemaIntrospectionCustomRule, getDirectiveValues, GraphQLIncludeDirective, GraphQLSkipDirective, parse, specifiedRules, validate } from 'graphql';
import { schemaOf } from './schema.js';

const REMEMBERED = 500;
const remembered = new Map();

/**
 * Parses and validates a document, once for each text.
 * @param {string} text
 * @param {{edition: string, introspection: boolean}} settings
 * @returns {{document?: import('graphql').DocumentNode, errors: readonly import('graphql').GraphQLError[], code?: string}}
 */
export function readDocument(text, { edition, introspection }) {
  const key = `${edition} ${introspection} ${text}`;
  let read = remembered.get(key);
  if (!read) {
    read = parseAndValidate(text, edition, introspection);
    if (remembered.size >= REMEMBERED) remembered.clear();
    remembered.set(key, read);
  }
  return read;
}

function parseAndValidate(text, edition, introspection) {
  let document;
  try {
    document = parse(text);
  } catch (error) {
    return { errors: [error], code: 'GRAPHQL_PARSE_FAILED' };
  }
  const errors = validate(schemaOf(edition), document, introspection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule]);
  return errors.length > 0 ? { document, errors, code: 'GRAPHQL_VALIDATION_FAILED' } : { document, errors };
}

/**
 * The operation of a document that a request means.
 * @param {import('graphql').DocumentNode | undefined} document
 * @param {string | null | undefined} name
 */
export function operationOf(document, name) {
  const operations = document?.definitions.filter((d) => d.kind === 'OperationDefinition') ?? [];
  return name ? operations.find((o) => o.name?.value === name) : operations.length === 1 ? operations[0] : undefined;
}

/**
 * Whether an operation asks for a field, however deep.
 * @param {import('graphql').DocumentNode} document
 * @param {import('graphql').OperationDefinitionNode} operation
 * @param {Record<string, unknown>} variables coerced ones
 * @param {string} field
 */
export function asksFor(document, operation, variables, field) {
  const fragments = new Map(document.definitions.filter((d) => d.kind === 'FragmentDefinition').map((d) => [d.name.value, d]));
  const within = (selectionSet) => selectionSet?.selections.some((selection) => {
    if (!isIncluded(selection, variables)) return false;
    if (selection.kind === 'FragmentSpread') return within(fragments.get(selection.name.value).selectionSet);
    return (selection.kind === 'Field' && selection.name.value === field) || within(selection.selectionSet);
  }) ?? false;
  return within(operation.selectionSet);
}

const isIncluded = (node, variables) =>
  getDirectiveValues(GraphQLSkipDirective, node, variables)?.if !== true
  && getDirectiveValues(GraphQLIncludeDirective, node, variables)?.if !== false;
