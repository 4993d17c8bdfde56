/** IMF-fixdate, RFC 850 and asctime (RFC 9110, 5.6.7). */
const HTTP_DATE =
  /^(?:\w{3}, \d{2} \w{3} \d{4}|\w{6,9}, \d{2}-\w{3}-\d{2}) \d{2}:\d{2}:\d{2} GMT$|^\w{3} \w{3} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/;
const TWO_DIGITS = /-(\d{2}) /;

/**
 * Milliseconds since the epoch of an HTTP date in one of its three forms; undefined for anything else. A year of two
 * digits is of this century, unless it would be more than 50 years ahead of `now`.
 */
export function parseHttpDate(text: string, now = Date.now()): number | undefined {
  const trimmed = text.trim();
  if (!HTTP_DATE.test(trimmed)) return undefined;
  const dated = trimmed.replace(TWO_DIGITS, (_, digits: string) => `-${yearOf(Number(digits), now)} `);
  const time = Date.parse(dated.endsWith("GMT") ? dated : `${dated} GMT`);
  return Number.isNaN(time) ? undefined : time;
}

function yearOf(twoDigits: number, now: number): number {
  const thisYear = new Date(now).getUTCFullYear();
  const year = thisYear - (thisYear % 100) + twoDigits;
  return year > thisYear + 50 ? year - 100 : year;
}
