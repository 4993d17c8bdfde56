import { memo } from "preact/compat";
import { useState } from "preact/hooks";
import type { SeenRequest, SeenTrace } from "../rehearsal/session/watching/shown";
import { shownCount, shownTime } from "../report/format";
import { fitsFilter } from "./filter";
import { control } from "./live";
import { Choice } from "./panels";

/** Rows that are drawn: more nobody reads. */
const most = 60;

export const Requests = memo(function Requests({
  leftOut,
  open,
  requests,
}: {
  requests: readonly SeenRequest[];
  leftOut: number;
  open: (request: SeenRequest) => void;
}) {
  const [filter, setFilter] = useState("");
  const [outcome, setOutcome] = useState("");
  const [paused, setPaused] = useState<readonly SeenRequest[]>();
  const shown = (paused ?? requests)
    .filter((request) => fitsFilter(request, filter, outcome))
    .slice(-most)
    .toReversed();
  return (
    <section class="requests" aria-labelledby="requests">
      <h2 id="requests" tabIndex={-1}>
        Requests
      </h2>
      <div class="row">
        <input
          type="search"
          aria-label="Filter of requests"
          placeholder="path, status, Hit, replica …"
          value={filter}
          onInput={({ currentTarget }) => setFilter(currentTarget.value)}
        />
        <Choice
          label="Outcome"
          value={outcome}
          values={["", "served", "failover", "stale", "missing", "failed"]}
          set={setOutcome}
          none="every outcome"
        />
        <button
          type="button"
          aria-pressed={paused !== undefined}
          onClick={() => setPaused(paused ? undefined : requests)}
        >
          {paused ? "Go on" : "Hold"}
        </button>
        {leftOut > 0 && <span class="soft">{shownCount(leftOut)} more are counted only</span>}
      </div>
      <ol class="stream">
        {shown.map((request) => (
          <li key={request.id}>
            <button type="button" class={`request ${request.outcome}`} onClick={() => open(request)}>
              <span class="status">{request.status}</span>
              <span class="path">
                {request.method === "GET" ? "" : `${request.method} `}
                {request.path}
              </span>
              <span class="result">{request.result}</span>
              <span class="asked">{askedText(request)}</span>
              <span class="time">{shownTime(request.duration)}</span>
            </button>
          </li>
        ))}
        {shown.length === 0 && <li class="soft none">No request yet: open the site, or send visitors.</li>}
      </ol>
    </section>
  );
});

function askedText({ origins, stale }: SeenRequest): string {
  const asked = origins.map(({ originId, outcome }) => `${originId} ${outcome}`).join(" → ");
  return `${asked}${stale ? " (stale)" : ""}`;
}

/** Asks for what is known of a request. */
export function traceOf({ id }: SeenRequest): Promise<SeenTrace> {
  return control(`/trace?id=${encodeURIComponent(id)}`);
}

export function TraceView({ trace }: { trace: SeenTrace }) {
  const { functions, key, origins, why } = trace;
  const slowest = Math.max(1, ...origins.map(({ duration }) => duration));
  return (
    <>
      <p>
        <span class={`state ${trace.outcome}`}>{trace.status}</span> {trace.result} in{" "}
        {shownTime(trace.duration)}, of {trace.host}
      </p>
      <h3>Why</h3>
      <ol class="why">
        {why.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ol>
      {origins.length > 0 && (
        <>
          <h3>Origins</h3>
          <ol class="attempts">
            {origins.map(({ duration, originId, outcome }, at) => (
              <li key={`${at} ${originId}`}>
                <span>
                  {originId}: {outcome}
                </span>
                <meter min={0} max={slowest} value={duration} aria-label={`${originId} took`} />{" "}
                {shownTime(duration)}
              </li>
            ))}
          </ol>
        </>
      )}
      <h3>Functions</h3>
      <ul>
        {functions.map(({ did, event, name }, at) => (
          <li key={`${at} ${event}`}>
            {name}, at {event}: {did.length === 0 ? "left all as it was" : did.join("; ")}
          </li>
        ))}
        {functions.length === 0 && <li class="soft">None ran.</li>}
      </ul>
      <h3>Behaviour and key</h3>
      <p>
        {trace.behavior} to {trace.target}, cache policy {trace.cachePolicy}
      </p>
      {key && <code class="block">{key}</code>}
      <details>
        <summary>Headers</summary>
        <Headers name="Request" headers={trace.requestHeaders} />
        <Headers name="Answer" headers={trace.responseHeaders} />
      </details>
    </>
  );
}

function Headers({ headers, name }: { name: string; headers: SeenTrace["requestHeaders"] }) {
  return (
    <>
      <h4>{name}</h4>
      <code class="block">{headers.map(([field, value]) => `${field}: ${value}`).join("\n")}</code>
    </>
  );
}
