import { DataAwsSecretsmanagerSecretVersion } from "@cdktf/provider-aws/lib/data-aws-secretsmanager-secret-version/index.js";
import { DataAwsSsmParameter } from "@cdktf/provider-aws/lib/data-aws-ssm-parameter/index.js";
import { Fn } from "cdktf";
import { Construct } from "constructs";
import type { OriginServer } from "../../config/schema";
import { terraformLiteral } from "../terraform-text";

type HeaderValue = OriginServer["headers"][string];

/** Values of headers: as they are, or read by Terraform where they are kept, each place once. */
export class HeaderValues extends Construct {
  readonly #read = new Map<string, string>();

  /** Text of the value, or a reference to it. */
  of(value: HeaderValue): string {
    if (typeof value === "string") return terraformLiteral(value);
    if ("ssm" in value) {
      return this.#once(
        `parameter-${value.ssm}`,
        (id) =>
          new DataAwsSsmParameter(this, id, { name: terraformLiteral(value.ssm), withDecryption: true })
            .value,
      );
    }
    const secret = this.#once(
      `secret-${value.secretsManager}`,
      (id) =>
        new DataAwsSecretsmanagerSecretVersion(this, id, { secretId: terraformLiteral(value.secretsManager) })
          .secretString,
    );
    if (value.key === undefined) return secret;
    return Fn.lookup(Fn.jsondecode(secret), terraformLiteral(value.key));
  }

  #once(place: string, read: (id: string) => string): string {
    const known = this.#read.get(place);
    if (known !== undefined) return known;
    const reference = read(`Value${this.#read.size + 1}`);
    this.#read.set(place, reference);
    return reference;
  }
}
