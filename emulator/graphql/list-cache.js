const MOST_BYTES = 512 * 1024 * 1024;

/** Serialized answers of list queries, for as long as nothing has changed. */
export class ListCache {
  #version;
  #of;
  #answers = new Map();
  #bytes = 0;

  /** @param {() => string} version tells the state that answers belong to */
  constructor(version) {
    this.#version = version;
  }

  /**
   * @param {string} key
   * @param {() => Promise<{status: number, json: object}>} make
   * @returns {Promise<{status: number, bytes: Buffer}>}
   */
  async get(key, make) {
    const version = this.#version();
    if (version !== this.#of) this.#clear(version);
    const known = this.#answers.get(key);
    if (known) return known;
    const { status, json } = await make();
    const made = { status, bytes: Buffer.from(JSON.stringify(json)) };
    if (this.#version() === version) this.#keep(key, made);
    return made;
  }

  #keep(key, made) {
    if (this.#bytes + made.bytes.length > MOST_BYTES) this.#clear(this.#of);
    this.#bytes += made.bytes.length;
    this.#answers.set(key, made);
  }

  #clear(version) {
    this.#of = version;
    this.#answers.clear();
    this.#bytes = 0;
  }
}
