import type { LambdaFunction } from "../../model";
import { UnpackedArchive } from "./archive";
import { LambdaEnvironment } from "./environment";
import type { LambdaCallParts } from "./inside/event";
import { edgeClosed, failed, type Invocation } from "./invocation";

/** Environments that one function may have on a laptop; further events wait. */
const mostEnvironments = 8;

/**
 * The environments of one function: as many as there are events at once, since each handles one at a time. While one is
 * starting the other events wait for it: as a rule it has handled them before a second one has loaded the function.
 */
export class LambdaEnvironments {
  readonly #archive: UnpackedArchive;
  readonly #make: () => LambdaEnvironment;
  readonly #environments: LambdaEnvironment[] = [];
  readonly #waiting: (() => void)[] = [];
  /** Events that are under way, or wait for an environment. */
  #inHand = 0;
  /** Until one has ended before it began: whoever waited for such a one would wait in vain. */
  #isWorthWaiting = true;
  #isRetired = false;
  #isClosed = false;

  /**
   * @param timeout milliseconds of real time that one event may take
   * @param apart whether each is a process
   * @param log called with each line that the function logs
   */
  constructor(fn: LambdaFunction, timeout: number, apart: boolean, log: (line: string) => void) {
    this.#archive = new UnpackedArchive(fn.files);
    const folder = () => this.#archive.folder;
    const started = (hasBegun: boolean) => {
      this.#isWorthWaiting &&= hasBegun;
      this.#waiting.shift()?.();
    };
    this.#make = () => new LambdaEnvironment({ fn, timeout, folder, apart, log, started });
  }

  async invoke(event: LambdaCallParts): Promise<Invocation> {
    this.#inHand++;
    let environment = this.#idle();
    while (environment === undefined && !this.#isClosed) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
      environment = this.#idle();
    }
    const invocation = (await environment?.invoke(event)) ?? failed(edgeClosed);
    this.#inHand--;
    this.#waiting.shift()?.();
    if (this.#isRetired) await this.#closeIfIdle();
    return invocation;
  }

  /** As `invoke`, but the whole thread waits. */
  invokeNow(event: LambdaCallParts): Invocation {
    return this.#idle()?.invokeNow(event) ?? failed(edgeClosed);
  }

  /** Closes as soon as no event is under way. */
  retire(): void {
    this.#isRetired = true;
    void this.#closeIfIdle();
  }

  /** Ends them and removes the unpacked archive. Events that wait for one of them fail: none is started any more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#environments.splice(0).map((environment) => environment.close()));
    for (const wake of this.#waiting.splice(0)) wake();
    this.#archive.remove();
  }

  #idle(): LambdaEnvironment | undefined {
    if (this.#isClosed) return undefined;
    const idle = this.#environments.find(({ isBusy }) => !isBusy);
    if (idle !== undefined || this.#environments.length >= mostEnvironments) return idle;
    if (this.#isWorthWaiting && this.#environments.some(({ isStarting }) => isStarting)) return undefined;
    const made = this.#make();
    this.#environments.push(made);
    return made;
  }

  async #closeIfIdle(): Promise<void> {
    if (this.#inHand === 0) await this.close();
  }
}
