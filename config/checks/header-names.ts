/** An HTTP field name (RFC 9110, token). `*` and `?` would be one too, but read as wildcards to CloudFront. */
export function isHeaderName(name: string): boolean {
  return /^[!#$%&'+\-.^_`|~0-9A-Za-z]+$/.test(name);
}

/** Visible ASCII, spaces and tabs: no line break or other control character may reach a response. */
export function isHeaderValue(value: string): boolean {
  return /^[\t\x20-\x7e]*$/.test(value);
}
