import { githubIssuer } from "../../config/names";
import type { DeploymentConfig } from "../../config/schema";

/** The repository whose workflows may assume a role. */
export type GithubRepository = NonNullable<DeploymentConfig["github"]>;

/** Audience that GitHub's own AWS action asks a token for. */
export const AUDIENCE = "sts.amazonaws.com";

/**
 * Subject of the runs that may plan: those for pull requests. GitHub gives runs for pull requests from forks no token to
 * assume a role with; their subject is not a different one.
 *
 * @see https://docs.github.com/en/actions/reference/security/oidc
 */
export function planSubjects({ repository }: GithubRepository): string[] {
  return [`repo:${repository}:pull_request`];
}

/** Subject of the runs that look for drift: those on the branch. */
export function driftSubjects(github: GithubRepository): string[] {
  return [branchSubject(github)];
}

/** Subject of the runs that may apply. The subject of a job with an environment names the environment only. */
export function applySubjects(github: GithubRepository): string[] {
  const { environment, repository } = github;
  if (environment === undefined) return [branchSubject(github)];
  return [`repo:${repository}:environment:${environment}`];
}

/** Lets exactly these subjects assume a role: no wildcard, no other audience. */
export function trustPolicy(providerArn: string, subjects: readonly string[]) {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Federated: providerArn },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: {
          StringEquals: { [`${githubIssuer}:aud`]: AUDIENCE, [`${githubIssuer}:sub`]: subjects },
        },
      },
    ],
  };
}

function branchSubject({ repository, branch }: GithubRepository): string {
  return `repo:${repository}:ref:refs/heads/${branch}`;
}
