import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import type { CacheMode, SiteConfig } from "../../../config";
import { stackName } from "../../../config/names";
import { ownProject } from "../../../project/own-project";
import { Rehearsal, type RehearsalOptions } from "../../../rehearsal/assembly/rehearsal";
import { HeaderMap, type ViewerRequest, VirtualClock } from "../../../rehearsal/edge";
import { loadTerraformFile } from "../../../rehearsal/terraform";
import { immutableCacheControl, revalidatedCacheControl } from "../../../release/classes/cache-control";
import { contentTypeOf, isDocumentType } from "../../../release/classes/content-type";
import { synthesize } from "../../../stacks/synthesize";
import { domain, siteWith } from "../../support/sites";

export interface ExampleSite {
  readonly config: SiteConfig;
  readonly loaded: ReturnType<typeof loadTerraformFile>;
}

/** The repository's own site under names of its own, synthesized, and read back from the JSON alone. */
export function exampleSite(): ExampleSite {
  const outdir = mkdtempSync(join(tmpdir(), "outlast-example-"));
  try {
    const { domain: names } = siteWith({ domain });
    const own = ownProject();
    const project = { ...own, sites: own.sites.map((site) => ({ ...site, domain: names })) };
    const stacks = synthesize(project, { outdir });
    const config = project.sites[0] as SiteConfig;
    const stack = stacks.find(({ name }) => name === stackName(config));
    return { config, loaded: loadTerraformFile(stack?.file ?? "") };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** What a visitor notices of an answer. */
export interface Visit {
  readonly status: number;
  readonly body: string;
  /** X-Cache without " from cloudfront". */
  readonly result: string;
  /** Seconds on the clock. */
  readonly took: number;
  /** Origins asked, with what came of it. */
  readonly origins: readonly (readonly [originId: string, outcome: number | string])[];
  readonly header: (name: string) => string | null;
  readonly stale: boolean;
}

/** The example site in its two regions, with its content replicated, on a clock that only visits move. */
export class RehearsedExample {
  readonly clock = new VirtualClock();
  readonly rehearsal: Rehearsal;
  readonly #host: string;

  private constructor({ config, loaded }: ExampleSite, options: RehearsalOptions) {
    this.rehearsal = new Rehearsal(loaded, { clock: this.clock, random: () => 0.5, ...options });
    this.#host = config.domain?.name ?? "";
  }

  static async open(site: ExampleSite, options: RehearsalOptions = {}): Promise<RehearsedExample> {
    const example = new RehearsedExample(site, options);
    await example.#publish(site.config);
    return example;
  }

  async #publish(config: SiteConfig): Promise<void> {
    const bucket = this.rehearsal.regions.bucket(this.rehearsal.originBuckets().get("primary") as string);
    const folder = resolve(import.meta.dirname, "../../..", config.content.folder);
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    for (const file of files) {
      const path = join(file.parentPath, file.name);
      const key = relative(folder, path);
      const contentType = contentTypeOf(key);
      await bucket.put(key, readFileSync(path), {
        contentType,
        cacheControl: cacheControl(config, key, isDocumentType(contentType)),
      });
    }
    await bucket.put(".outlast/releases/1.json", Buffer.from("{}"), { contentType: "application/json" });
    for (const side of ["primary", "replica"]) {
      await bucket.put(`.well-known/outlast/${side}`, Buffer.from("ok"), {
        contentType: "text/plain",
        cacheControl: "no-store",
      });
    }
    await this.clock.advance(5_000);
  }

  visit(
    target: string,
    headers: Record<string, string> = {},
    over: Partial<ViewerRequest> = {},
  ): Promise<Visit> {
    return this.clock.run(this.#ask(target, headers, over));
  }

  /** Visitors who ask for the same at the same time. */
  crowd(count: number, target: string): Promise<Visit[]> {
    return this.clock.run(Promise.all(Array.from({ length: count }, () => this.#ask(target))));
  }

  async #ask(
    target: string,
    headers: Record<string, string> = {},
    over: Partial<ViewerRequest> = {},
  ): Promise<Visit> {
    const [path = "", query = ""] = target.split("?");
    const answer = await this.rehearsal.edge.handle({
      method: "GET",
      scheme: "https",
      httpVersion: "2.0",
      ...{ path, query, clientIp: "192.0.2.1" },
      headers: new HeaderMap({ Host: this.#host, ...headers }),
      ...over,
    });
    return {
      status: answer.status,
      body: new TextDecoder().decode(answer.body),
      result: answer.headers.get("x-cache")?.replace(" from cloudfront", "") ?? "",
      took: answer.trace.duration / 1000,
      origins: answer.trace.origins.map(({ originId, outcome }) => [originId, outcome] as const),
      header: (name) => answer.headers.get(name),
      stale: answer.trace.stale,
    };
  }

  break(...faults: string[]): void {
    for (const fault of faults) this.rehearsal.regions.setFault(fault);
  }

  /** Lets seconds pass. */
  async pass(seconds: number): Promise<void> {
    await this.clock.advance(seconds * 1000);
  }
}

function cacheControl(config: SiteConfig, key: string, isDocument: boolean): string {
  const { default: other, paths } = config.cache;
  const match = paths.find(({ path }) => `/${key}`.startsWith(path.replace(/\*$/, "")));
  const mode: CacheMode = match ?? other;
  return mode.mode === "immutable" ? immutableCacheControl : revalidatedCacheControl(mode, isDocument);
}
