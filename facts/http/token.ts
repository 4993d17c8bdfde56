/** What the target of a request is written in: everything else is percent-encoded (RFC 3986, 2). */
export const visibleText = /^[\x21-\x7e]*$/;

/** What methods and names of headers are made of (RFC 9110, 5.6.2). */
export const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
