import type { ReviewRule } from "../rule";
import { bucketPolicy } from "./bucket-policy";
import { buckets } from "./buckets";
import { distribution } from "./distribution";
import { failover } from "./failover";
import { flatRate } from "./flat-rate";
import { functions, functionsAttached, keyValueStores } from "./functions";
import { headersAttached } from "./headers-attached";
import { trust } from "./identity";
import { lifecycle } from "./lifecycle";
import { cachePolicies, lifetimes } from "./lifetimes";
import { monitoring } from "./monitoring";
import { aliases, certificates, dns } from "./names";
import { accessLists, encryption, publicAccessBlock } from "./public-access";
import { replication, versioning } from "./replication";
import { securityHeaders } from "./security-headers";

/** Every rule of a review. */
export const rules: readonly ReviewRule[] = [
  buckets,
  distribution,
  flatRate,
  failover,
  replication,
  versioning,
  lifecycle,
  publicAccessBlock,
  accessLists,
  encryption,
  bucketPolicy,
  certificates,
  aliases,
  dns,
  cachePolicies,
  lifetimes,
  securityHeaders,
  headersAttached,
  functions,
  functionsAttached,
  keyValueStores,
  monitoring,
  trust,
];
