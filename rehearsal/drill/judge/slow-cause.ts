import { readableMilliseconds } from "../../../facts/duration";
import type { Origin, OriginAttempt } from "../../edge";
import type { FoundCause, Observed } from "./found-cause";

/** Why an answer that was right came late: whichever origin took the longest. */
export function slowCause(attempts: readonly OriginAttempt[], observed: Observed): FoundCause {
  const longest = attempts.reduce((most, one) => (one.duration > most.duration ? one : most));
  const { originId, outcome, duration } = longest;
  const origin = observed.asked(originId);
  const took = readableMilliseconds(duration);
  const timer = origin && timerOf(origin, outcome);
  if (timer !== undefined)
    return {
      code: "slow-timeouts",
      sentence: `Visitors waited ${took} for the origin ${originId}, which was asked ${timer.attempts === 1 ? "once" : `${timer.attempts} times`} with ${timer.seconds} s each (${outcome}) before it was given up.`,
      setting: `connection_attempts ${timer.attempts} x ${timer.name} ${timer.seconds} s of the origin ${originId}`,
      settings: { connection_attempts: `${timer.attempts}`, [timer.name]: `${timer.seconds} s` },
    };
  if (origin !== undefined && duration > origin.readTimeout * 1_000)
    return {
      code: "slow-timeouts",
      sentence: `Visitors waited ${took} for the origin ${originId}, which answered ${outcome} at last: before that it had been asked without an answer, with ${origin.readTimeout} s each.`,
      setting: `connection_attempts ${origin.connectionAttempts} and read timeout ${origin.readTimeout} s of the origin ${originId}`,
      settings: {
        connection_attempts: `${origin.connectionAttempts}`,
        "read timeout": `${origin.readTimeout} s`,
      },
    };
  return {
    code: "slow-origin",
    sentence: `The origin ${originId} answered ${outcome} after ${took}, which is within the ${origin?.readTimeout ?? 30} s that it is given.`,
    setting: `read timeout ${origin?.readTimeout ?? 30} s of the origin ${originId}`,
    settings: { "read timeout": `${origin?.readTimeout ?? 30} s` },
  };
}

function timerOf(origin: Origin, outcome: OriginAttempt["outcome"]) {
  const attempts = origin.connectionAttempts;
  if (outcome === "connect-timeout")
    return { attempts, name: "connection_timeout", seconds: origin.connectionTimeout };
  if (outcome === "read-timeout") return { attempts, name: "read timeout", seconds: origin.readTimeout };
  return undefined;
}
