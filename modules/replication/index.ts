export { Replication, type ReplicationProps } from "./replication";
