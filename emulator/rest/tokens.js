import { ApiError } from '../service/errors.js';
import { permissions as allPermissions } from '../graphql/schema.js';
import { now } from '../service/times.js';
import { oneOf, read, text, texts } from './fields.js';

const READ = ['OrganizationAPITokenRead'];
const MODIFY = ['OrganizationAPITokenModify'];
const ITEM = '/api-tokens/{id}';

const permissionList = (value) => texts(value) ?? value.map(oneOf(...allPermissions())).find(Boolean);
const FIELDS = {
  name: { check: text, required: true },
  permissions: { check: permissionList, required: true },
  allowedCIDRBlocks: { check: texts },
};

/** A token may always rotate itself; whether it may read itself without a permission is not known: a setting decides. */
const forReading = ({ id }, { settings }) => (id === 'self' && settings.selfToken === 'open' ? [] : READ);
const forRotating = ({ id }) => (id === 'self' ? [] : MODIFY);

/** The API tokens of the tenant. */
export const tokenRoutes = [
  { method: 'GET', path: '/api-tokens', needs: READ, act: ({ state }) => ({ results: state.tokens.list().map((token) => shown(token)) }) },
  {
    method: 'POST',
    path: '/api-tokens',
    needs: MODIFY,
    takesBody: true,
    act: ({ state, body }) => {
      const { name, permissions, allowedCIDRBlocks } = read(body, FIELDS);
      const token = state.tokens.create(name, permissions, allowedCIDRBlocks);
      return shown(token, token.value);
    },
  },
  { method: 'GET', path: ITEM, needs: forReading, act: (call) => shown(named(call)) },
  {
    method: 'POST',
    path: ITEM,
    needs: MODIFY,
    takesBody: true,
    act: (call) => {
      const { name, permissions, allowedCIDRBlocks = [] } = read(call.body, FIELDS);
      return shown(Object.assign(named(call), { name, permissions, allowedCIDRBlocks, updatedAt: now() }));
    },
  },
  {
    method: 'DELETE',
    path: ITEM,
    needs: MODIFY,
    act: (call) => call.state.tokens.remove(named(call).id),
  },
  {
    method: 'POST',
    path: `${ITEM}/rotate`,
    needs: forRotating,
    act: (call) => {
      const { value, ...token } = call.state.tokens.rotate(named(call).id, call.token);
      return shown(token, value);
    },
  },
];

function named({ state, token, params: { id } }) {
  if (id === 'self') return token;
  const found = state.tokens.list().find((t) => t.id === id);
  if (!found) throw new ApiError('notFound', 'API token not found');
  return found;
}

function shown({ id, name, permissions, allowedCIDRBlocks, createdAt, createdBy, expiresAt, lastUsedAt, rotatedAt, rotatedBy, updatedAt }, value) {
  return {
    id, name, permissions, allowedCIDRBlocks, createdAt, createdBy: actor(createdBy), expiresAt, lastUsedAt, rotatedAt, rotatedBy: actor(rotatedBy), updatedAt,
    ...(value !== undefined && { value }),
  };
}

const actor = (by) => by && { id: by.id, type: by.__typename === 'User' ? 'user' : 'api-token' };
