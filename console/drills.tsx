import { useEffect, useState } from "preact/hooks";
import type { PicturedLiveDrill } from "../rehearsal/session/watching/shown";
import { shownTime } from "../report/format";
import { control } from "./live";
import { Choice } from "./panels";

interface Scenario {
  readonly name: string;
  readonly title: string;
  readonly hypothesis: string;
}

interface Ran {
  readonly id: number;
  readonly verdict: string;
  readonly summary: string;
}

/** Times as fast as the scenario says, on the clock on the wall. */
const speeds = ["1", "5", "20", "60"];

/** Gives a file to whoever looks: the browser keeps it where it keeps what is downloaded. */
function keep(name: string, value: object): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([`${JSON.stringify(value, null, 2)}\n`]));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** Outages on the virtual clock, with the report beside; and what was done here, to be kept as one. */
export function Drills({
  live,
  now,
  say,
  site,
}: {
  live: PicturedLiveDrill | undefined;
  now: number;
  say: (said: { text: string; isWarning: boolean }) => void;
  site: string;
}) {
  const [scenarios, setScenarios] = useState<readonly Scenario[]>();
  const [name, setName] = useState("");
  const [isRunning, setRunning] = useState(false);
  const [ran, setRan] = useState<Ran>();
  const [speed, setSpeed] = useState("20");
  const failed = (error: Error) => say({ text: error.message, isWarning: true });
  const list = () => {
    if (scenarios) return;
    control<readonly Scenario[]>("/drills").then((all) => {
      setScenarios(all);
      setName(all[0]?.name ?? "");
    }, failed);
  };
  const chosen = scenarios?.find((one) => one.name === name);
  useEffect(() => setRan(undefined), [name]);
  const lives = live !== undefined && live.id === undefined;
  // Whoever opens the page later sees what it came to as well.
  const over = live && {
    id: live.id,
    verdict: live.verdict ?? "",
    summary: `${live.title}: ${live.summary}`,
  };
  const shown = ran ?? over;
  return (
    <details
      id="drills"
      onToggle={({ currentTarget }) => {
        if (currentTarget.open) list();
      }}
    >
      <summary>Drills</summary>
      {scenarios === undefined ? (
        <p class="soft">Looking for scenarios …</p>
      ) : (
        <form
          class="row"
          onSubmit={(event) => {
            event.preventDefault();
            setRunning(true);
            control<Ran>("/drill", { scenario: name })
              .then(setRan, failed)
              .finally(() => setRunning(false));
          }}
        >
          <select
            aria-label="Scenario"
            value={name}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
          >
            {scenarios.map((one) => (
              <option key={one.name} value={one.name}>
                {one.title}
              </option>
            ))}
          </select>
          <button type="submit" disabled={isRunning}>
            {isRunning ? "Running …" : "Run on the virtual clock"}
          </button>
          <button
            type="button"
            disabled={lives}
            onClick={() => {
              setRan(undefined);
              control("/live-drill", { scenario: name, speed: Number(speed), site }).catch(failed);
            }}
          >
            Run it here, live
          </button>
          <Choice label="Times as fast" value={speed} values={speeds} set={setSpeed} />
          <p class="soft">{chosen?.hypothesis}</p>
        </form>
      )}
      <p class="row">
        <button
          type="button"
          onClick={() =>
            control<Scenario>(`/scenario?site=${encodeURIComponent(site)}`).then((scenario) => {
              keep(`${scenario.name}.json`, scenario);
              say({ text: `npx outlast drill ./${scenario.name}.json runs it again`, isWarning: false });
            }, failed)
          }
        >
          Save what was done as a scenario
        </button>
        <a href="/session/report" target="_blank" rel="noreferrer">
          The last ten minutes as a report
        </a>
      </p>
      {lives && (
        <p class="row" role="status">
          {live.title}, live at {live.speed} times its speed: {shownTime(Math.max(0, live.until - now))} to go{" "}
          <button type="button" onClick={() => control("/stop-drill", {}).catch(failed)}>
            Stop and judge
          </button>
        </p>
      )}
      {shown?.id !== undefined && (
        <>
          <p role="status">
            <strong class={shown.verdict}>{shown.verdict}</strong> {shown.summary}{" "}
            <a href={`/drills/report?id=${shown.id}`} target="_blank" rel="noreferrer">
              The report alone
            </a>
          </p>
          <iframe title={`Report of ${name}`} src={`/drills/report?id=${shown.id}`} />
        </>
      )}
    </details>
  );
}
