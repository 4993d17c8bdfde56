import { contentTypeOf } from "../../../release/classes/content-type";
import type { Distribution } from "../../edge";
import type { OriginClient } from "../../edge/ports";
import { FolderOrigin, HttpOrigin } from "../../server";
import { readOriginTarget } from "../sites/origin-target";
import { cloudError } from "./errors";

/** What stands for origins that are not S3's: servers and folders of this machine, by the origin's id. */
export class StandIns {
  readonly clients: ReadonlyMap<string, OriginClient>;
  readonly #servers: readonly HttpOrigin[];
  /** Those that no distribution has asked for yet, as they were given. */
  readonly #unused: Map<string, string>;

  /**
   * @param given `<origin id>=<url or folder>` each
   * @throws {OutlastError} `CLOUD_ORIGIN`
   */
  constructor(given: readonly string[]) {
    const read = given.map((text) => readStandIn(text));
    this.clients = new Map(read.map(({ id, client }) => [id, client]));
    this.#servers = read.flatMap(({ client }) => (client instanceof HttpOrigin ? [client] : []));
    this.#unused = new Map(read.map(({ id, target }) => [id, target]));
  }

  /** Lines about the origins of these distributions that something stands for now, each told once. */
  found(distributions: readonly Distribution[]): string[] {
    return distributions
      .flatMap(({ origins }) => origins)
      .flatMap(({ id, domainName }) => {
        const target = this.#unused.get(id);
        this.#unused.delete(id);
        return target === undefined ? [] : [`${target} stands for the origin ${id} (${domainName})`];
      });
  }

  /** Lines about what stands for no origin that there was. */
  left(): string[] {
    return [...this.#unused.keys()].map((id) => `--origin ${id}: no distribution had an origin of this id`);
  }

  close(): void {
    for (const server of this.#servers) server.close();
  }
}

function readStandIn(text: string): { id: string; target: string; client: OriginClient } {
  const refuse = (problem: string) => cloudError("CLOUD_ORIGIN", `--origin ${text}: ${problem}`);
  const { id, target, url } = readOriginTarget(text, refuse);
  return { id, target, client: url ? new HttpOrigin(url) : new FolderOrigin(target, contentTypeOf) };
}
