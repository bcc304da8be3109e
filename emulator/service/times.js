/**
 * A time as Panther writes it, in whole seconds.
 * @param {number} [offsetSeconds] from now
 * @returns {string}
 */
export const now = (offsetSeconds = 0) => new Date((Math.floor(Date.now() / 1000) + offsetSeconds) * 1000).toISOString();
