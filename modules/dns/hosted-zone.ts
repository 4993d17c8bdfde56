import { DataAwsRoute53Zone } from "@cdktf/provider-aws/lib/data-aws-route53-zone/index.js";
import { Route53Zone } from "@cdktf/provider-aws/lib/route53-zone/index.js";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import type { SiteConfig } from "../../config/schema";

/** The zone of the site's names. */
export interface HostedZoneProps {
  /** Known by id, looked up by name, or created. */
  readonly zone: NonNullable<SiteConfig["domain"]>["zone"];
  /** Provider of any region: Route 53 is global. @default - the stack's default provider */
  readonly provider?: TerraformProvider;
  /** Tags of a created zone. @default - none */
  readonly tags?: Record<string, string>;
}

/** A public Route 53 hosted zone. A zone given by id costs no resource and no look-up at plan time. */
export class HostedZone extends Construct {
  readonly zoneId: string;
  /** Of a created zone: what the registrar, or the parent zone, has to delegate to. */
  readonly nameServers?: string[];

  constructor(scope: Construct, id: string, props: HostedZoneProps) {
    super(scope, id);
    const { zone, provider, tags } = props;
    if ("id" in zone) {
      this.zoneId = zone.id;
      return;
    }
    if (!zone.create) {
      this.zoneId = new DataAwsRoute53Zone(this, "Zone", {
        name: zone.name,
        privateZone: false,
        provider,
      }).zoneId;
      return;
    }
    const created = new Route53Zone(this, "Zone", { name: zone.name, provider, tags });
    this.zoneId = created.zoneId;
    this.nameServers = created.nameServers;
  }
}
