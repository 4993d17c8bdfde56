import { createPublicKey } from "node:crypto";

/**
 * Whether CloudFront takes a text for the public key of a signer: PEM, of RSA with 2048 bits or ECDSA with the curve P-256
 * (CloudFront guide, "Create key pairs for your signers").
 */
export function isSignerKey(pem: string): boolean {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails: details } = createPublicKey(pem);
    return asymmetricKeyType === "rsa"
      ? details?.modulusLength === 2048
      : asymmetricKeyType === "ec" && details?.namedCurve === "prime256v1";
  } catch {
    return false;
  }
}
