import { createServer } from 'node:http';
import { GRAPHQL_PATH, serveApi } from './api.js';
import { control } from './control.js';
import { State } from './state.js';

const HOST = '127.0.0.1';
const CONTROL_PREFIX = '/_emulator/';

/**
 * Starts an emulator on the loopback interface.
 * @param {{port?: number} & object} [options] port (0 = any free one); all else goes to State
 * @returns {Promise<{url: string, graphqlUrl: string, tokens: Record<string, string>, state: State, close: () => Promise<void>}>}
 */
export async function startEmulator({ port = 0, ...start } = {}) {
  const state = new State(start);
  const server = createServer({ noDelay: true, keepAliveTimeout: 120_000 });
  const connections = new Connections(() => state.journal);
  server.on('request', (req, res) => {
    const serve = req.url.startsWith(CONTROL_PREFIX) ? control : serveApi;
    serve(state, req, res, connections).catch((error) => {
      if (!res.headersSent) res.writeHead(500, { 'content-type': 'text/plain' });
      res.end(`The emulator failed: ${error.stack}`);
    });
  });
  await new Promise((resolve, reject) => server.once('error', reject).listen(port, HOST, resolve));

  const url = `http://${HOST}:${server.address().port}`;
  return {
    url,
    graphqlUrl: url + GRAPHQL_PATH,
    tokens: state.tokens.standardValues,
    state,
    close: () => new Promise((resolve) => {
      state.faults.clear();
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}

/** Numbers the connections that carry API requests. */
class Connections {
  #numbers = new WeakMap();
  #last = 0;
  #journal;

  constructor(journal) {
    this.#journal = journal;
  }

  numberOf(socket) {
    let number = this.#numbers.get(socket);
    if (number === undefined) {
      number = ++this.#last;
      this.#numbers.set(socket, number);
      this.#journal().connections.opened++;
      this.#journal().connections.open++;
      socket.once('close', () => { this.#journal().connections.open--; });
    }
    return number;
  }
}
