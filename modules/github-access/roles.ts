import { stackName } from "../../config/names";
import type { DeploymentConfig } from "../../config/schema";
import type { Account } from "../account";
import { stateArns } from "./arns";
import { guardOfRoles } from "./guard";
import { byPurpose, withAllActions } from "./merge";
import { allow, type ManagedSite, type Statement } from "./policy";
import {
  readOwnDistributions,
  readReleaseState,
  readShared,
  readSite,
  readStatus,
  readStoredRedirects,
} from "./reads";
import { readServers, writeServers } from "./servers";
import { writeShared } from "./shared-writes";
import { writeSite } from "./writes";

/** Whom the roles serve, and in which account. */
export interface AccessScope {
  readonly account: Account;
  readonly deployment: DeploymentConfig;
  readonly sites: readonly ManagedSite[];
}

/** What a plan needs: to read the sites' resources and states. Nothing is written, not even a lock. */
export function planStatements({ account, deployment, sites }: AccessScope): Statement[] {
  const { bucket, state } = stateArns(account, deployment);
  return [
    ...guardOfRoles(account, deployment),
    ...readShared(account, sites),
    ...readStoredRedirects(account, sites),
    ...readServers(account, sites),
    allow("ListStates", ["s3:ListBucket"], [bucket]),
    ...byPurpose(
      sites.flatMap((site) => [
        ...readSite(account, site),
        readOwnDistributions(account, site),
        allow("ReadStates", ["s3:GetObject"], [state(stackName(site))]),
      ]),
    ),
  ];
}

/** A plan, and what is asked about a running site. */
export function driftStatements(scope: AccessScope): Statement[] {
  const { account, sites } = scope;
  return [
    ...planStatements(scope),
    ...readStatus(account),
    ...sites.map((site) => readReleaseState(account, site)),
  ];
}

/**
 * What an apply and a release need, each site's in its own names. CloudFront's other resources, certificates, health
 * checks and hosted zones get their ids from AWS, so those statements reach every one in the account.
 */
export function applyStatements({ account, deployment, sites }: AccessScope): Statement[] {
  const { bucket, state } = stateArns(account, deployment);
  return [
    ...guardOfRoles(account, deployment),
    ...readShared(account, sites),
    ...writeShared(account, sites),
    ...readServers(account, sites),
    ...writeServers(account, sites),
    allow("ListStates", ["s3:ListBucket"], [bucket]),
    ...byPurpose(
      sites.flatMap((site) => [
        ...withAllActions([...writeSite(account, deployment, site), ...readSite(account, site)]),
        ...writeState(state(stackName(site))),
      ]),
    ),
  ];
}

/** A state and its lock, which is the object beside it. */
function writeState(state: string): Statement[] {
  const lock = `${state}.tflock`;
  return [
    allow("WriteStates", ["s3:GetObject", "s3:PutObject"], [state, lock]),
    allow("ReleaseLocks", ["s3:DeleteObject"], [lock]),
  ];
}
