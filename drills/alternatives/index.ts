import accessPoint from "./access-point.tf.json";
import loadBalancers from "./load-balancers.tf.json";
import oneBucket from "./one-bucket.tf.json";
import originGroup from "./origin-group.tf.json";
import route53Failover from "./route53-failover.tf.json";

/** A way to keep a site on AWS, as others have it. */
export interface Alternative {
  readonly name: string;
  readonly title: string;
  /** A configuration in JSON syntax. */
  readonly terraform: object;
  /** Whether it has a switch that somebody throws. */
  readonly hasSwitch?: boolean;
}

/** As most people have them first. */
export const alternatives: readonly Alternative[] = [
  { name: "one-bucket", title: "One bucket, CloudFront's defaults", terraform: oneBucket },
  { name: "origin-group", title: "Two buckets, an origin group with default timers", terraform: originGroup },
  {
    name: "route53-failover",
    title: "Route 53 failover from CloudFront to a website endpoint",
    terraform: route53Failover,
  },
  {
    name: "load-balancers",
    title: "Load balancers of two regions behind latency records",
    terraform: loadBalancers,
  },
  {
    name: "access-point",
    title: "Multi-Region Access Point, routes switched after 5 min",
    terraform: accessPoint,
    hasSwitch: true,
  },
];
