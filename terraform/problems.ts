/** One thing in a configuration or plan that the rehearsal cannot honour. */
export interface ReadProblem {
  readonly code:
    | "TERRAFORM_NOT_REHEARSED"
    | "TERRAFORM_UNKNOWN_VALUE"
    | "TERRAFORM_BAD_VALUE"
    | "TERRAFORM_MISSING"
    | "TERRAFORM_FORMAT";
  /** `aws_cloudfront_distribution.site`, or the file. */
  readonly address: string;
  /** `origin[0].vpc_origin_config`; "" for the whole. */
  readonly attribute: string;
  /** What is wrong, with its value. */
  readonly rule: string;
  readonly mend: string;
}

/** Everything that is wrong with a file, at once. */
export class TerraformReadError extends Error {
  constructor(readonly problems: readonly ReadProblem[]) {
    super(problems.map(describe).join("\n"));
    this.name = "TerraformReadError";
  }
}

/** A problem in one line. */
export function describe({ code, address, attribute, rule, mend }: ReadProblem): string {
  return `${code} ${address}${attribute === "" ? "" : `: ${attribute}`}: ${rule}. ${mend}.`;
}

/** What reading a file brings to light, each thing once however often it is met. */
export class Findings {
  readonly #problems = new Map<string, ReadProblem>();
  readonly #warnings = new Set<string>();
  /** Every attribute that a reader knows, by its place in the provider's schema: what it reads or lets be. */
  readonly known = new Set<string>();

  get problems(): readonly ReadProblem[] {
    return [...this.#problems.values()];
  }

  get warnings(): readonly string[] {
    return [...this.#warnings];
  }

  problem(problem: ReadProblem): void {
    this.#problems.set(describe(problem), problem);
  }

  warn(warning: string): void {
    this.#warnings.add(warning);
  }

  /** Takes what came to light elsewhere; without its problems, of something that is left out for them. */
  add(other: Findings, { problems = true } = {}): void {
    for (const place of other.known) this.known.add(place);
    for (const problem of problems ? other.problems : []) this.problem(problem);
    for (const warning of problems ? other.warnings : []) this.warn(warning);
  }
}
