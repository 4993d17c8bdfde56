/** What a function returned is not what CloudFront takes: 502 to the visitor. */
export class InvalidResultError extends Error {}
