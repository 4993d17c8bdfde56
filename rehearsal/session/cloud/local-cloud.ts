import { randomBytes } from "node:crypto";
import type { Moto } from "../../../toolchain";
import { OriginRouter } from "../../assembly/origin-router";
import { type Cloud, type CloudSnapshot, type Recording, startCloud } from "../../cloud";
import type { IamCall } from "../../cloud/iam";
import { Edge, type Readings, SystemClock } from "../../edge";
import { EdgeFunctions } from "../../edge/functions";
import { type ControlActions, serveControls } from "../../server";
import { FaultControls } from "../fault-controls";
import { Visitors } from "../visitors";
import { consolePage } from "../watching/console-pages";
import { Watcher } from "../watching/watcher";
import { cloudPicture } from "./cloud-picture";
import { StandIns } from "./stand-ins";
import { type Site, ViewerPorts } from "./viewer-ports";

export interface LocalCloudOptions {
  readonly moto: Pick<Moto, "endpoint" | "socketPath" | "stop">;
  /** Port of the AWS endpoint; 0 picks a free one. */
  readonly port: number;
  /** Port for visitors; 0 picks a free one. */
  readonly edgePort: number;
  /** Port where visitors come by HTTP. @default - there is none */
  readonly httpPort?: number;
  /** What visitors are, until a script says otherwise. @default - as they come */
  readonly visitors?: Visitors;
  /** Port of the control API. @default 0, a free one */
  readonly controlPort?: number;
  /** What stands for origins that are not S3's. @default nothing */
  readonly standIns?: StandIns;
  readonly snapshot?: CloudSnapshot;
  /** Milliseconds until a distribution is Deployed. @default 1000 */
  readonly deploymentMs?: number;
  readonly readings?: Partial<Readings>;
  /** Where moto's requests are recorded. @default nowhere */
  readonly recording?: Recording | undefined;
  /** Called with what IAM would be asked. @default nobody is */
  readonly onIamCall?: (call: IamCall) => void;
  readonly say: (line: string) => void;
}

interface LocalCloudParts {
  readonly cloud: Cloud;
  readonly viewers: ViewerPorts;
  readonly controlUrl: string;
  readonly accessKey: string;
}

/** The AWS endpoint, and the edge that serves what Terraform makes there. */
export class LocalCloud {
  readonly cloud: Cloud;
  /** Where faults are set and mended. */
  readonly controlUrl: string;
  /** What clients have to sign with; it is of this run alone, and in what is printed for other shells. */
  readonly accessKey: string;
  readonly #viewers: ViewerPorts;
  readonly #closing: readonly (() => unknown)[];

  static async start(options: LocalCloudOptions): Promise<LocalCloud> {
    const { deploymentMs, moto, onIamCall, port, edgePort, recording, snapshot, readings, say } = options;
    const { controlPort = 0, httpPort, standIns = new StandIns([]), visitors = new Visitors() } = options;
    const accessKey = `OUTLAST${randomBytes(16).toString("hex").toUpperCase()}`;
    const cloud = await startCloud({
      ...{ moto: moto.endpoint, motoSocket: moto.socketPath, accessKey },
      port,
      recording,
      log: say,
      readings,
      ...(snapshot && { snapshot }),
      ...(deploymentMs !== undefined && { deploymentMs }),
      ...(onIamCall && { onIamCall }),
    });
    const functions = new EdgeFunctions({ store: (arn) => cloud.keyValueStore(arn), apart: true });
    const clock = new SystemClock();
    const faults = faultControls(cloud);
    const watcher = new Watcher({
      clock,
      picture: () => cloudPicture(cloud, edge.size, faults, Object.keys(actions)),
      siteOf: (id) => (id === "" ? undefined : id.toLowerCase()),
      distribution: (id) => cloud.distributions().find((one) => one.id === id),
    });
    const edge = new Edge({
      distributions: cloud.distributions(),
      ...{ clock, onTrace: watcher.observe },
      origins: new OriginRouter(
        () => ({ serves: (domainName) => cloud.origin.serves(domainName), origin: cloud.origin }),
        standIns.clients,
        () => cloud.distributions().flatMap((distribution) => distribution.origins),
        ({ id, domainName }) =>
          say(
            `the origin ${id} (${domainName}) is not on this machine; --origin ${id}=<url or folder> stands for it`,
          ),
      ),
      functions: watcher.functions.between(functions),
      ...(readings && { readings }),
    });
    const actions: ControlActions = watcher.seenAtOnce({
      "GET /state": () => ({ ...faults.state(), viewer: String(visitors) }),
      "GET /unrehearsed": () => cloud.unrehearsed(),
      "GET /cache": () => edge.entries(),
      ...faults.actions(),
      ...visitors.actions(),
      ...watcher.actions(),
    });
    const closeUnserved = async (error: unknown) => {
      await Promise.all([functions.close(), cloud.close()]);
      throw error;
    };
    const control = await serveControls(actions, controlPort, {
      events: (send) => watcher.listen(send),
      page: consolePage,
    }).catch(closeUnserved);
    const viewers = await ViewerPorts.open({
      ...{ cloud, edge, visitors, port: edgePort },
      ...(httpPort !== undefined && { httpPort }),
    }).catch(async (error: unknown) => {
      await control.close();
      return closeUnserved(error);
    });
    const told = new Set<string>();
    const tell = () => {
      const untold = cloud.unrehearsed().filter((line) => !told.has(line));
      for (const line of untold) {
        told.add(line);
        say(line);
      }
      for (const line of standIns.found(cloud.distributions())) say(line);
    };
    tell();
    const forgetChanges = cloud.onChange(() => {
      const distributions = cloud.distributions();
      edge.update(distributions);
      functions.retain(distributions);
      viewers.update();
      tell();
    });
    const forgetInvalidations = cloud.onInvalidation((id, paths) => edge.invalidate(id, paths));
    return new LocalCloud({ cloud, viewers, accessKey, controlUrl: control.url }, [
      forgetChanges,
      forgetInvalidations,
      () => viewers.close(),
      () => control.close(),
      () => standIns.close(),
      () => {
        for (const line of standIns.left()) say(line);
      },
      () => functions.close(),
      () => cloud.close(),
      () => moto.stop(),
    ]);
  }

  private constructor(parts: LocalCloudParts, closing: readonly (() => unknown)[]) {
    this.cloud = parts.cloud;
    this.controlUrl = parts.controlUrl;
    this.accessKey = parts.accessKey;
    this.#viewers = parts.viewers;
    this.#closing = closing;
  }

  /** Where visitors go: `localhost` is the first site there. */
  get url(): string {
    return this.#viewers.url;
  }

  /** Where visitors come by HTTP, if they may. */
  get httpUrl(): string | undefined {
    return this.#viewers.httpUrl;
  }

  /** Where visitors find a site; each has a port of its own. */
  urlOf(site: Site): Promise<string> {
    return this.#viewers.urlOf(site);
  }

  async close(): Promise<void> {
    for (const close of this.#closing) await close();
  }
}

/** The faults of the local cloud, in the words of the control API. */
function faultControls({ faults }: Cloud): FaultControls {
  return new FaultControls({
    get faultTargets() {
      return faults.targets;
    },
    get faults() {
      return faults.list();
    },
    setFault: (text) => faults.set(text),
    clearFault: (id) => faults.clear(id),
    clearFaults: (target) => faults.clearAll(target),
  });
}
