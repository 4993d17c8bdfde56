import { forwardingOf } from "../../config/origin-forwarding";
import type { Account } from "../account";
import { arnIn } from "./arns";
import { allow, type ManagedSite, type Statement } from "./policy";

/** Six characters that Secrets Manager puts behind a name. */
const secretSuffix = `-${"?".repeat(6)}`;

/** Reads that a plan of servers beside the buckets takes: their policies of CloudFront, the secrets in their headers, and who may call functions. */
export function readServers(account: Account, sites: readonly ManagedSite[]): Statement[] {
  const secrets = sites.flatMap((site) => secretArns(account, site));
  const parameters = sites.flatMap((site) => parameterArns(account, site));
  const functions = functionArns(sites);
  return [
    ...(hasForwarding(sites)
      ? [allow("ReadForwarding", ["cloudfront:GetOriginRequestPolicy"], policies(account))]
      : []),
    ...(secrets.length > 0 ? [allow("ReadSecrets", ["secretsmanager:GetSecretValue"], unique(secrets))] : []),
    ...(parameters.length > 0 ? [allow("ReadParameters", ["ssm:GetParameter"], unique(parameters))] : []),
    ...(functions.length > 0 ? [allow("ReadCallers", ["lambda:GetPolicy"], functions)] : []),
  ];
}

/** What an apply of them makes, changes and removes. */
export function writeServers(account: Account, sites: readonly ManagedSite[]): Statement[] {
  const functions = functionArns(sites);
  return [
    ...(hasForwarding(sites)
      ? [
          allow("MakeForwarding", ["cloudfront:CreateOriginRequestPolicy"], ["*"]),
          allow(
            "ManageForwarding",
            ["cloudfront:DeleteOriginRequestPolicy", "cloudfront:UpdateOriginRequestPolicy"],
            policies(account),
          ),
        ]
      : []),
    ...(functions.length > 0
      ? [allow("LetCloudFrontCall", ["lambda:AddPermission", "lambda:RemovePermission"], functions)]
      : []),
  ];
}

function policies(account: Account): string[] {
  return [arnIn(account, "cloudfront", "origin-request-policy/*")];
}

function hasForwarding(sites: readonly ManagedSite[]): boolean {
  return sites.some(({ paths }) => paths.some((path) => typeof forwardingOf(path) === "object"));
}

function headerValues({ origins }: ManagedSite) {
  return Object.values(origins).flatMap(({ headers }) => Object.values(headers));
}

function secretArns(account: Account, site: ManagedSite): string[] {
  return headerValues(site).flatMap((value) => {
    if (typeof value === "string" || !("secretsManager" in value)) return [];
    const { secretsManager } = value;
    if (secretsManager.startsWith("arn:")) return [secretsManager];
    return [
      arnIn(account, "secretsmanager", `secret:${secretsManager}${secretSuffix}`, site.regions.primary),
    ];
  });
}

function parameterArns(account: Account, site: ManagedSite): string[] {
  return headerValues(site).flatMap((value) =>
    typeof value === "object" && "ssm" in value
      ? [arnIn(account, "ssm", `parameter/${value.ssm.replace(/^\//, "")}`, site.regions.primary)]
      : [],
  );
}

function functionArns(sites: readonly ManagedSite[]): string[] {
  return unique(
    sites.flatMap(({ origins }) =>
      Object.values(origins).flatMap(({ lambdaFunctionArn }) => lambdaFunctionArn ?? []),
    ),
  );
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
