/** The user whom made-up sources and tokens name as their creator. */
export const OWNER = {
  __typename: 'User',
  id: '5f54cf4a-ec56-44c2-83bc-8b742600f307',
  email: 'owner@example.com',
  givenName: 'Olive',
  familyName: 'Owner',
  enabled: true,
  status: 'CONFIRMED',
  createdAt: '2023-01-10T09:00:00.000Z',
  lastLoggedInAt: null,
};
