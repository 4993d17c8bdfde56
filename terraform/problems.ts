import { OutlastError, type Problem } from "../errors/outlast-error";
import type { Rules } from "../errors/rules";

/** What is asked of a configuration, plan or state that the rehearsal reads. */
export const terraformRules = {
  TERRAFORM_FORMAT: {
    rule: "The file is a folder or file of HCL, a configuration in JSON, or what `terraform show -json` prints of a plan or state, and has a distribution.",
    mend: "Give such a file.",
  },
  TERRAFORM_MISSING: {
    rule: "What CloudFront or S3 requires is there: an attribute, a block, a resource that is referred to.",
    mend: "Add it, or correct the reference.",
  },
  TERRAFORM_BAD_VALUE: {
    rule: "The value is one that CloudFront or S3 takes.",
    mend: "Correct it; the message says what is allowed.",
  },
  TERRAFORM_UNKNOWN_VALUE: {
    rule: "A value that visitors would notice is known from the file alone.",
    mend: "Give a plan or state in place of a configuration, or write the value out.",
  },
  TERRAFORM_NOT_REHEARSED: {
    rule: "The rehearsal honours every setting that visitors would notice, or refuses it.",
    mend: "Leave the setting out of what is rehearsed.",
  },
} satisfies Rules;

/** One thing in a configuration or plan that the rehearsal cannot honour. */
export interface ReadProblem {
  readonly code: keyof typeof terraformRules;
  /** `aws_cloudfront_distribution.site`, or the file. */
  readonly address: string;
  /** `origin[0].vpc_origin_config`; "" for the whole. */
  readonly attribute: string;
  /** What is wrong, with its value. */
  readonly rule: string;
  readonly mend: string;
}

/** Everything that is wrong with a file, at once. */
export class TerraformReadError extends OutlastError<ReadProblem & Problem> {
  override readonly name = "TerraformReadError";

  constructor(problems: readonly ReadProblem[]) {
    super(
      problems.map((problem) => ({ ...problem, severity: "error", value: placeOf(problem) })),
      { message: problems.map(describe).join("\n") },
    );
  }
}

/** A problem in one line. */
export function describe({ code, rule, mend, ...place }: ReadProblem): string {
  return `${code} ${placeOf(place)}: ${rule}. ${mend}.`;
}

function placeOf({ address, attribute }: Pick<ReadProblem, "address" | "attribute">): string {
  return `${address}${attribute === "" ? "" : `: ${attribute}`}`;
}

/** What reading a file brings to light, each thing once however often it is met. */
export class Findings {
  readonly #problems = new Map<string, ReadProblem>();
  readonly #places = new Set<string>();
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
    this.#places.add(placeOf(problem));
  }

  /** Whether anything is wrong with an attribute. */
  isWrong(place: Pick<ReadProblem, "address" | "attribute">): boolean {
    return this.#places.has(placeOf(place));
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
