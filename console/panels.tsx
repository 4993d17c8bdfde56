import { useState } from "preact/hooks";
import type { Picture, PicturedBucket, PicturedSite } from "../rehearsal/session/watching/shown";
import { shownCount, shownTime } from "../report/format";
import { allEffects, durations, shares } from "./faults";

/** Does something by the control API, and says what it answers. */
export type Does = (action: string, input: object, done: string) => void;

/** Faults of one bucket: those that there are, and one to set. */
export function BucketPanel({ bucket, does }: { bucket: PicturedBucket; does: Does }) {
  const [effect, setEffect] = useState<string>("503");
  const [share, setShare] = useState("");
  const [duration, setDuration] = useState("");
  const [pattern, setPattern] = useState("");
  const { alias, name, region } = bucket;
  const [place, setPlace] = useState("bucket");
  const target = place === "region" ? region : bucket.target;
  const prefix = pattern.trim() === "" ? "" : `:/${pattern.trim().replace(/^\//, "")}`;
  const fault = `${target}${prefix}=${effect}${share && `@${share}`}${duration && `,for:${duration}`}`;
  const what = alias ?? name;
  return (
    <div class="panel">
      {bucket.faults.length > 0 && (
        <ul class="faults">
          {bucket.faults.map((one) => (
            <li key={one}>
              <code>{one}</code>
              <button type="button" onClick={() => does("/mend", { target: one }, `${one} is mended`)}>
                Mend
              </button>
            </li>
          ))}
        </ul>
      )}
      <div class="row">
        <button
          type="button"
          class="break"
          onClick={() => does("/faults", { fault }, `${fault} is set`)}
          aria-label={`Break ${what}`}
        >
          Break
        </button>
        <Choice label={`Fault of ${what}`} value={effect} values={allEffects} set={setEffect} />
      </div>
      <details>
        <summary>How much, how long</summary>
        <div class="row">
          <Choice
            label={`Requests of ${what}`}
            value={share}
            values={shares}
            set={setShare}
            none="every request"
          />
          <Choice
            label={`Duration at ${what}`}
            value={duration}
            values={durations}
            set={setDuration}
            none="until mended"
          />
          <Choice label={`Where at ${what}`} value={place} values={["bucket", "region"]} set={setPlace} />
          <input
            aria-label={`Keys of ${what}`}
            placeholder="every key"
            value={pattern}
            onInput={({ currentTarget }) => setPattern(currentTarget.value)}
          />
        </div>
        <code>{fault}</code>
      </details>
    </div>
  );
}

export function Choice({
  label,
  none,
  set,
  value,
  values,
}: {
  label: string;
  value: string;
  values: readonly string[];
  set: (value: string) => void;
  none?: string;
}) {
  return (
    <select aria-label={label} value={value} onChange={({ currentTarget }) => set(currentTarget.value)}>
      {values.map((one) => (
        <option key={one} value={one}>
          {one === "" ? none : one}
        </option>
      ))}
    </select>
  );
}

/** What is on its way from region to region. */
export function ReplicationPanel({
  bucket,
  copying,
  does,
  from,
  picture,
}: {
  copying: PicturedBucket["replication"][number];
  bucket: PicturedBucket;
  from: PicturedBucket;
  picture: Picture;
  does: Does;
}) {
  const { behind, failed, pending } = copying;
  const paused = [...from.faults, ...bucket.faults].find((fault) => /=paused\b/.test(fault));
  return (
    <div class={`replication ${paused || pending > 0 ? "late" : ""}`}>
      <p>
        <span aria-hidden="true">⇣ </span>
        Replication from {from.alias ?? from.name}:{" "}
        <strong>
          {paused ? "paused, " : ""}
          {pending === 0 ? "up to date" : `${shownCount(pending)} to go, ${shownTime(behind)} behind`}
        </strong>
        {failed > 0 && <span class="bad">, {shownCount(failed)} failed</span>}
      </p>
      <div class="row">
        <button
          type="button"
          onClick={() =>
            paused
              ? does("/mend", { target: paused }, "replication goes on")
              : does("/faults", { fault: `${bucket.target}=paused` }, "replication is paused")
          }
        >
          {paused ? "Go on" : "Pause"}
        </button>
        {picture.lag !== undefined && (
          <span class="row">
            lag
            <Choice
              label="Replication lag"
              value={`${picture.lag / 1_000}s`}
              values={[...new Set(["0s", "1s", "10s", "60s", `${picture.lag / 1_000}s`])]}
              set={(lag) => does("/lag", { lag }, `copies take ${lag} from now on`)}
            />
          </span>
        )}
      </div>
    </div>
  );
}

export function SwitchPanel({ can, does, site }: { site: PicturedSite; does: Does; can: readonly string[] }) {
  const isEvacuated = site.servesFrom === "replica";
  const [anyway, setAnyway] = useState(false);
  const input = { site: site.site, ...(anyway && { anyway }) };
  return (
    <div class="row">
      <span class={`switch ${isEvacuated ? "evacuated" : ""}`}>
        Switch: <strong>{site.servesFrom}</strong>
      </span>
      {can.includes("POST /evacuate") && (
        <>
          <button
            type="button"
            onClick={() =>
              isEvacuated
                ? does("/return", input, "returned: the primary is asked first")
                : does("/evacuate", input, "evacuated: the replica is asked first")
            }
          >
            {isEvacuated ? "Return" : "Evacuate"}
          </button>
          <label class="soft">
            <input
              type="checkbox"
              checked={anyway}
              onChange={({ currentTarget }) => setAnyway(currentTarget.checked)}
            />{" "}
            even to a broken side
          </label>
        </>
      )}
    </div>
  );
}

export function CachePanel({ can, does }: { does: Does; can: readonly string[] }) {
  const [path, setPath] = useState("/*");
  if (!can.includes("POST /clear")) return null;
  return (
    <form
      class="row"
      onSubmit={(event) => {
        event.preventDefault();
        does("/invalidate", { paths: [path] }, `${path} is invalidated`);
      }}
    >
      <button type="button" onClick={() => does("/clear", {}, "the cache is empty")}>
        Clear the cache
      </button>
      <button type="submit">Invalidate</button>
      <input
        id="invalidate"
        aria-label="Path to invalidate"
        value={path}
        onInput={({ currentTarget }) => setPath(currentTarget.value)}
      />
    </form>
  );
}

export function VisitorsPanel({ does, visitors }: { visitors: number; does: Does }) {
  const isOn = visitors > 0;
  return (
    <div class="row">
      <button
        type="button"
        aria-pressed={isOn}
        onClick={() =>
          does(
            "/visitors",
            { perMinute: isOn ? 0 : 60 },
            isOn ? "nobody comes by themselves" : "visitors come by themselves",
          )
        }
      >
        {isOn ? "Stop visitors" : "Send visitors"}
      </button>
      {isOn && (
        <Choice
          label="Visits a minute"
          value={String(visitors)}
          values={[...new Set(["6", "60", "300", String(visitors)])]}
          set={(many) => does("/visitors", { perMinute: Number(many) }, `${many} visits a minute`)}
        />
      )}
    </div>
  );
}

/** What goes out to the site, from the folder and the config as they are now. */
export function ReleasePanel({ can, does }: { does: Does; can: readonly string[] }) {
  if (!can.includes("POST /release")) return null;
  return (
    <div class="row">
      <button type="button" onClick={() => does("/release", {}, "the content is released")}>
        Release
      </button>
      <button type="button" onClick={() => does("/rollback", {}, "the release before is live again")}>
        Roll back
      </button>
      <button type="button" onClick={() => does("/deploy", {}, "the config is deployed")}>
        Deploy the config
      </button>
    </div>
  );
}
