/** What the emulated service refuses, in the terms of both APIs. */
const KINDS = {
  invalid: { status: 400, code: 'BAD_USER_INPUT' },
  forbidden: { status: 403, code: 'FORBIDDEN' },
  notFound: { status: 404, code: 'NOT_FOUND' },
  conflict: { status: 409, code: 'CONFLICT' },
  service: { status: 500, code: 'INTERNAL_SERVER_ERROR' },
};

/** A refusal by the service; GraphQL shows its code, REST its status. */
export class ApiError extends Error {
  /**
   * @param {keyof typeof KINDS} kind
   * @param {string} message
   */
  constructor(kind, message) {
    super(message);
    this.kind = kind;
    this.status = KINDS[kind].status;
    this.code = KINDS[kind].code;
  }
}
