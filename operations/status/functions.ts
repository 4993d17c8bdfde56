import { CloudFrontClient, DescribeFunctionCommand, GetFunctionCommand } from "@aws-sdk/client-cloudfront";
import { impatient } from "../aws";
import type { StatusCheck } from "./check";

/**
 * Whether the LIVE code of a CloudFront Function is the code that was deployed. Terraform compares only the
 * DEVELOPMENT stage: after a failed publish its plan is empty, and visitors run the old code.
 */
export async function functionCheck(
  name: string,
  client = new CloudFrontClient({ region: "us-east-1", ...impatient }),
): Promise<Omit<StatusCheck, "name">> {
  const code = async (stage: "DEVELOPMENT" | "LIVE") => {
    const { FunctionCode } = await client.send(new GetFunctionCommand({ Name: name, Stage: stage }));
    return Buffer.from(FunctionCode ?? []).toString("base64");
  };
  const [deployed, live] = await Promise.all([code("DEVELOPMENT"), code("LIVE")]);
  if (deployed === live) return { ok: true, detail: "LIVE is what was deployed" };
  const { FunctionSummary } = await client.send(new DescribeFunctionCommand({ Name: name, Stage: "LIVE" }));
  const since = FunctionSummary?.FunctionMetadata?.LastModifiedTime?.toISOString() ?? "an unknown time";
  return {
    ok: false,
    detail: `LIVE is other code, of ${since}: a publish failed; publish it with \`aws cloudfront publish-function\``,
  };
}
