import { type Cloud, type CloudSnapshot, startCloud } from "../../rehearsal/cloud";
import { Edge, type Switches, SystemClock } from "../../rehearsal/edge";
import { EdgeFunctions } from "../../rehearsal/edge/functions";
import { OriginRouter } from "../../rehearsal/origin-router";
import { type Listening, LocalHosts, serveViewers } from "../../rehearsal/server";
import type { Moto } from "../../rehearsal/toolchain";
import { StandIns } from "./stand-ins";

export interface LocalCloudOptions {
  readonly moto: Moto;
  /** Port of the AWS endpoint; 0 picks a free one. */
  readonly port: number;
  /** Port for visitors; 0 picks a free one. */
  readonly edgePort: number;
  /** What stands for origins that are not S3's. @default nothing */
  readonly standIns?: StandIns;
  readonly snapshot?: CloudSnapshot;
  readonly switches?: Partial<Switches>;
  /** Whether moto's requests are recorded. */
  readonly recorded: boolean;
  readonly say: (line: string) => void;
}

/** The AWS endpoint, and the edge that serves what Terraform makes there. */
export class LocalCloud {
  readonly cloud: Cloud;
  /** Where visitors go. */
  readonly url: string;
  readonly #closing: readonly (() => unknown)[];

  static async start(options: LocalCloudOptions): Promise<LocalCloud> {
    const { moto, port, edgePort, recorded, snapshot, switches, say } = options;
    const { standIns = new StandIns([]) } = options;
    const cloud = await startCloud({
      moto: moto.endpoint,
      port,
      oneByOne: recorded,
      log: say,
      ...(snapshot && { snapshot }),
    });
    const functions = new EdgeFunctions({ store: (arn) => cloud.keyValueStore(arn) });
    const edge = new Edge({
      distributions: cloud.distributions(),
      clock: new SystemClock(),
      origins: new OriginRouter(
        () => ({ serves: (domainName) => cloud.origin.serves(domainName), origin: cloud.origin }),
        standIns.clients,
        ({ id, domainName }) =>
          say(
            `the origin ${id} (${domainName}) is not on this machine; --origin ${id}=<url or folder> stands for it`,
          ),
      ),
      functions,
      ...(switches && { switches }),
    });
    const hosts = new CurrentHosts(cloud);
    const viewers = await serveViewers({ edge, hosts, port: edgePort }).catch(async (error: unknown) => {
      await Promise.all([functions.close(), cloud.close()]);
      throw error;
    });
    const tell = () => {
      for (const line of standIns.found(cloud.distributions())) say(line);
    };
    tell();
    const forgetChanges = cloud.onChange(() => {
      edge.update(cloud.distributions());
      hosts.update(cloud);
      tell();
    });
    const forgetInvalidations = cloud.onInvalidation((id, paths) => edge.invalidate(id, paths));
    return new LocalCloud(cloud, viewers, [
      forgetChanges,
      forgetInvalidations,
      () => viewers.close(),
      () => standIns.close(),
      () => {
        for (const line of standIns.left()) say(line);
      },
      () => functions.close(),
      () => cloud.close(),
      () => moto.stop(),
    ]);
  }

  private constructor(cloud: Cloud, viewers: Listening, closing: readonly (() => unknown)[]) {
    this.cloud = cloud;
    this.url = viewers.url;
    this.#closing = closing;
  }

  async close(): Promise<void> {
    for (const close of this.#closing) await close();
  }
}

/** The host names of whatever is deployed at the moment. */
class CurrentHosts {
  #hosts: LocalHosts;

  constructor(cloud: Cloud) {
    this.#hosts = hostsOf(cloud);
  }

  update(cloud: Cloud): void {
    this.#hosts = hostsOf(cloud);
  }

  canonical(hostHeader: string): string {
    return this.#hosts.canonical(hostHeader);
  }

  localLocation(location: string, hostHeader: string): string {
    return this.#hosts.localLocation(location, hostHeader);
  }
}

function hostsOf(cloud: Cloud): LocalHosts {
  return new LocalHosts(
    cloud.distributions().map(({ id, aliases, domainName }) => ({
      name: id.toLowerCase(),
      host: aliases[0] ?? domainName,
      hosts: [...aliases, domainName],
    })),
  );
}
