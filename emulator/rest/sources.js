import { ApiError } from '../service/errors.js';
import { createS3Source, replaceS3Source } from '../service/s3-sources.js';
import { gcs } from './gcs.js';
import { http } from './http.js';
import { pubsub } from './pubsub.js';
import * as s3 from './s3.js';

/** How each kind is created, replaced and shown. */
const KINDS = {
  s3: {
    integrationType: 'aws-s3',
    create: (state, token, body) => createS3Source(state, s3.definitionOf(body), token),
    replace: (state, id, body) => replaceS3Source(state, id, s3.changesOf(body, state.store.get(id, 'aws-s3'))),
    shown: s3.shown,
  },
  http: configured(http),
  gcs: configured(gcs),
  pubsub: configured(pubsub),
};

/** A kind whose configuration is one object, the same for creation and replacement. */
function configured({ integrationType, read, logTypesOf = ({ logTypes }) => logTypes, onCreate = () => ({}), shown }) {
  const checked = (state, body, before) => {
    const { integrationLabel, ...rest } = read(state, body, before);
    const { logTypes, ...config } = rest;
    const definition = { integrationLabel, logTypes: logTypesOf(rest), config };
    if (integrationLabel.trim() === '') throw new ApiError('invalid', 'integrationLabel must not be blank');
    for (const what of ['label', 'subscription']) state.store.claim(what, definition, before?.integrationId);
    return definition;
  };
  return {
    integrationType,
    create: (state, token, body) => state.store.add({ integrationType, createdBy: token, ...checked(state, body), ...onCreate(state) }),
    replace: (state, id, body) => state.store.change(id, checked(state, body, state.store.get(id, integrationType))),
    shown: ({ integrationId, integrationLabel, logTypes, config = {} }) => ({ integrationId, integrationLabel, ...shown(config, logTypes) }),
  };
}

const READ = ['LogSourceRead'];
const MODIFY = ['LogSourceModify'];

export const sourceRoutes = Object.entries(KINDS).flatMap(([name, { integrationType, create, replace, shown }]) => {
  const path = `/log-sources/${name}`;
  const item = `${path}/{id}`;
  return [
    { method: 'POST', path, needs: MODIFY, takesBody: true, status: 201, act: ({ state, token, body }) => shown(create(state, token, body)) },
    { method: 'GET', path: item, needs: READ, act: ({ state, params }) => shown(state.store.get(params.id, integrationType)) },
    { method: 'PUT', path: item, needs: MODIFY, takesBody: true, act: ({ state, params, body }) => shown(replace(state, params.id, body)) },
    {
      method: 'DELETE',
      path: item,
      needs: MODIFY,
      act: ({ state, params }) => {
        state.store.get(params.id, integrationType);
        state.store.remove(params.id);
      },
    },
  ];
});
