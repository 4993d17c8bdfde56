import { basename } from "node:path";
import { ConfigError, readProject } from "../config";
import { nearestTo, nearestToClock, regionCalled, regionTitle } from "./regions";

/** What a person is asked, each also an option. */
export interface Questions {
  readonly name?: string;
  /** "Frankfurt, Ireland", "eu-central-1,eu-west-1", or the primary alone. */
  readonly regions?: string;
  /** A host name, or "none". */
  readonly domain?: string;
  /** "owner/name", or "none". */
  readonly github?: string;
}

/** What a project is made of. */
export interface Answers {
  readonly name: string;
  readonly bucketSuffix: string;
  readonly primary: string;
  readonly replica: string;
  readonly domain: { readonly name: string; readonly zone: string } | undefined;
  readonly repository: string | undefined;
}

/** Where the answers that nobody gave come from. */
export interface AnswerSources {
  readonly folder: string;
  readonly timeZone: string;
  /** Hours that the zone's winter is ahead of UTC. */
  readonly offset: number;
  /** What makes the names of buckets nobody else's. */
  readonly bucketSuffix: string;
  /** Asks a person, who may leave it at the suggestion. @default - everything is left at that */
  readonly ask?: (question: string, suggestion: string) => Promise<string>;
}

/**
 * Asks what no option has answered.
 *
 * @throws {ConfigError} with all that the config's own checks find wrong with the answers
 */
export async function answers(given: Questions, surroundings: AnswerSources): Promise<Answers> {
  const { bucketSuffix, folder, offset, timeZone } = surroundings;
  const ask = (answer: string | undefined, question: string, suggestion: string) =>
    answer ?? surroundings.ask?.(question, suggestion) ?? suggestion;
  const name = await ask(given.name, "Name of the site", suggestedName(folder));
  const near = nearestToClock(timeZone, offset);
  const pair = `${near}, ${nearestTo(near)}`;
  const said = await ask(
    given.regions,
    `Regions, primary and replica (nearest: ${regionTitle(near)}, ${regionTitle(nearestTo(near))})`,
    pair,
  );
  const [primary = near, replica = nearestTo(primary)] = said.split(",").map(regionCalled);
  const domain = noneIsNothing(await ask(given.domain, "Domain, such as www.example.com, or none", "none"));
  const repository = noneIsNothing(await ask(given.github, "GitHub repository, owner/name, or none", "none"));
  const all = {
    ...{ name, bucketSuffix, primary, replica, repository },
    domain:
      domain === undefined ? undefined : { name: domain.toLowerCase(), zone: zoneOf(domain.toLowerCase()) },
  };
  refuseWrong(all);
  return all;
}

/** Paths whose values follow from an answer that has another path: what is wrong with that is said there. */
const followsFrom: Readonly<Record<string, string>> = {
  "domain.zone.name": "domain.name",
  "deployment.project": "name",
};

function refuseWrong(all: Answers): void {
  try {
    readProject({
      default: siteOf(all),
      ...(all.repository !== undefined && { deployment: deploymentOf(all) }),
    });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const { problems } = error;
    const isSaid = (code: string, path: string | undefined) =>
      problems.some((one) => one.code === code && one.path === path);
    throw new ConfigError(problems.filter(({ code, path }) => !isSaid(code, followsFrom[path])));
  }
}

/** The site that site.config.ts is going to have, as far as the answers say it. */
export function siteOf({ bucketSuffix, domain, name, primary, replica }: Answers) {
  const named = domain && { name: domain.name, zone: { name: domain.zone } };
  return { name, bucketSuffix, regions: { primary, replica }, ...(named && { domain: named }) };
}

/** Where its state will be. */
export function deploymentOf({ bucketSuffix, name, repository }: Answers) {
  return { project: name, bucketSuffix, ...(repository !== undefined && { github: { repository } }) };
}

/** The folder's name, as far as it is one. */
function suggestedName(folder: string): string {
  const name = basename(folder)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+|-+$/g, "")
    .slice(0, 32)
    .replace(/-+$/, "");
  return name.length >= 2 ? name : "my-site";
}

/** The zone is that of the domain without its first label, unless nothing but a suffix is left then. */
function zoneOf(domain: string): string {
  const labels = domain.split(".");
  return labels.length > 2 ? labels.slice(1).join(".") : domain;
}

function noneIsNothing(answer: string): string | undefined {
  return /^(none|no|)$/i.test(answer.trim()) ? undefined : answer.trim();
}
