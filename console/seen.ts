import type { Picture, SeenRequest, SeenSecond } from "../rehearsal/session/watching/shown";
import type { Happening } from "../report/charts/counted";

/** Something that was said, or done to the site. */
export interface ToldLine {
  readonly at: number;
  readonly text: string;
  readonly isWarning: boolean;
}

/** All that the page knows of the session. Every list has an end. */
export interface Seen {
  /** Whether what is shown is what is. */
  readonly live: boolean;
  /** When the connection was lost. */
  readonly lostAt?: number;
  readonly picture?: Picture;
  readonly seconds: readonly SeenSecond[];
  readonly requests: readonly SeenRequest[];
  /** Requests that came and are in no list. */
  readonly leftOut: number;
  readonly told: readonly ToldLine[];
  readonly happenings: readonly Happening[];
}

export type Message =
  | { readonly type: "opened" }
  | { readonly type: "lost"; readonly at: number }
  | { readonly type: "picture"; readonly at: number; readonly picture: Picture }
  | { readonly type: "seconds"; readonly seconds: readonly SeenSecond[] }
  | { readonly type: "requests"; readonly requests: readonly SeenRequest[]; readonly leftOut: number }
  | { readonly type: "told"; readonly told: ToldLine };

export const nothingSeen: Seen = {
  ...{ live: false, seconds: [], requests: [], leftOut: 0, told: [], happenings: [] },
};

const longest = { seconds: 600, requests: 300, told: 100, happenings: 100 } as const;

/** What is known after a message. A connection begins with all there is, so that nothing has to be kept over a loss. */
export function after(seen: Seen, message: Message): Seen {
  switch (message.type) {
    case "opened":
      return { ...nothingSeen, live: true, told: seen.told, happenings: seen.happenings, ...kept(seen) };
    case "lost":
      return seen.live ? { ...seen, live: false, lostAt: message.at } : seen;
    case "picture": {
      const happenings = happened(seen.happenings, seen.picture, message.picture, message.at);
      return { ...seen, picture: message.picture, happenings: happenings.slice(-longest.happenings) };
    }
    case "seconds":
      return { ...seen, seconds: [...seen.seconds, ...message.seconds].slice(-longest.seconds) };
    case "requests":
      return {
        ...seen,
        requests: [...seen.requests, ...message.requests].slice(-longest.requests),
        leftOut: seen.leftOut + message.leftOut,
      };
    case "told":
      return { ...seen, told: [...seen.told, message.told].slice(-longest.told) };
  }
}

function kept({ picture }: Seen): Pick<Seen, "picture"> {
  return picture === undefined ? {} : { picture };
}

function happened(
  before: readonly Happening[],
  was: Picture | undefined,
  is: Picture,
  at: number,
): readonly Happening[] {
  const standing = new Set(is.faults.map(({ fault, since }) => `${fault} ${since}`));
  const ended = before.map((one) =>
    one.kind === "fault" && one.until === undefined && !standing.has(`${one.text} ${one.at}`)
      ? { ...one, until: at }
      : one,
  );
  const known = new Set(before.map((one) => `${one.text} ${one.at}`));
  const begun = is.faults
    .filter(({ fault, since }) => !known.has(`${fault} ${since}`))
    .map(({ fault, since }): Happening => ({ at: since, kind: "fault", text: fault }));
  const switched = is.sites.flatMap(({ servesFrom, site }): Happening[] => {
    const earlier = was?.sites.find((one) => one.site === site);
    if (earlier === undefined || servesFrom === undefined || earlier.servesFrom === servesFrom) return [];
    return [{ at, kind: "operator", text: servesFrom === "replica" ? "evacuated" : "returned" }];
  });
  return [...ended, ...begun, ...switched];
}
