import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { readProject } from "../../config";
import { synthesize } from "../../stacks/synthesize";
import { smallSite } from "../support/sites";

const hostile = fc
  .array(fc.constantFrom("${", "%{", "$${", "$", "%", "{", "}", '"', "\\", "a", "~}", "'"), {
    minLength: 1,
    maxLength: 12,
  })
  .map((parts) => `x${parts.join("")}x`);

it("takes the text of headers literally: Terraform finds no template in it", () => {
  fc.assert(
    fc.property(hostile, hostile, hostile, (csp, permissions, custom) => {
      const headers = {
        contentSecurityPolicy: csp,
        permissionsPolicy: permissions,
        custom: { "x-custom": custom },
      };
      const policy = policyOf({ ...smallSite, headers });
      const { content_security_policy } = policy.security_headers_config.content_security_policy;
      const values = policy.custom_headers_config.items.map(({ value }) => value);
      expect([content_security_policy, ...values].map(unescaped)).toEqual([csp, permissions, custom]);
    }),
    { numRuns: 8 },
  );
});

interface Policy {
  security_headers_config: { content_security_policy: { content_security_policy: string } };
  custom_headers_config: { items: { value: string }[] };
}

function policyOf(site: object): Policy {
  const outdir = mkdtempSync(join(tmpdir(), "outlast-literal-"));
  try {
    const [stack] = synthesize(readProject({ default: site }), { outdir });
    const json = JSON.parse(readFileSync(stack?.file ?? "", "utf8"));
    return json.resource.aws_cloudfront_response_headers_policy.headers_policy;
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** As Terraform reads a string; an opening that is not escaped would be a template. */
function unescaped(text: string): string {
  expect(text.replace(/([$%])\1\{/g, " ")).not.toMatch(/[$%]\{/);
  return text.replace(/([$%])\1\{/g, "$1{");
}
