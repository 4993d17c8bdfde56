import { stateBucketName } from "../names";
import { type ConfigFinding, reporter } from "../problem";
import type { DeploymentConfig } from "../schema";
import { bucketNameFindings, nameFindings } from "./names";
import { regionFindings } from "./regions";

type GitHub = NonNullable<DeploymentConfig["github"]>;

/** The rules of the deployment, besides those for names and regions. */
export const deploymentRules = {
  GITHUB_REPOSITORY_INVALID: {
    severity: "error",
    rule: 'A repository is given as "owner/name": AWS trusts exactly this one.',
    mend: "Write it without scheme, host and .git.",
  },
  GITHUB_REF_INVALID: {
    severity: "error",
    rule: "The apply role trusts one branch or one environment: its name has no wildcard, space, colon or control character.",
    mend: 'Write it as "main" or "production", without refs/heads/.',
  },
  OIDC_PROVIDER_ARN_INVALID: {
    severity: "error",
    rule: "GitHub's OIDC provider in an account has an ARN that ends with its host name.",
    mend: 'Use an ARN such as "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com".',
  },
  ON_CALL_ARN_INVALID: {
    severity: "error",
    rule: "Who is on call is a user or a role of IAM, by its ARN: no wildcard, no group, no account.",
    mend: 'Write it as "arn:aws:iam::111122223333:role/operators", or as the ARN of the role behind a permission set.',
  },
} as const;

const report = reporter(deploymentRules);

/** Names, region and trust of the state stack (IAM User Guide, OpenID Connect federation). */
export function deploymentFindings(deployment: DeploymentConfig): ConfigFinding[] {
  const { github, onCall, project, region } = deployment;
  const found = nameFindings(project, ["project"]);
  if (found.length === 0) found.push(...bucketNameFindings(stateBucketName(deployment), ["bucketSuffix"]));
  if (region !== undefined) found.push(...regionFindings(region, ["region"]));
  found.push(
    ...onCall.flatMap((arn, at) =>
      isPersonArn(arn) ? [] : [report("ON_CALL_ARN_INVALID", ["onCall", at], arn)],
    ),
  );
  return github ? [...found, ...githubFindings(github)] : found;
}

function isPersonArn(arn: string): boolean {
  return /^arn:aws:iam::\d{12}:(?:user|role)\/[\w+=,.@/-]{1,512}$/.test(arn);
}

function githubFindings({ branch, environment, oidcProviderArn, repository }: GitHub): ConfigFinding[] {
  const found: ConfigFinding[] = [];
  const path = (key: keyof GitHub) => ["github", key];
  if (!/^[A-Za-z0-9](-?[A-Za-z0-9]){0,38}\/(?!\.{1,2}$)(?!.*\.git$)[\w.-]{1,100}$/.test(repository)) {
    found.push(report("GITHUB_REPOSITORY_INVALID", path("repository"), repository));
  }
  if (!isRef(branch) || branch.startsWith("refs/")) {
    found.push(report("GITHUB_REF_INVALID", path("branch"), branch));
  }
  if (environment !== undefined && !isRef(environment)) {
    found.push(report("GITHUB_REF_INVALID", path("environment"), environment));
  }
  if (oidcProviderArn !== undefined && !isOidcProviderArn(oidcProviderArn)) {
    found.push(report("OIDC_PROVIDER_ARN_INVALID", path("oidcProviderArn"), oidcProviderArn));
  }
  return found;
}

function isRef(name: string): boolean {
  return /^[\w./@#+=-]{1,255}$/.test(name) && !name.startsWith("/");
}

function isOidcProviderArn(arn: string): boolean {
  return /^arn:aws:iam::\d{12}:oidc-provider\/token\.actions\.githubusercontent\.com(\/[\w-]+)?$/.test(arn);
}
