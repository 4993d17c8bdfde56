import { useEffect, useState } from "preact/hooks";
import { control } from "./live";

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
  say,
  site,
}: {
  say: (said: { text: string; isWarning: boolean }) => void;
  site: string;
}) {
  const [scenarios, setScenarios] = useState<readonly Scenario[]>();
  const [name, setName] = useState("");
  const [isRunning, setRunning] = useState(false);
  const [ran, setRan] = useState<Ran>();
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
      {ran && (
        <>
          <p role="status">
            <strong class={ran.verdict}>{ran.verdict}</strong> {ran.summary}{" "}
            <a href={`/drills/report?id=${ran.id}`} target="_blank" rel="noreferrer">
              The report alone
            </a>
          </p>
          <iframe title={`Report of ${name}`} src={`/drills/report?id=${ran.id}`} />
        </>
      )}
    </details>
  );
}
