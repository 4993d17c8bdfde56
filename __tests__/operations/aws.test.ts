import { expect, test } from "vitest";
import { askingAws } from "../../operations/aws";

const failing = (error: Error) => askingAws("list", "CloudFront", () => Promise.reject(error));

test.each([
  [Object.assign(new Error("no"), { name: "CredentialsProviderError" }), "CredentialsProviderError: no"],
  [
    Object.assign(new Error("no"), { name: "Forbidden", $metadata: { httpStatusCode: 403 } }),
    "Forbidden: no",
  ],
  [Object.assign(new Error(""), { code: "ECONNREFUSED" }), "ECONNREFUSED"],
])("what AWS or the network refuses is an error of ours: %s", async (error, said) => {
  await expect(failing(error)).rejects.toMatchObject({
    code: "AWS_REFUSED",
    exitCode: 3,
    value: `list in CloudFront: ${said}`,
    cause: error,
  });
});

test("a fault of the program stays one", async () => {
  await expect(failing(new TypeError("x is not a function"))).rejects.toThrow(TypeError);
});
