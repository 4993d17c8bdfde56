import { InvalidResultError } from "../function-ports";

const base64 = /^[A-Za-z0-9+/]*={0,2}$/;

/**
 * The bytes of a body that a function gave. What is said to be base64 and is not is an error (CloudFront guide,
 * "CloudFront Functions event structure" and "Generate HTTP responses in request triggers").
 *
 * @param name of the field that says the encoding
 * @throws InvalidResultError
 */
export function decodedBody(text: string, encoding: unknown, name: string): Uint8Array {
  if (encoding === "text") return Buffer.from(text);
  if (encoding !== "base64") throw new InvalidResultError(`${name} has to be "text" or "base64"`);
  if (text.length % 4 !== 0 || !base64.test(text))
    throw new InvalidResultError(`${name} is "base64", and the body is not`);
  return Buffer.from(text, "base64");
}
