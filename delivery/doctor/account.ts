import { type IAMClient, ListOpenIDConnectProvidersCommand } from "@aws-sdk/client-iam";
import type { Project } from "../../config";
import { githubIssuer } from "../../config/names";
import { regionsByDefault } from "../../facts/aws-regions";
import { identifyCaller } from "../../operations/caller";
import type { StatusCheck } from "../../operations/status/check";
import { bucketsOf } from "./buckets";

/** Regions of the project's buckets that an account has to open first. */
export function regionsToOpen(project: Project): readonly string[] {
  const regions = new Set(bucketsOf(project).map(({ region }) => region));
  return [...regions].filter((region) => !regionsByDefault.has(region)).sort();
}

/** Whether the account has opened a region: STS answers there then. @throws {OutlastError} as `identifyCaller` */
export async function regionCheck(region: string, ask = identifyCaller): Promise<Omit<StatusCheck, "name">> {
  await ask(region);
  return { ok: true, detail: "is open to the account" };
}

/** Whether the provider of GitHub's tokens is there where the config names one, and not yet where bootstrap is to make it. */
export async function identityProvider(
  { bootstrapped, github }: NonNullable<Project["deployment"]>,
  client: Pick<IAMClient, "send">,
): Promise<Omit<StatusCheck, "name">> {
  const { OpenIDConnectProviderList: list = [] } = await client.send(new ListOpenIDConnectProvidersCommand());
  const there = list.find(({ Arn }) => Arn?.endsWith(`/${githubIssuer}`))?.Arn;
  const named = github?.oidcProviderArn;
  if (named !== undefined && named !== there)
    return { ok: false, detail: `${named} is not there: leave oidcProviderArn out, and bootstrap makes it` };
  if (named === undefined && there !== undefined && !bootstrapped)
    return { ok: false, detail: `the account has one: add oidcProviderArn: "${there}" to github` };
  return { ok: true, detail: there ?? "there is none yet: bootstrap makes it" };
}
