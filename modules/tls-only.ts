/** A condition under which nobody gets to a bucket. */
interface Denial {
  readonly sid: string;
  readonly test: string;
  readonly variable: string;
  readonly value: string;
}

/** Plain HTTP, and TLS before 1.2: whoever asks without TLS has no version of it. */
const denials: readonly Denial[] = [
  { sid: "NothingWithoutTls", test: "Bool", variable: "aws:SecureTransport", value: "false" },
  { sid: "NothingBelowTls12", test: "NumericLessThan", variable: "s3:TlsVersion", value: "1.2" },
];

/**
 * Statements of a bucket's policy document that ask for TLS 1.2 or newer.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html
 */
export function tlsOnlyStatements(bucketArn: string) {
  return denials.map(({ sid, test, variable, value }) => ({
    sid,
    effect: "Deny",
    principals: [{ type: "*", identifiers: ["*"] }],
    actions: ["s3:*"],
    resources: [bucketArn, `${bucketArn}/*`],
    condition: [{ test, variable, values: [value] }],
  }));
}

/** The same as a document. */
export function tlsOnlyPolicy(bucketArn: string) {
  return {
    Version: "2012-10-17",
    Statement: denials.map(({ sid, test, variable, value }) => ({
      Sid: sid,
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: [bucketArn, `${bucketArn}/*`],
      Condition: { [test]: { [variable]: value } },
    })),
  };
}
