export { Replication, type ReplicationProps, replicationRuleId } from "./replication";
