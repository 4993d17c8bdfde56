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

/** Outputs of a state: `terraform output -json`. */
export type Outputs = Readonly<Record<string, { readonly value: unknown; readonly sensitive: boolean }>>;
