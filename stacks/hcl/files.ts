/** The files of a stack's HCL, in the order in which they are read, and what each has. */
export const hclFiles = {
  "providers.tf": "versions, providers of the regions, and who deploys",
  "state.tf": "where Terraform's state is kept",
  "content.tf": "the two buckets, what may read them, and the replication between them",
  "distribution.tf": "the CloudFront distribution, its caches, headers and origins",
  "edge.tf": "the functions that run at the edge; their code is in functions/",
  "dns.tf": "the zone, the certificate and the names",
  "monitoring.tf": "alarms, health checks, the dashboard and logs",
  "access.tf": "what CI and people on call may do",
  "outputs.tf": "what the other verbs read of a site",
  "main.tf": "what was added to the stack",
} as const;

/** The name of a file of a stack's HCL. */
export type HclFile = keyof typeof hclFiles;

/** CDKTF's own file: it has the table of contents. */
export const contentsFile = "cdk.tf";
/** The functions' code, beside the HCL. */
export const functionsFolder = "functions";
/** What CDKTF's command reads of a stack in HCL. */
export const metadataFile = "metadata.json";

/** By the construct right below the stack. */
const fileOfConstruct: Readonly<Record<string, HclFile>> = {
  Account: "providers.tf",
  Partition: "providers.tf",
  State: "state.tf",
  Primary: "content.tf",
  Replica: "content.tf",
  PrimaryAccess: "content.tf",
  ReplicaAccess: "content.tf",
  Replication: "content.tf",
  ReplicationBack: "content.tf",
  Distribution: "distribution.tf",
  Cache: "distribution.tf",
  WebAcl: "distribution.tf",
  Headers: "distribution.tf",
  ServerHeaders: "distribution.tf",
  Servers: "distribution.tf",
  Forward: "distribution.tf",
  ViewerRequest: "edge.tf",
  EdgeHeaders: "edge.tf",
  Sentinel: "edge.tf",
  Zone: "dns.tf",
  Certificate: "dns.tf",
  Dns: "dns.tf",
  Monitoring: "monitoring.tf",
  Logs: "monitoring.tf",
  LogDelivery: "monitoring.tf",
  Github: "access.tf",
  OnCall: "access.tf",
};

/** Of a site whose replica was promoted, what each region has is named after it. */
const ofRegion = /^[a-z]{2}(?:-[a-z]+)+-\d(?:-|$)/;

/** The file of a construct, by its path with the stack's id in front. */
export function fileOf(path: string): HclFile {
  const [, construct = ""] = path.split("/");
  if (ofRegion.test(construct)) return "content.tf";
  return Object.hasOwn(fileOfConstruct, construct) ? (fileOfConstruct[construct] as HclFile) : "main.tf";
}
