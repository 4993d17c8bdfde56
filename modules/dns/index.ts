export { AliasRecords, type AliasRecordsProps } from "./alias-records";
export { HostedZone, type HostedZoneProps } from "./hosted-zone";
