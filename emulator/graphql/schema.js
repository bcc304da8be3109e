import { readFileSync } from 'node:fs';
import { GraphQLError, buildASTSchema, concatAST, extendSchema, isInputObjectType, parse, print } from 'graphql';

const fileOf = (name) => parse(readFileSync(new URL(name, import.meta.url), 'utf8'), { noLocation: true });

/** The editions of the API, oldest first; each has all that the ones before it have. */
export const EDITIONS = ['2025-07', 'current', 'next'];

/** The concrete types of sources other than S3. Panther's own names for them are not published. */
export const OTHER_SOURCE_TYPES = {
  'http-ingest': 'HttpLogIntegration',
  'gcp-gcs': 'GcsLogIntegration',
  'gcp-pubsub': 'PubSubLogIntegration',
  'log-pulling': 'PullerLogIntegration',
};
const UNLISTED_SOURCE_TYPE = 'OtherLogIntegration';

const schemas = new Map();

/**
 * The executable schema of an edition; resolvers of root fields come as the root value of each execution.
 * @param {string} edition one of EDITIONS
 * @returns {import('graphql').GraphQLSchema}
 */
export function schemaOf(edition) {
  if (!schemas.has(edition)) schemas.set(edition, build(edition));
  return schemas.get(edition);
}

/**
 * The names of the fields that an input type has in an edition.
 * @param {string} edition
 * @param {string} inputType
 * @returns {string[]}
 */
export function inputFieldsOf(edition, inputType) {
  const type = schemaOf(edition).getType(inputType);
  return isInputObjectType(type) ? Object.keys(type.getFields()) : [];
}

/** Every permission that a token can have. */
export const permissions = () => schemaOf(EDITIONS[0]).getType('Permission').getValues().map((value) => value.name);

function build(edition) {
  const base = fileOf('schema.graphql');
  const common = base.definitions.find((d) => d.kind === 'InterfaceTypeDefinition' && d.name.value === 'LogIntegration');
  const fields = common.fields.map((field) => print(field)).join('\n');
  const others = [...Object.values(OTHER_SOURCE_TYPES), UNLISTED_SOURCE_TYPE]
    .map((name) => `type ${name} implements LogIntegration {\n${fields}\n}`)
    .join('\n');
  let schema = buildASTSchema(concatAST([base, parse(others, { noLocation: true })]));
  for (const later of EDITIONS.slice(1, EDITIONS.indexOf(edition) + 1)) {
    schema = extendSchema(schema, fileOf(`edition-${later}.graphql`));
  }
  return attach(schema);
}

function attach(schema) {
  schema.getType('LogIntegration').resolveType = ({ integrationType }) =>
    integrationType === 'aws-s3' ? 'S3LogIntegration' : (OTHER_SOURCE_TYPES[integrationType] ?? UNLISTED_SOURCE_TYPE);
  for (const type of schema.getPossibleTypes(schema.getType('LogIntegration'))) {
    type.getFields().createdBy.resolve = (source, _args, context) => context.createdByOf(source);
  }
  schema.getType('AlertOrigin').resolveType = () => 'SystemError';
  schema.getType('DateTime').parseValue = (value) => {
    if (typeof value !== 'string' || Number.isNaN(Date.parse(value))) {
      throw new GraphQLError(`DateTime cannot represent ${JSON.stringify(value)}.`);
    }
    return value;
  };
  return schema;
}
