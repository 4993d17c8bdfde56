import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Deeds, deedsOf, type NamedReview, parsePlan, reviewPlan } from "../../audit/review";
import type { PlanJson } from "../../terraform/plan/plan-json";

/** Where the plan of one stack is kept: between planning and applying, and its JSON for who reviews it. */
export class PlanFolder {
  readonly path: string;
  /** The plan file, which Terraform applies. It leaves the machine on no way. */
  readonly planFile: string;
  /** `terraform show -json` of it. */
  readonly jsonFile: string;
  /** The lock file that it was made with, under a name that artifacts take. */
  readonly #lockFile: string;
  /** What was written here, and the plan that it is: up to five ask for it. */
  #written?: { readonly text: string; plan?: PlanJson };

  constructor(
    folder: string,
    readonly stack: string,
  ) {
    this.path = resolve(folder, stack);
    this.planFile = join(this.path, "tfplan");
    this.jsonFile = join(this.path, "plan.json");
    this.#lockFile = join(this.path, "terraform.lock.hcl");
  }

  /** Whether there is something to review. */
  get exists(): boolean {
    return existsSync(this.jsonFile);
  }

  create(): void {
    mkdirSync(this.path, { recursive: true });
  }

  /** Keeps what `terraform show -json` says. */
  writeJson(text: string): void {
    this.#written = { text: `${JSON.stringify(JSON.parse(text))}\n` };
    writeFileSync(this.jsonFile, this.#written.text);
  }

  /** The plan's JSON. @throws {OutlastError} REVIEW_NOT_A_PLAN */
  plan(): PlanJson {
    const known = this.#written;
    const plan = known?.plan ?? parsePlan(this.#json(), this.jsonFile);
    if (known) known.plan = plan;
    return plan;
  }

  writeLock(text: string): void {
    writeFileSync(this.#lockFile, text);
  }

  /** Undefined for a plan that was made without one. */
  readLock(): string | undefined {
    return existsSync(this.#lockFile) ? readFileSync(this.#lockFile, "utf8") : undefined;
  }

  /** Removes the plan file, and leaves what can be read. */
  forgetPlan(): void {
    rmSync(this.planFile, { force: true });
  }

  /** The review of the plan's JSON. @throws {OutlastError} REVIEW_NOT_A_PLAN */
  review(): NamedReview {
    return { name: this.stack, review: reviewPlan(this.plan()) };
  }

  /** What the plan would do. @throws {OutlastError} REVIEW_NOT_A_PLAN */
  deeds(): Deeds {
    return deedsOf(this.#json(), this.jsonFile);
  }

  #json(): string {
    if (this.#written) return this.#written.text;
    return this.exists ? readFileSync(this.jsonFile, "utf8") : "";
  }
}
