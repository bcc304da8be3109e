import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import {
  buildSchema, isEnumType, isInputObjectType, isInterfaceType, isIntrospectionType, isObjectType, isSpecifiedScalarType, isUnionType, valueFromASTUntyped,
} from 'graphql';
import { EDITIONS, OTHER_SOURCE_TYPES, schemaOf } from '../graphql/schema.js';

const OFFICIAL = new URL('../../../shared/panther-api/panther.graphql', import.meta.url);
const OURS_ALONE = new Set([...Object.values(OTHER_SOURCE_TYPES), 'OtherLogIntegration']);

const typesOf = (schema) => Object.values(schema.getTypeMap()).filter((type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type));
const signature = (field) => `(${(field.args ?? []).map(inputSignature).sort().join(', ')}): ${field.type}`;
const inputSignature = (input) => `${input.name}: ${input.type} = ${input.astNode?.defaultValue ? JSON.stringify(valueFromASTUntyped(input.astNode.defaultValue)) : ''}`;

/** Every member of a schema as text: what a client can rely on. */
function membersOf(type) {
  if (isEnumType(type)) return type.getValues().map((value) => value.name);
  if (isUnionType(type)) return type.getTypes().map((member) => member.name);
  if (isInputObjectType(type)) return Object.values(type.getFields()).map(inputSignature);
  if (isObjectType(type) || isInterfaceType(type)) {
    return [...type.getInterfaces().map((i) => `implements ${i.name}`), ...Object.values(type.getFields()).map((field) => `${field.name}${signature(field)}`)];
  }
  return [];
}

test('the edition 2025-07 says what the official schema says', { skip: existsSync(OFFICIAL) ? false : 'the official schema is not beside the project' }, (t) => {
  const official = buildSchema(readFileSync(OFFICIAL, 'utf8'));
  let compared = 0;
  for (const type of typesOf(schemaOf('2025-07'))) {
    if (OURS_ALONE.has(type.name)) continue;
    const twin = official.getType(type.name);
    assert.ok(twin, `the official schema has no ${type.name}`);
    assert.equal(type.constructor, twin.constructor, type.name);
    const theirs = membersOf(twin);
    for (const member of membersOf(type)) assert.ok(theirs.includes(member), `${type.name}: ${member}`);
    // What a client sends may hold anything that the official schema allows.
    if (isInputObjectType(type) || isEnumType(type)) assert.deepEqual(membersOf(type).sort(), theirs.sort(), type.name);
    compared += membersOf(type).length;
  }
  t.diagnostic(`${compared} members compared`);
});

for (const [i, edition] of EDITIONS.entries()) {
  if (i === 0) continue;
  test(`the edition ${edition} has all that ${EDITIONS[i - 1]} has, and more`, () => {
    const before = typesOf(schemaOf(EDITIONS[i - 1]));
    const after = schemaOf(edition);
    let added = typesOf(after).length - before.length;
    for (const type of before) {
      const members = membersOf(after.getType(type.name));
      for (const member of membersOf(type)) assert.ok(members.includes(member), `${type.name}: ${member}`);
      added += members.length - membersOf(type).length;
    }
    assert.ok(added > 0);
  });

  test(`what the edition ${edition} adds to inputs is optional`, () => {
    for (const type of typesOf(schemaOf(edition)).filter(isInputObjectType)) {
      const known = schemaOf(EDITIONS[i - 1]).getType(type.name)?.getFields() ?? {};
      for (const field of Object.values(type.getFields())) {
        assert.ok(field.name in known || !String(field.type).endsWith('!'), `${type.name}.${field.name}`);
      }
    }
  });
}
