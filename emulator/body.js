const LARGEST_BODY = 64 * 1024 * 1024;

/**
 * Reads a request's body.
 * @param {import('node:http').IncomingMessage} req
 * @returns {Promise<string | null>} null where the client went away meanwhile
 */
export async function bodyOf(req) {
  const chunks = [];
  let size = 0;
  try {
    for await (const chunk of req) {
      size += chunk.length;
      if (size > LARGEST_BODY) {
        req.destroy();
        return null;
      }
      chunks.push(chunk);
    }
  } catch {
    return null;
  }
  return Buffer.concat(chunks).toString();
}

/**
 * @param {string} text
 * @returns {{value: any, valid: boolean}} an empty text is valid, and nothing
 */
export function parsed(text) {
  if (text === '') return { value: undefined, valid: true };
  try {
    return { value: JSON.parse(text), valid: true };
  } catch {
    return { value: undefined, valid: false };
  }
}
