import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createDeflate, createGzip, deflateSync, gzipSync } from 'node:zlib';

const SLICE = 256 * 1024;
const ENDLESS_CHUNK = 64 * 1024;
const LARGEST_TINY_CHUNK = 7;

const encoders = { gzip: { all: gzipSync, stream: createGzip }, deflate: { all: deflateSync, stream: createDeflate } };

/** Starts and repeated parts of bodies that never end. */
const ENDLESS = {
  whitespace: ['', ' '],
  padding: ['{"padding":"', 'x'],
  json: ['{"data":{"sources":{"edges":[', '{"node":{"integrationId":"00000000-0000-4000-8000-000000000000","integrationLabel":"endless","integrationType":"http-ingest","logTypes":[]}},'],
};

const encoded = new WeakMap();

/**
 * Sends an answer, in the way that a fault wants.
 * @param {import('node:http').ServerResponse} res
 * @param {{status: number, headers: object, bytes: Buffer}} answer
 * @param {object} [fault]
 * @param {'gzip' | 'deflate'} [compression] where no fault says otherwise
 */
export async function deliver(res, { status, headers, bytes }, fault = {}, compression) {
  if (fault.reset) {
    res.socket?.resetAndDestroy();
    return;
  }
  const encoding = encoders[fault.encoding] ? fault.encoding : compression;
  if (encoding && (bytes.length > 0 || fault.endless)) headers = { ...headers, 'content-encoding': encoding };
  if (fault.endless) return sendEndless(res, status, headers, fault.endless, encoding);

  const body = encoding && bytes.length > 0 ? encode(bytes, encoding) : bytes;
  if (fault.truncate !== undefined) return sendTruncated(res, status, headers, body, fault);
  if (fault.encoding === 'chunked-tiny') return sendTiny(res, status, headers, body);
  res.writeHead(status, status === 204 || status === 304 ? headers : { ...headers, 'content-length': body.length });
  if (body.length <= SLICE) res.end(body);
  else await send(res, slicesOf(body));
}

/** Sends a body in parts, no faster than the client takes them; a client that goes away ends it. */
const send = (res, parts, ...options) => pipeline(Readable.from(parts), res, ...options).catch(() => {});

function* slicesOf(body, firstSize = SLICE, nextSize = (size) => size) {
  for (let at = 0, size = firstSize; at < body.length; at += size, size = nextSize(size)) yield body.subarray(at, at + size);
}

async function sendTruncated(res, status, headers, body, { truncate, end = 'close' }) {
  const part = body.subarray(0, truncate);
  res.writeHead(status, { ...headers, 'content-length': end === 'end' ? part.length : Math.max(body.length, part.length + 1) });
  res.flushHeaders();
  await send(res, slicesOf(part), { end: false });
  if (end === 'end') return void res.end();
  // What has been written has to be on its way before the connection goes.
  await new Promise((resolve) => res.socket ? res.socket.write('', resolve) : resolve());
  if (end === 'reset') res.socket?.resetAndDestroy();
  else res.socket?.destroySoon();
}

function sendTiny(res, status, headers, body) {
  res.writeHead(status, headers);
  return send(res, slicesOf(body, 1, (size) => size % LARGEST_TINY_CHUNK + 1));
}

async function sendEndless(res, status, headers, kind, encoding) {
  const [start, part] = ENDLESS[kind] ?? ENDLESS.whitespace;
  const chunk = Buffer.from(part.repeat(Math.ceil(ENDLESS_CHUNK / part.length)));
  const source = Readable.from((function* () {
    yield Buffer.from(start);
    for (;;) yield chunk;
  })());
  res.writeHead(status, { 'content-type': 'application/json', ...headers });
  // It ends when the client goes away, as an error of the pipeline.
  await pipeline(encoding ? [source, encoders[encoding].stream(), res] : [source, res]).catch(() => {});
}

function encode(bytes, encoding) {
  const known = encoded.get(bytes) ?? {};
  encoded.set(bytes, known);
  return (known[encoding] ??= encoders[encoding].all(bytes));
}
