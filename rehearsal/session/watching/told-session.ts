import { renderSession } from "../../../report/page/session";
import type { Clock } from "../../edge";
import { type ControlActions, ControlError, type ControlPage } from "../../server";
import { optionalText, taking } from "../fault-controls";
import type { SessionRecord } from "./session-record";
import type { Picture, SeenSecond } from "./shown";

/** Seconds are kept for ten minutes. */
const longest = 600_000;
/** Stretches of a chart. */
const stretches = 120;

interface ToldSessionParts {
  readonly record: SessionRecord;
  readonly clock: Pick<Clock, "now">;
  readonly seconds: () => readonly SeenSecond[];
  readonly picture: () => Picture;
}

/** What was done to a session and what came of it, to be kept: as a scenario, and as a report. */
export class ToldSession {
  readonly #parts: ToldSessionParts;
  readonly #began: number;

  constructor(parts: ToldSessionParts) {
    this.#parts = parts;
    this.#began = parts.clock.now();
  }

  /** The action of the control API. */
  actions(): ControlActions {
    const { picture, record } = this.#parts;
    return {
      "GET /scenario": taking(["site"], ({ site }) => {
        const now = picture();
        const names = now.sites.map((one) => one.site);
        const wanted = optionalText(site, "site") ?? names[0] ?? "";
        if (!names.includes(wanted))
          throw new ControlError(`site: there is no ${wanted.slice(0, 80)}; there is ${names.join(", ")}`);
        return record.scenario(wanted, now);
      }),
    };
  }

  /** The page of the last ten minutes: `/session/report`. */
  report(path: string): ControlPage | undefined {
    if (path !== "/session/report") return undefined;
    const { clock, picture, record, seconds } = this.#parts;
    const to = clock.now();
    const from = Math.max(this.#began, to - longest);
    const step = Math.max(1, Math.ceil((to - from) / stretches / 1_000)) * 1_000;
    const happenings = record
      .happenings()
      .filter(({ at, kind, until = kind === "fault" ? to : at }) => until >= from);
    const body = renderSession({
      ...{ from, to, step, seconds: seconds(), happenings, zero: from, span: "In all" },
      title: `What visitors of ${picture()
        .sites.map(({ site }) => site)
        .join(", ")} got`,
      remark: "A rehearsal on one machine: all requests that came there, counted by the second.",
    });
    return { type: "text/html; charset=utf-8", body, policy: "frame-ancestors 'self'" };
  }
}
