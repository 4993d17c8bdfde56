import { cloudBodies, storeBodies } from "./cloud";
import { pages, scripts, styles } from "./content";
import { siteConfigs } from "./project";
import { contactSheets, listings, netlifyTexts, releaseRecords } from "./records";
import { cloudRequests, controlRequests, edgeRequests } from "./requests";
import { artifacts, lockFiles, reviewedPlans } from "./reviews";
import {
  accessLogs,
  auditDecisions,
  auditedFiles,
  drillResults,
  hclFolders,
  trafficProfiles,
} from "./strangers";
import type { FuzzTarget } from "./target";
import { configurations, plans } from "./terraform";

/** One a reader. */
export const targets: Readonly<Record<string, FuzzTarget>> = {
  configurations,
  plans,
  siteConfigs,
  reviewedPlans,
  lockFiles,
  artifacts,
  edgeRequests,
  controlRequests,
  cloudRequests,
  cloudBodies,
  storeBodies,
  pages,
  styles,
  scripts,
  releaseRecords,
  contactSheets,
  netlifyTexts,
  listings,
  hclFolders,
  auditedFiles,
  auditDecisions,
  accessLogs,
  trafficProfiles,
  drillResults,
};
