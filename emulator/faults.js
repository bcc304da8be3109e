import { ApiError } from './service/errors.js';

const isText = (v) => typeof v === 'string';
const isCount = (v) => Number.isSafeInteger(v) && v >= 0;
const isMap = (v) => typeof v === 'object' && v !== null && !Array.isArray(v);
const among = (...values) => (v) => values.includes(v);

/** What a request has to be for a fault to strike; left out means any. */
const CONDITIONS = {
  api: among('graphql', 'rest'),
  operation: isText,
  kind: among('query', 'mutation'),
  method: isText,
  path: isText,
  token: isText,
};

/** Faults that make an answer of their own, without the one that the service would give. */
const REPLACING = {
  status: isCount,
  body: () => true,
  rawBody: isText,
  emptyBody: among(true, false),
  redirect: (v) => isMap(v) && isText(v.location),
  endless: among(true, 'whitespace', 'json', 'padding'),
  reset: among(true, false),
};

/** Faults that spoil the answer that the service gives. */
const SPOILING = {
  transform: (v) => [v].flat().every(isMap),
  bodySize: isCount,
  truncate: isCount,
  end: among('close', 'reset', 'end'),
};

const FIELDS = {
  ...CONDITIONS,
  ...REPLACING,
  ...SPOILING,
  times: (v) => v === null || isCount(v),
  after: isCount,
  phase: among('before', 'after'),
  delay: isCount,
  hold: among(true, false),
  headers: isMap,
  contentType: isText,
  encoding: among('gzip', 'deflate', 'chunked-tiny'),
};

/** The faults that are switched on. README.md says what each field does. */
export class Faults {
  #faults = [];
  #held = new Map();
  #lastId = 0;

  /**
   * @param {object} given
   * @returns {object} the fault, with its id
   */
  add(given) {
    if (!isMap(given)) throw new ApiError('invalid', 'A fault is a JSON object.');
    for (const [name, value] of Object.entries(given)) {
      if (!Object.hasOwn(FIELDS, name)) throw new ApiError('invalid', `A fault has no '${name}'; it has ${Object.keys(FIELDS).join(', ')}.`);
      if (!FIELDS[name](value)) throw new ApiError('invalid', `The fault's '${name}' cannot be ${JSON.stringify(value)}.`);
    }
    const fault = { id: String(++this.#lastId), times: 1, after: 0, phase: 'before', ...given, seen: 0, hits: 0 };
    this.#faults.push(fault);
    return fault;
  }

  /**
   * The fault that strikes a request, if any; it counts as used then.
   * @param {{api: string, operation: string, kind: string, method: string, path: string, token?: string}} request
   */
  strike(request) {
    const applicable = (fault) => Object.keys(CONDITIONS).every((name) => fault[name] === undefined || fault[name] === request[name]);
    return this.#faults.find((fault) => {
      if (!applicable(fault) || (fault.times && fault.hits >= fault.times) || ++fault.seen <= fault.after) return false;
      fault.hits++;
      return true;
    });
  }

  /**
   * Waits for as long as the fault holds a request up.
   * @param {object} fault
   * @param {AbortSignal} gone the client has gone away
   */
  async linger({ id, delay, hold }, gone) {
    if (delay > 0) await new Promise((resolve) => this.#wait(id, gone, resolve, delay));
    if (hold && !gone.aborted) await new Promise((resolve) => this.#wait(id, gone, resolve));
  }

  /**
   * Lets held requests go on.
   * @param {string} [id] of one fault only
   * @returns {number} how many there were
   */
  release(id) {
    const released = [...this.#held].filter(([, faultId]) => id === undefined || faultId === id).map(([resume]) => resume);
    released.forEach((resume) => resume());
    return released.length;
  }

  /** @returns {object[]} the faults, with how often each has struck and how many requests it holds up now */
  list() {
    return this.#faults.map((fault) => ({ ...fault, holding: [...this.#held.values()].filter((id) => id === fault.id).length }));
  }

  /** @param {string} id */
  remove(id) {
    const index = this.#faults.findIndex((fault) => fault.id === id);
    if (index < 0) throw new ApiError('notFound', `There is no fault ${id}.`);
    this.#faults.splice(index, 1);
    this.release(id);
  }

  /** Switches all off; what they hold up goes on. */
  clear() {
    this.#faults = [];
    this.release();
  }

  #wait(id, gone, resolve, delay) {
    const timer = delay === undefined ? undefined : setTimeout(() => resume(), delay);
    const resume = () => {
      clearTimeout(timer);
      this.#held.delete(resume);
      gone.removeEventListener('abort', resume);
      resolve();
    };
    gone.addEventListener('abort', resume);
    this.#held.set(resume, id);
    if (gone.aborted) resume();
  }
}

/** @param {object} fault */
export const replacesAnswer = (fault) => {
  const has = (fields) => Object.keys(fields).some((name) => fault[name] !== undefined && fault[name] !== false);
  const { status, ...others } = REPLACING;
  // A status alone comes with a gateway's body; beside a change of the real body it is just its status.
  return has(others) || (has({ status }) && !has(SPOILING));
};
