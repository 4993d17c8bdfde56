import { FUNCTION_BYTES } from "../../../../facts/cloudfront/limits";
import type { CloudFrontContext } from "../context";
import { CloudFrontError, invalidArgument } from "../errors";
import type { FunctionConfig } from "../schema/plain";

/** Refuses code and associations that a CloudFront Function cannot have. `code` is base64. */
export function checkFunction(config: FunctionConfig, code: string, { state }: CloudFrontContext): void {
  if (!/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(code)) throw invalidArgument("The function code is not base64.");
  const size = Buffer.from(code, "base64").length;
  if (size === 0) throw invalidArgument("The function has no code.");
  if (size > FUNCTION_BYTES)
    throw new CloudFrontError(
      "FunctionSizeLimitExceeded",
      `The function is too large: ${size} bytes, and at most ${FUNCTION_BYTES} are allowed.`,
    );
  const stores = config.KeyValueStoreAssociations;
  if (stores.length === 0) return;
  if (stores.length > 1) throw invalidArgument("A function can be associated with one key value store.");
  if (config.Runtime === "cloudfront-js-1.0")
    throw invalidArgument("Key value stores need the runtime cloudfront-js-2.0.");
  const arn = stores[0]?.KeyValueStoreARN;
  if (!state.keyValueStores.all().some((store) => store.arn === arn))
    throw new CloudFrontError("EntityNotFound", `The key value store ${arn} does not exist.`);
}
