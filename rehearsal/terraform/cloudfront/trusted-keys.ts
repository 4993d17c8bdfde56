import { isSignerKey } from "../../../facts/cloudfront/signer-key";
import { Block } from "../../../terraform/block";
import { findBy, type Resources } from "../../../terraform/resources";
import type { TrustedKey } from "../../edge/model";

/** The public keys of all groups that a behaviour trusts; undefined where it trusts none, and answers everybody. */
export function readTrustedKeys(behavior: Block, resources: Resources): readonly TrustedKey[] | undefined {
  const groups = behavior.strings("trusted_key_groups");
  if (groups.length === 0) return undefined;
  return groups.flatMap((id) => {
    const group = named(behavior, "trusted_key_groups", resources, "aws_cloudfront_key_group", id);
    const keys = group?.strings("items") ?? [];
    group?.finish();
    return keys.flatMap((key) => (group ? readKey(group, resources, key) : []));
  });
}

function readKey(group: Block, resources: Resources, id: string): TrustedKey[] {
  const key = named(group, "items", resources, "aws_cloudfront_public_key", id);
  if (key === undefined) return [];
  const pem = key.required("encoded_key");
  if (pem !== "" && !isSignerKey(pem))
    key.problem(
      "TERRAFORM_BAD_VALUE",
      "encoded_key",
      "CloudFront refuses it: it is no key that CloudFront takes",
      "Give a public key in PEM: RSA with 2048 bits, or ECDSA with the curve P-256",
    );
  key.finish();
  return [{ id, pem }];
}

/** What a block names by its id; undefined, and a problem, where it is not in the file. */
function named(
  block: Block,
  attribute: string,
  resources: Resources,
  type: string,
  id: string,
): Block | undefined {
  const resource = findBy(resources, type, "id", id);
  if (resource) return Block.of(resource, block.findings);
  block.problem(
    "TERRAFORM_MISSING",
    attribute,
    `${id} is no ${type} of this file`,
    "Rehearse the configuration or plan that also holds it",
  );
  return undefined;
}
