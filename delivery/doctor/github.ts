import type { DeploymentConfig } from "../../config";
import type { StatusCheck } from "../../operations/status/check";
import type { Environment } from "../../toolchain";
import { calling, connect, type GitHub, type Patience } from "../github/client";
import { type Examination, looking } from "./examination";

type Repository = NonNullable<DeploymentConfig["github"]>;

/** What the workflows read; docs/ci.md says what each is. */
const needed = ["OUTLAST_PLAN_ROLE", "OUTLAST_DRIFT_ROLE", "OUTLAST_APPLY_ROLE", "OUTLAST_REGION"] as const;

/** Somebody waits: what GitHub does not answer at once is said not to be known. */
const patience: Patience = { retries: 0, unitMs: 1_000, longestWait: 0 };

/** Whether the repository has what its workflows need, by whichever token is there. */
export async function githubChecks(
  deployment: DeploymentConfig | undefined,
  env: Environment = process.env,
): Promise<Examination> {
  const { github, region } = deployment ?? {};
  if (github === undefined) return { checks: [], notLookedAt: [] };
  const what = `the variables and the environment of the repository ${github.repository}`;
  const token = env.GITHUB_TOKEN || env.GH_TOKEN;
  if (!token)
    return {
      checks: [],
      notLookedAt: [`${what}: there is no GITHUB_TOKEN or GH_TOKEN; docs/ci.md lists them`],
    };
  const client = connect({ ...env, GITHUB_TOKEN: token }, () => {}, patience);
  return looking(what, async () => {
    const [variables, environment] = await Promise.all([
      variablesOf(client, github),
      environmentCheck(client, github),
    ]);
    return [variablesCheck(variables, region), ...environment];
  });
}

/** Those of the environment go before those of the repository, and these before the organization's. */
async function variablesOf({ rest: { actions } }: GitHub, { environment, repository }: Repository) {
  const where = { ...placeOf(repository), per_page: 30, request: inTime() };
  const lists = await Promise.all([
    // Most repositories have no organization, and an environment that is not there has a check of its own.
    actions.listRepoOrganizationVariables(where).catch(nothing),
    calling("read the variables", () => actions.listRepoVariables(where)),
    ...(environment === undefined
      ? []
      : [actions.listEnvironmentVariables({ ...where, environment_name: environment }).catch(nothing)]),
  ]);
  return new Map(
    lists.flatMap(({ data }) => data.variables.map(({ name, value }) => [name, value] as const)),
  );
}

function nothing() {
  return { data: { variables: [] } };
}

function variablesCheck(variables: ReadonlyMap<string, string>, region: string | undefined): StatusCheck {
  const missing = needed.filter((name) => !variables.get(name));
  const set = variables.get("OUTLAST_REGION");
  const wrong = [
    ...(missing.length > 0
      ? [
          `not set: ${missing.join(", ")}; \`npx outlast bootstrap\` prints them, and docs/ci.md says where they go`,
        ]
      : []),
    ...(set && region && set !== region ? [`OUTLAST_REGION is ${set}, and the state is in ${region}`] : []),
  ];
  const detail = wrong.length > 0 ? wrong.join("; ") : `${needed.join(", ")} are set`;
  return { name: "github variables", ok: wrong.length === 0, detail };
}

/** GitHub makes an environment that a job names and nobody has made, and lets everybody into it. */
async function environmentCheck(
  client: GitHub,
  { environment, repository }: Repository,
): Promise<StatusCheck[]> {
  if (environment === undefined) return [];
  const name = `github environment ${environment}`;
  const answer = await calling(
    "read the environment",
    async () =>
      await client.rest.repos
        .getEnvironment({ ...placeOf(repository), environment_name: environment, request: inTime() })
        .catch((error: { readonly status?: number }) => {
          if (error.status === 404) return undefined;
          throw error;
        }),
  );
  if (answer === undefined)
    return [
      { name, ok: false, detail: "is not there: make it, with required reviewers and limited to the branch" },
    ];
  const isReviewed = answer.data.protection_rules?.some(({ type }) => type === "required_reviewers");
  const detail = isReviewed ? "has required reviewers" : "has no required reviewers: whoever merges deploys";
  return [{ name, ok: true, detail }];
}

function placeOf(repository: string) {
  const [owner = "", repo = ""] = repository.split("/");
  return { owner, repo };
}

function inTime() {
  return { signal: AbortSignal.timeout(5_000) };
}
