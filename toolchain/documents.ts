/** What Terraform says about a run beyond its result. */
export interface Diagnostic {
  readonly severity: "error" | "warning";
  readonly summary: string;
  readonly detail?: string;
  /** Address of the resource that it concerns. */
  readonly address?: string;
}

/** The part of `terraform validate -json` that is read here. */
export interface Validation {
  readonly valid: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/** One resource of a plan. */
export interface ResourceChange {
  readonly address: string;
  readonly mode: "managed" | "data";
  readonly type: string;
  readonly name: string;
  /** "registry.terraform.io/hashicorp/aws" */
  readonly provider_name: string;
  readonly change: {
    readonly actions: readonly ("no-op" | "create" | "read" | "update" | "delete")[];
    readonly before: unknown;
    readonly after: unknown;
    readonly after_unknown: unknown;
    /** Of a resource that the plan imports. */
    readonly importing?: unknown;
  };
}

/** One resource of a configuration. */
export interface ConfiguredResource {
  readonly address: string;
  readonly type: string;
  /** Provider as written: "aws", or "aws.replica" for an alias. */
  readonly provider_config_key: string;
  readonly expressions: Readonly<Record<string, unknown>>;
}

/**
 * The part of `terraform show -json <plan>` that is read here.
 * @see https://developer.hashicorp.com/terraform/internals/json-format#plan-representation
 */
export interface PlanDocument {
  readonly format_version: string;
  readonly terraform_version: string;
  readonly resource_changes?: readonly ResourceChange[];
  readonly output_changes?: Readonly<Record<string, unknown>>;
  readonly configuration: {
    readonly root_module: { readonly resources?: readonly ConfiguredResource[] };
  };
}

/** Outputs of a state: `terraform output -json`. */
export type Outputs = Readonly<Record<string, { readonly value: unknown; readonly sensitive: boolean }>>;
