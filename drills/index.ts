import type { ScenarioInput } from "../rehearsal/drill/scenario";
import badReleaseInOutage from "./bad-release-in-outage";
import badReleaseRolledBack from "./bad-release-rolled-back";
import bothRegionsCold from "./both-regions-cold";
import bothRegionsMaintenance from "./both-regions-maintenance";
import bothRegionsWarm from "./both-regions-warm";
import cloudflare2025 from "./cloudflare-2025";
import cloudfrontDns2026 from "./cloudfront-dns-2026";
import evacuationAfter05Minutes from "./evacuation-after-05-minutes";
import evacuationAfter15Minutes from "./evacuation-after-15-minutes";
import evacuationAfter60Minutes from "./evacuation-after-60-minutes";
import evacuationAndReturn from "./evacuation-and-return";
import evacuationNever from "./evacuation-never";
import failoverDuringAssets from "./failover-during-assets";
import failoverDuringBegin from "./failover-during-begin";
import failoverDuringEntry from "./failover-during-entry";
import failoverDuringPages from "./failover-during-pages";
import failoverDuringRecord from "./failover-during-record";
import failoverDuringRelease from "./failover-during-release";
import headersFunctionThrows from "./headers-function-throws";
import invalidationBothDown from "./invalidation-both-down";
import invalidationInOutage from "./invalidation-in-outage";
import keyValueStoreUnreadable from "./key-value-store-unreadable";
import meCentral12026 from "./me-central-1-2026";
import notFoundInOutage from "./not-found-in-outage";
import pageTakenDown from "./page-taken-down";
import primary500 from "./primary-500";
import primaryBlackHoled from "./primary-black-holed";
import primaryBrownout from "./primary-brownout";
import primaryBucketDeleted from "./primary-bucket-deleted";
import primaryCutsBodies from "./primary-cuts-bodies";
import primaryDnsGone from "./primary-dns-gone";
import primaryFlapping from "./primary-flapping";
import primaryHangs from "./primary-hangs";
import primaryPolicyRemoved from "./primary-policy-removed";
import primaryRefuses from "./primary-refuses";
import primaryResets from "./primary-resets";
import primarySlow from "./primary-slow";
import primarySlowDown from "./primary-slow-down";
import primaryTlsBroken from "./primary-tls-broken";
import replicaBehind from "./replica-behind";
import replicaRefuses from "./replica-refuses";
import replicationPaused from "./replication-paused";
import s3UsEast12017 from "./s3-us-east-1-2017";
import usEast1ControlPlanes2025 from "./us-east-1-control-planes-2025";
import viewerRequestExceedsLimits from "./viewer-request-exceeds-limits";
import viewerRequestThrows from "./viewer-request-throws";

/** The scenarios that ship, by name. */
export const shippedScenarios: Readonly<Record<string, ScenarioInput>> = {
  "bad-release-in-outage": badReleaseInOutage,
  "bad-release-rolled-back": badReleaseRolledBack,
  "both-regions-cold": bothRegionsCold,
  "both-regions-maintenance": bothRegionsMaintenance,
  "both-regions-warm": bothRegionsWarm,
  "cloudflare-2025": cloudflare2025,
  "cloudfront-dns-2026": cloudfrontDns2026,
  "evacuation-after-05-minutes": evacuationAfter05Minutes,
  "evacuation-after-15-minutes": evacuationAfter15Minutes,
  "evacuation-after-60-minutes": evacuationAfter60Minutes,
  "evacuation-and-return": evacuationAndReturn,
  "evacuation-never": evacuationNever,
  "failover-during-assets": failoverDuringAssets,
  "failover-during-begin": failoverDuringBegin,
  "failover-during-entry": failoverDuringEntry,
  "failover-during-pages": failoverDuringPages,
  "failover-during-record": failoverDuringRecord,
  "failover-during-release": failoverDuringRelease,
  "headers-function-throws": headersFunctionThrows,
  "invalidation-both-down": invalidationBothDown,
  "invalidation-in-outage": invalidationInOutage,
  "key-value-store-unreadable": keyValueStoreUnreadable,
  "me-central-1-2026": meCentral12026,
  "not-found-in-outage": notFoundInOutage,
  "page-taken-down": pageTakenDown,
  "primary-500": primary500,
  "primary-black-holed": primaryBlackHoled,
  "primary-brownout": primaryBrownout,
  "primary-bucket-deleted": primaryBucketDeleted,
  "primary-cuts-bodies": primaryCutsBodies,
  "primary-dns-gone": primaryDnsGone,
  "primary-flapping": primaryFlapping,
  "primary-hangs": primaryHangs,
  "primary-policy-removed": primaryPolicyRemoved,
  "primary-refuses": primaryRefuses,
  "primary-resets": primaryResets,
  "primary-slow": primarySlow,
  "primary-slow-down": primarySlowDown,
  "primary-tls-broken": primaryTlsBroken,
  "replica-behind": replicaBehind,
  "replica-refuses": replicaRefuses,
  "replication-paused": replicationPaused,
  "s3-us-east-1-2017": s3UsEast12017,
  "us-east-1-control-planes-2025": usEast1ControlPlanes2025,
  "viewer-request-exceeds-limits": viewerRequestExceedsLimits,
  "viewer-request-throws": viewerRequestThrows,
};
