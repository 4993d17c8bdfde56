import { CreateKeyValueStoreCommand } from "@aws-sdk/client-cloudfront";
import { afterEach, beforeEach, vi } from "vitest";
import { startTestCloud } from "../../rehearsal/cloud/support/test-cloud";
import { stubEndpoint } from "../../support/stub-endpoint";

/** Before each test a local AWS that the process speaks to, with the store of a site; after it neither. */
export function localStoreForEachTest() {
  let local: Awaited<ReturnType<typeof startTestCloud>>;
  let arn = "";
  beforeEach(async () => {
    local = await startTestCloud();
    const made = await local.client.send(new CreateKeyValueStoreCommand({ Name: "docs" }));
    arn = made.KeyValueStore?.ARN ?? "";
    stubEndpoint(local.cloud.url);
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await local.close();
  });
  return {
    get arn() {
      return arn;
    },
    /** What STS was asked, beside all else that moto answers. */
    get askedOfMoto() {
      return local.moto.seen;
    },
  };
}
