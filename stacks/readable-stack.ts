import { join } from "node:path";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import { App, type IStackSynthesizer, TerraformElement, TerraformStack } from "cdktf";
import type { Construct, IConstruct } from "constructs";
import { writeChanged } from "../modules/stack-file/write-changed";
import { contentsFile, metadataFile } from "./hcl/files";
import { hclOf } from "./hcl/stack-hcl";
import { hclSynthesizer } from "./hcl/synthesizer";
import { sortedJson } from "./sorted-json";
import { prepareElements, stackJson } from "./stack-json";

/** Bindings of 6.x, attributes of both majors: docs/decisions/0002-provider-range.md. */
const awsProvider = {
  source: "hashicorp/aws",
  version: [">= 5.100.0", "< 7.0.0", ...neverConverging().map((version) => `!= ${version}`)].join(", "),
};

/** 6.22 to 6.39 plan a change of every bucket's `blocked_encryption_types` again and again (provider issue 47320). */
function neverConverging(): string[] {
  const minors = Array.from({ length: 18 }, (_, i) => 22 + i);
  return minors.flatMap((minor) => [0, 1].map((patch) => `6.${minor}.${patch}`));
}

/** The first version of Terraform and of OpenTofu whose S3 backend knows `use_lockfile`. */
const terraformVersion = ">= 1.10.0";

/** Thrown where CDKTF asks for what it would write. */
const prepared = new Error("the stack is prepared");

/** Constructs that are the one thing their parent is about add nothing to a name. */
const silentIds = new Set(["Resource", "Default"]);

/** Context of an app none of whose stacks refers to another: nothing has to be looked for in each. */
export const standsAlone = "outlast/stands-alone";

/**
 * A stack whose resources have names that a person can read and that stay: the construct path in snake_case, without
 * a hash. Two paths with one name are an error.
 */
export class ReadableStack extends TerraformStack {
  readonly #pathByName = new Map<string, string>();
  readonly #tags: Readonly<Record<string, string>>;
  #hcl: Readonly<Record<string, string>> | undefined;
  /** While CDKTF prepares and validates the stack, and would write it then. */
  #isPreparing = false;

  constructor(scope: Construct, id: string, tags: Readonly<Record<string, string>> = {}) {
    super(scope, id);
    this.#tags = tags;
    this.addOverride("terraform.required_version", terraformVersion);
    this.addOverride("terraform.required_providers.aws", awsProvider);
    this.synthesizer = App.of(this).hclOutput
      ? hclSynthesizer(this, this.synthesizer, () => this.#files())
      : this.#jsonSynthesizer(this.synthesizer);
  }

  override prepareStack(): void {
    if (this.node.tryGetContext(standsAlone)) this.ensureBackendExists();
    else prepareElements(this);
  }

  override toTerraform(): Record<string, unknown> {
    if (this.#isPreparing) throw prepared;
    return stackJson(this);
  }

  /** In the place of CDKTF's own, which does all that comes before writing. */
  #jsonSynthesizer(own: IStackSynthesizer): IStackSynthesizer {
    return {
      synthesize: (session) => {
        this.#isPreparing = true;
        try {
          own.synthesize(session);
        } catch (error) {
          if (error !== prepared) throw error;
        } finally {
          this.#isPreparing = false;
        }
        const { synthesizedStackPath } = session.manifest.forStack(this);
        writeChanged(join(session.outdir, synthesizedStackPath), sortedJson(this.toTerraform()));
      },
    };
  }

  /** What CDKTF writes of a stack in HCL: the table of contents of the files beside it, and what its command reads. */
  override toHclTerraform(): { hcl: string; metadata: Record<string, unknown> } {
    const { [contentsFile]: hcl = "", [metadataFile]: metadata = "{}" } = this.#files();
    return { hcl, metadata: JSON.parse(metadata) };
  }

  /** Made once: CDKTF asks for its own file first. */
  #files(): Readonly<Record<string, string>> {
    this.#hcl ??= hclOf(this);
    return this.#hcl;
  }

  /** The AWS provider of a region, with the stack's tags on all it makes; without an alias, the default one. */
  protected awsProvider(region: string, alias?: string): AwsProvider {
    const defaultTags = Object.keys(this.#tags).length > 0 ? [{ tags: this.#tags }] : undefined;
    return new AwsProvider(this, alias ? `aws-${alias}` : "aws", { region, alias, defaultTags });
  }

  protected override allocateLogicalId(element: TerraformElement | IConstruct["node"]): string {
    const node = TerraformElement.isTerraformElement(element)
      ? element.node
      : (element as IConstruct["node"]);
    const scopes = node.scopes.slice(node.scopes.indexOf(this) + 1);
    const name = logicalId(scopes.map((scope) => scope.node.id));
    const path = this.#pathByName.get(name) ?? node.path;
    if (path !== node.path) throw new Error(`"${path}" and "${node.path}" would both be named "${name}"`);
    this.#pathByName.set(name, path);
    return name;
  }
}

/** `["Distribution", "OriginAccess"]` as `distribution_origin_access`. */
export function logicalId(ids: readonly string[]): string {
  return ids
    .filter((id) => !silentIds.has(id))
    .map(snakeCase)
    .join("_");
}

/** A hundred sites have the same ids. */
const snakeCases = new Map<string, string>();

function snakeCase(id: string): string {
  let name = snakeCases.get(id);
  if (name === undefined) {
    name = id
      .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
      .replace(/[^A-Za-z0-9]+/g, "_")
      .toLowerCase();
    snakeCases.set(id, name);
  }
  return name;
}
