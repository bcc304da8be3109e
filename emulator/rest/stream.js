import { oneOf, text } from './fields.js';

/** The stream types of all kinds but S3. */
export const streamType = oneOf('Auto', 'JSON', 'JsonArray', 'Lines', 'XML');

/** The stream options of all kinds but S3. */
export const streamOptions = { jsonArrayEnvelopeField: text, xmlRootElement: text };
