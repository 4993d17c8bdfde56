import type * as z from "zod";
import { OutlastError } from "../errors/outlast-error";
import { siteChecks } from "./checks";
import type { CheckContext } from "./checks/check";
import { deploymentFindings } from "./checks/deployment";
import { planFindings } from "./checks/flat-rate";
import { projectFindings } from "./checks/project";
import { quotaFindings } from "./checks/quotas";
import { withNetlifyFiles } from "./netlify";
import { type ConfigFinding, type ConfigProblem, formatPath, type Path, reporter } from "./problem";
import { type RenamedKey, type Renaming, underNewNames } from "./renamed-keys";
import { renderProblems } from "./render";
import { type Repaired, repair, touchesGap } from "./repair";
import { type DeploymentConfig, deploymentSchema, type SiteConfig, siteSchema } from "./schema";
import { shapeFindings, shapeRules } from "./shape";

/** Everything that site.config.ts says, parsed, defaulted, checked and frozen. */
export interface Project {
  /** At least one. */
  readonly sites: readonly SiteConfig[];
  /** With its region filled in. */
  readonly deployment?: DeploymentConfig;
  /** What is allowed and still deserves a look. */
  readonly warnings: readonly ConfigProblem[];
}

/** What a module `site.config.ts` exports. */
export interface ProjectExports {
  readonly default?: unknown;
  readonly deployment?: unknown;
}

/** What is known beside the config. */
export interface ReadProjectOptions {
  /** Paths of the files in a site's content folder, relative to it, so that redirects over documents are found. */
  readonly documents?: (site: SiteConfig) => readonly string[];
  /** Whether something is there, by its path in a site's content folder, "" for that itself. */
  readonly isThere?: (site: SiteConfig, path: string) => boolean;
  /** The text of a file, by its path in a site's content folder; undefined if there is none. */
  readonly read?: (site: SiteConfig, path: string) => string | undefined;
  /** Keys that had other names. @default - those of every published version */
  readonly renamed?: readonly RenamedKey[];
}

/** The config is wrong; `problems` is all of it, warnings included. */
export class ConfigError extends OutlastError<ConfigProblem> {
  override readonly name = "ConfigError";

  constructor(problems: readonly ConfigProblem[]) {
    super(problems, { message: renderProblems(problems) });
  }
}

const reportShape = reporter(shapeRules);
const siteFillers = { name: "site", regions: { primary: "eu-central-1", replica: "eu-west-1" } };
const deploymentFillers = { project: "project" };

/** Reads the exports of `site.config.ts`. Throws a `ConfigError` with every problem at once. */
export function readProject(exports: ProjectExports, options: ReadProjectOptions = {}): Project {
  const inputs = Array.isArray(exports.default) ? exports.default : [exports.default];
  const isList = Array.isArray(exports.default);
  if (exports.default === undefined || inputs.length === 0) {
    throw new ConfigError(toProblems([reportShape("CONFIG_NO_SITE", ["default"], exports.default)], isList));
  }

  const context = sharedContext(options);
  const readings = inputs.map((input, index) => {
    const reading = readShape(siteSchema, underNewNames(input, "site", options.renamed), siteFillers, [
      "sites",
      index,
    ]);
    const { parsed } = reading;
    const added = parsed && withNetlifyFiles(parsed.value, (name) => options.read?.(parsed.value, name));
    const whole = parsed && added && { ...parsed, value: added.site };
    const found = added ? [...added.findings, ...added.told(siteFindings(whole, context))] : [];
    return {
      ...(whole && { parsed: whole }),
      findings: [...reading.findings, ...under(["sites", index], found)],
    };
  });
  const deployment = readDeployment(exports.deployment, options);
  const findings = [
    ...readings.flatMap((reading) => reading.findings),
    ...deployment.findings,
    ...sharedFindings(readings, deployment),
  ];

  const problems = toProblems(findings, isList);
  if (problems.some(({ severity }) => severity === "error")) throw new ConfigError(problems);
  const sites = readings.flatMap(({ parsed }) => (parsed ? [parsed.value] : []));
  return deepFreeze({
    sites,
    ...(deployment.parsed && { deployment: withRegion(deployment.parsed.value, sites) }),
    warnings: problems,
  });
}

interface Reading<T> {
  readonly parsed?: Repaired<T>;
  readonly findings: readonly ConfigFinding[];
}

function readShape<T>(
  schema: z.ZodType<T>,
  { value: input, findings }: Renaming,
  fillers: Readonly<Record<string, unknown>>,
  path: Path,
): Reading<T> {
  const renamed = under(path, findings);
  const result = schema.safeParse(input);
  if (result.success) return { parsed: { value: result.data, gaps: [] }, findings: renamed };
  return {
    parsed: repair(schema, input, fillers),
    findings: [...renamed, ...under(path, shapeFindings(schema, input, result.error.issues))],
  };
}

function under(path: Path, findings: readonly ConfigFinding[]): ConfigFinding[] {
  return findings.map((finding) => ({ ...finding, path: [...path, ...finding.path] }));
}

/** What the checks of a site may know. Sites are often alike in what takes long, and have one content folder. */
function sharedContext({ documents, isThere }: ReadProjectOptions): (site: SiteConfig) => CheckContext {
  const known: CheckContext["known"] = new Map();
  const folders = new Map<string, readonly string[]>();
  return (site) => {
    const { folder } = site.content;
    const inFolder = folders.get(folder) ?? documents?.(site) ?? [];
    folders.set(folder, inFolder);
    return {
      ...{ documents: inFolder, known },
      ...(isThere && { isThere: (path: string) => isThere(site, path) }),
    };
  };
}

function siteFindings(
  parsed: Repaired<SiteConfig> | undefined,
  context: (site: SiteConfig) => CheckContext,
): ConfigFinding[] {
  if (!parsed) return [];
  const { value: site } = parsed;
  const known = context(site);
  const found = siteChecks.flatMap((check) => check.find(site, known));
  return found.filter(({ path }) => !touchesGap(path, parsed.gaps));
}

function readDeployment(input: unknown, options: ReadProjectOptions): Reading<DeploymentConfig> {
  if (input === undefined) return { findings: [] };
  const named = underNewNames(input, "deployment", options.renamed);
  const reading = readShape<DeploymentConfig>(deploymentSchema, named, deploymentFillers, ["deployment"]);
  const { parsed } = reading;
  if (!parsed) return reading;
  const found = deploymentFindings(parsed.value).filter(({ path }) => !touchesGap(path, parsed.gaps));
  return { parsed, findings: [...reading.findings, ...under(["deployment"], found)] };
}

function sharedFindings(
  readings: readonly Reading<SiteConfig>[],
  deployment: Reading<DeploymentConfig>,
): ConfigFinding[] {
  const isWhole = (reading: Reading<unknown>) => reading.parsed?.gaps.length === 0;
  // A repaired part has names of its own making: only whole ones can be compared.
  if (!readings.every(isWhole)) return [];
  const sites = readings.flatMap(({ parsed }) => (parsed ? [parsed.value] : []));
  const shared = projectFindings(sites, isWhole(deployment) ? deployment.parsed?.value : undefined);
  return [...shared, ...planFindings(sites), ...quotaFindings(sites)];
}

function withRegion(deployment: DeploymentConfig, sites: readonly SiteConfig[]): DeploymentConfig {
  return { ...deployment, region: deployment.region ?? sites[0]?.regions.replica };
}

function toProblems(findings: readonly ConfigFinding[], isList: boolean): ConfigProblem[] {
  return findings.map(({ path, ...finding }) => {
    const shown = !isList && path[0] === "sites" ? path.slice(2) : path;
    const { code, severity, ...rest } = finding;
    return { code, severity, path: formatPath(shown) || "default", ...rest };
  });
}

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.values(value).forEach(deepFreeze);
    Object.freeze(value);
  }
  return value;
}
