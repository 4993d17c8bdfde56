/** What Route 53 answers with, and what decides which of several answers it is. Durations are seconds. */
export interface DnsRecord {
  /** In small letters, without a dot at its end. */
  readonly name: string;
  readonly type: "A" | "AAAA" | "CNAME";
  /** A name for CNAME and aliases, else addresses. */
  readonly targets: readonly string[];
  /** Route 53 looks the target up itself; undefined is no alias. */
  readonly alias?: { readonly evaluateTargetHealth: boolean };
  readonly ttl: number;
  readonly routing:
    | { readonly type: "simple" }
    | { readonly type: "failover"; readonly role: "primary" | "secondary" }
    | { readonly type: "latency"; readonly region: string };
  readonly healthCheckId?: string;
}

/** The part of a health check that all kinds have. */
interface AnyHealthCheck {
  readonly id: string;
  /** Healthy is unhealthy, and the other way round. */
  readonly inverted: boolean;
  /** Nobody asks, and it counts as healthy. */
  readonly disabled: boolean;
}

/** Checkers in several places ask one endpoint, each by itself. */
export interface EndpointCheck extends AnyHealthCheck {
  readonly type: "endpoint";
  readonly protocol: "http" | "https" | "tcp";
  /** Name or address that is connected to. */
  readonly endpoint: string;
  /** Host header of the request. */
  readonly host: string;
  readonly port: number;
  /** With its query. */
  readonly path: string;
  /** Has to be in the body. */
  readonly searchString?: string;
  readonly interval: number;
  /** Checks in a row that change a checker's mind. */
  readonly failureThreshold: number;
  /** Those that change it back. @default failureThreshold */
  readonly recoveryThreshold?: number;
  /** Limit of a connection, and of the answer after it. @default - those of Route 53 */
  readonly timeout?: number;
  /** First and last of each range of a healthy endpoint's status codes. @default [[200, 399]] */
  readonly statuses?: readonly (readonly [number, number])[];
  /** How many places ask. */
  readonly checkers: number;
}

/** Goes by other checks. */
export interface CalculatedCheck extends AnyHealthCheck {
  readonly type: "calculated";
  readonly children: readonly string[];
  /** How many of them have to be healthy. */
  readonly threshold: number;
}

/** Goes by what is not rehearsed, such as an alarm: healthy here. */
export interface AssumedCheck extends AnyHealthCheck {
  readonly type: "assumed";
}

export type HealthCheck = EndpointCheck | CalculatedCheck | AssumedCheck;

/** An application load balancer, in front of proxies that pass on what one of S3's names answers. */
export interface LoadBalancer {
  readonly dnsName: string;
  /** The name that its targets ask. */
  readonly origin: string;
  readonly check: EndpointCheck;
}

/** Where names lead, as a Terraform file says it. */
export interface Zones {
  readonly records: readonly DnsRecord[];
  readonly healthChecks: readonly HealthCheck[];
  readonly balancers: readonly LoadBalancer[];
}
