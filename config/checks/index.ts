import { netlifyRules } from "../netlify/rules";
import type { ConfigRule } from "../problem";
import { cacheKeyCheck } from "./cache-key";
import type { ConfigCheck } from "./check";
import { contentCheck } from "./content";
import { deploymentRules } from "./deployment";
import { distributionCheck } from "./distribution";
import { domainCheck } from "./domain";
import { errorPagesCheck } from "./error-pages";
import { failoverCheck } from "./failover";
import { flatRateCheck, sharedPlanRules } from "./flat-rate";
import { headerLengthsCheck } from "./header-lengths";
import { headerLifetimesCheck } from "./header-lifetimes";
import { headerRulesCheck } from "./header-rules";
import { lifetimesCheck } from "./lifetimes";
import { monitoringCheck } from "./monitoring";
import { monthCheck } from "./month";
import { namesCheck } from "./names";
import { objectivesCheck } from "./objectives";
import { originPathsCheck } from "./origin-paths";
import { originServersCheck } from "./origin-servers";
import { pathPatternsCheck } from "./path-patterns";
import { policyHeadersCheck } from "./policy-headers";
import { sharedNameRules } from "./project";
import { quotaRules } from "./quotas";
import { redirectsCheck } from "./redirects";
import { regionsCheck } from "./regions";
import { tagsCheck } from "./tags";
import { urlsCheck } from "./urls";

/** Every check of a site, in the order in which a site is written. */
export const siteChecks: readonly ConfigCheck[] = [
  namesCheck,
  regionsCheck,
  domainCheck,
  contentCheck,
  urlsCheck,
  redirectsCheck,
  lifetimesCheck,
  cacheKeyCheck,
  pathPatternsCheck,
  originServersCheck,
  originPathsCheck,
  failoverCheck,
  errorPagesCheck,
  policyHeadersCheck,
  headerLengthsCheck,
  headerRulesCheck,
  headerLifetimesCheck,
  distributionCheck,
  flatRateCheck,
  monitoringCheck,
  objectivesCheck,
  monthCheck,
  tagsCheck,
];

/** All rules that checks know, by code. */
export const checkRules: Readonly<Record<string, ConfigRule>> = Object.assign(
  {},
  ...siteChecks.map((check) => check.rules),
  deploymentRules,
  sharedNameRules,
  sharedPlanRules,
  quotaRules,
  netlifyRules,
);
