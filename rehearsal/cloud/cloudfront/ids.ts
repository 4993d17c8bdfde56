import { createHash } from "node:crypto";
import type { Random } from "../../edge";

/** The account in which everything lives; moto's own default. */
export const accountId = "123456789012";

const capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/** Identifiers in CloudFront's forms. */
export class Ids {
  constructor(private readonly random: Random) {}

  /** Of distributions, access controls, versions and invalidations: "E" or "I", then 13 capitals and digits. */
  short(first: "E" | "I" = "E"): string {
    return first + this.draw(13, capitals);
  }

  /** The name of a distribution: "d111111abcdef8.cloudfront.net". */
  domainName(): string {
    return `d${this.draw(13, capitals).toLowerCase()}.cloudfront.net`;
  }

  uuid(): string {
    const hex = this.draw(32, "0123456789abcdef");
    return [0, 8, 12, 16, 20].map((from, at) => hex.slice(from, [8, 12, 16, 20, 32][at])).join("-");
  }

  private draw(length: number, alphabet: string): string {
    let drawn = "";
    for (let at = 0; at < length; at++) drawn += alphabet[Math.floor(this.random() * alphabet.length)];
    return drawn;
  }
}

export function distributionArn(id: string): string {
  return `arn:aws:cloudfront::${accountId}:distribution/${id}`;
}

export function functionArn(name: string): string {
  return `arn:aws:cloudfront::${accountId}:function/${name}`;
}

export function keyValueStoreArn(id: string): string {
  return `arn:aws:cloudfront::${accountId}:key-value-store/${id}`;
}

/** S3's name for an origin access identity, which bucket policies may use in its place. */
export function canonicalUserId(id: string): string {
  return createHash("sha256").update(id).digest("hex").repeat(2).slice(0, 96);
}
