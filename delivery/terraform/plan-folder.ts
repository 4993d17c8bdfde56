import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type NamedReview, parsePlan, reviewPlan } from "../../audit/review";
import type { PlanDocument } from "../../toolchain";

/** Where the plan of one stack is kept, between the job that reviews it and the one that applies it. */
export class PlanFolder {
  readonly path: string;
  /** The plan file. */
  readonly planFile: string;
  /** `terraform show -json` of it. */
  readonly jsonFile: string;

  constructor(
    folder: string,
    readonly stack: string,
  ) {
    this.path = resolve(folder, stack);
    this.planFile = join(this.path, "tfplan");
    this.jsonFile = join(this.path, "plan.json");
  }

  get exists(): boolean {
    return existsSync(this.planFile);
  }

  create(): void {
    mkdirSync(this.path, { recursive: true });
  }

  writeJson(document: PlanDocument): void {
    writeFileSync(this.jsonFile, `${JSON.stringify(document)}\n`);
  }

  /** What `writeJson` wrote. */
  readJson(): PlanDocument {
    return JSON.parse(readFileSync(this.jsonFile, "utf8"));
  }

  readPlanFile(): Uint8Array {
    return readFileSync(this.planFile);
  }

  /** The review of the plan's JSON. @throws {OutlastError} REVIEW_NOT_A_PLAN */
  review(): NamedReview {
    const text = existsSync(this.jsonFile) ? readFileSync(this.jsonFile, "utf8") : "";
    return { name: this.stack, review: reviewPlan(parsePlan(text, this.jsonFile)) };
  }
}
