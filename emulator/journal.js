const KEPT = 20_000;

/** The log of the API requests, and what they add up to. Of very many, the last ones are kept. */
export class Journal {
  #entries = [];
  #requests = 0;
  #byOperation = {};
  #byToken = {};
  #inFlight = 0;
  #maxInFlight = 0;

  /** @param {{opened: number, open: number}} [connections] the counters of a journal before this one */
  constructor(connections) {
    this.connections = { opened: 0, open: connections?.open ?? 0 };
  }

  /**
   * A request has come in.
   * @param {object} entry what is known of it
   * @returns {{entry: object, identify: (operation: string, token?: string) => void, end: (outcome: object) => void}}
   */
  begin(entry) {
    this.#requests++;
    this.#inFlight++;
    this.#maxInFlight = Math.max(this.#maxInFlight, this.#inFlight);
    const started = performance.now();
    Object.assign(entry, { time: new Date().toISOString(), status: null, durationMs: null, aborted: false });
    this.#entries.push(entry);
    if (this.#entries.length > 2 * KEPT) this.#entries.splice(0, KEPT);
    let open = true;
    return {
      entry,
      identify: (operation, token) => {
        count(this.#byOperation, operation);
        count(this.#byToken, token ?? 'unknown');
      },
      end: (outcome) => {
        if (!open) return;
        open = false;
        this.#inFlight--;
        Object.assign(entry, outcome, { durationMs: Math.round((performance.now() - started) * 10) / 10 });
      },
    };
  }

  /** @returns {object[]} the requests, oldest first */
  get entries() {
    return this.#entries.slice(-KEPT);
  }

  /** Forgets the requests; the counters stay. */
  forget() {
    this.#entries = [];
  }

  /** @returns {object} the counters since the last reset */
  get stats() {
    return {
      requests: this.#requests,
      byOperation: this.#byOperation,
      byToken: this.#byToken,
      inFlight: this.#inFlight,
      maxInFlight: this.#maxInFlight,
      connections: this.connections.opened,
      openConnections: this.connections.open,
    };
  }
}

function count(counters, name) {
  counters[name] = (counters[name] ?? 0) + 1;
}
