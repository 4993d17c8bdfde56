import { CloudfrontFunction } from "@cdktf/provider-aws/lib/cloudfront-function/index.js";
import { CloudfrontKeyValueStore } from "@cdktf/provider-aws/lib/cloudfront-key-value-store/index.js";
import { CloudfrontkeyvaluestoreKey } from "@cdktf/provider-aws/lib/cloudfrontkeyvaluestore-key/index.js";
import { Construct } from "constructs";
import { siteNames } from "../../config/names";
import type { SiteConfig } from "../../config/schema";
import { viewerRequestBundle } from "../edge-bundle";
import { FunctionListing } from "../function-listing";
import { codeText, terraformLiteral } from "../terraform-text";

/** What a viewer-request function is made of. */
export interface ViewerRequestProps {
  readonly site: SiteConfig;
}

/**
 * The viewer-request function and its KeyValueStore. Redirects that do not fit into the code are keys of the store;
 * the evacuation switch `serve-from` is no resource, since operators flip it without Terraform.
 */
export class ViewerRequestFunction extends Construct {
  readonly functionName: string;
  readonly functionArn: string;
  readonly keyValueStoreArn: string;

  constructor(scope: Construct, id: string, { site }: ViewerRequestProps) {
    super(scope, id);
    const names = siteNames(site);
    const { code, keyValues, readable } = viewerRequestBundle(site);
    // Edges change from one store and function to those of another pair of regions with the distribution, and at once.
    const lifecycle = site.regions.places && { createBeforeDestroy: true };
    const store = new CloudfrontKeyValueStore(this, "Store", {
      name: names.keyValueStore,
      comment: `Evacuation switch and redirects of ${site.name}`,
      lifecycle,
    });
    const keys = Object.entries(keyValues).map(
      ([key, value]) =>
        new CloudfrontkeyvaluestoreKey(this, key, {
          keyValueStoreArn: store.arn,
          key,
          value: terraformLiteral(value),
          // A function that reads other keys, or none, has to be there before these can go.
          lifecycle: { createBeforeDestroy: true },
        }),
    );
    this.functionName = names.viewerRequest;
    const resource = new CloudfrontFunction(this, "Function", {
      name: this.functionName,
      runtime: "cloudfront-js-2.0",
      comment: `Host, redirects, documents and origins of ${site.name}`,
      code: codeText(code),
      keyValueStoreAssociations: [store.arn],
      publish: true,
      dependsOn: keys,
      lifecycle,
    });
    new FunctionListing(this, "Listing", { name: "viewer-request", code: `${code}\n`, readable, resource });
    this.functionArn = resource.arn;
    this.keyValueStoreArn = store.arn;
  }
}
