import "./style/index.css";
import { type ComponentChildren, render } from "preact";
import { useCallback, useEffect, useReducer, useRef, useState } from "preact/hooks";
import type { PicturedBucket, SeenRequest, SeenTrace } from "../rehearsal/session/watching/shown";
import { CacheView, type LocatedObject } from "./cache";
import { Charts } from "./charts";
import { Drills } from "./drills";
import { effects } from "./faults";
import { consoleKeys, isForPage } from "./keys";
import { control, listenTo } from "./live";
import type { Does } from "./panels";
import { MachinePicture } from "./picture";
import { Requests, TraceView, traceOf } from "./requests";
import { after, nothingSeen } from "./seen";
import { recent, verdict } from "./summary";

/** Seconds that the picture speaks of. */
const glance = 10;

function App() {
  const [seen, hear] = useReducer(after, nothingSeen);
  const [now, setNow] = useState(Date.now());
  const [siteName, setSiteName] = useState<string>();
  const [said, setSaid] = useState({ text: "", isWarning: false });
  const [trace, setTrace] = useState<SeenTrace>();
  const [cache, setCache] = useState<readonly LocatedObject[]>();
  const [isHelp, setHelp] = useState(false);
  const effect = useRef(0);

  useEffect(() => listenTo("/events", hear), []);
  useEffect(() => {
    const clock = window.setInterval(() => setNow(Date.now()), 1_000);
    return () => window.clearInterval(clock);
  }, []);

  const does: Does = useCallback((action, input, done) => {
    control(action, input).then(
      () => setSaid({ text: done, isWarning: false }),
      (error: Error) => setSaid({ text: error.message, isWarning: true }),
    );
  }, []);
  const open = useCallback((request: SeenRequest) => {
    traceOf(request).then(setTrace, (error: Error) => setSaid({ text: error.message, isWarning: true }));
  }, []);
  const showCache = useCallback(() => {
    control<readonly LocatedObject[]>("/cache").then(setCache, (error: Error) =>
      setSaid({ text: error.message, isWarning: true }),
    );
  }, []);

  const { happenings, leftOut, live, lostAt, picture, requests, seconds, told } = seen;
  const site = picture?.sites.find((one) => one.site === siteName) ?? picture?.sites[0];
  const last = recent(seconds, now, glance);
  const how = verdict(seen, last);
  const several = (picture?.sites.length ?? 0) > 1;
  const shown = several ? requests.filter((request) => request.site === site?.site) : requests;

  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!isForPage(event) || picture === undefined || site === undefined) return;
      const ofSite = several ? { site: site.site } : {};
      const toggle = (alias: NonNullable<PicturedBucket["alias"]>) => {
        const bucket = picture.buckets.find(
          (one) => one.alias === alias && site.origins.some((origin) => origin.bucket === one.name),
        );
        if (bucket === undefined) return setSaid({ text: `this site has no ${alias}`, isWarning: true });
        toggled(bucket, effects[effect.current] as string, does);
      };
      const keys: Readonly<Record<string, () => void>> = {
        p: () => toggle("primary"),
        r: () => toggle("replica"),
        f: () => {
          effect.current = (effect.current + 1) % effects.length;
          setSaid({ text: `the next fault is ${effects[effect.current]}`, isWarning: false });
        },
        e: () => does("/evacuate", ofSite, "evacuated: the replica is asked first"),
        b: () => does("/return", ofSite, "returned: the primary is asked first"),
        E: () => does("/evacuate", { ...ofSite, anyway: true }, "evacuated: the replica is asked first"),
        B: () => does("/return", { ...ofSite, anyway: true }, "returned: the primary is asked first"),
        c: () => does("/clear", {}, "the cache is empty"),
        i: () => {
          event.preventDefault();
          document.getElementById("invalidate")?.focus();
        },
        s: () => {
          const details = document.getElementById("cache");
          if (details instanceof HTMLDetailsElement) details.open = true;
          details?.scrollIntoView();
        },
        n: () => {
          const names = picture.sites.map((one) => one.site);
          setSiteName(names[(names.indexOf(site.site) + 1) % names.length]);
        },
        l: () => document.getElementById("requests")?.focus(),
        v: () => does("/visitors", { perMinute: picture.visitors > 0 ? 0 : 60 }, "done"),
        h: () => setHelp(true),
        "?": () => setHelp(true),
      };
      keys[event.key]?.();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [picture, site, several, does]);

  return (
    <div class={live ? "page" : "page stale"}>
      <header class={`top ${how.look}`}>
        <h1>
          outlast <small>{site ? `${site.site}, as ${site.host}` : ""}</small>
        </h1>
        <div class="verdict" role="status" aria-live="polite">
          <strong>{how.text}</strong>
        </div>
        <p class="detail">
          {live || lostAt === undefined
            ? how.detail
            : `The connection was lost at ${clockTime(lostAt)}; trying again.`}
        </p>
        <span class={`live ${live ? "is" : "not"}`}>{live ? "live" : "not live"}</span>
        <button type="button" onClick={() => setHelp(true)} aria-label="Keys">
          ?
        </button>
      </header>
      {several && (
        <nav class="sites" aria-label="Sites">
          {picture?.sites.map((one) => (
            <button
              type="button"
              key={one.site}
              aria-pressed={one.site === site?.site}
              onClick={() => setSiteName(one.site)}
            >
              {one.site}
            </button>
          ))}
        </nav>
      )}
      <p class={`said ${said.isWarning ? "bad" : ""}`} role="status">
        {said.text}
      </p>
      <main inert={!live}>
        {picture && site && (
          <MachinePicture picture={picture} site={site} recent={last} passing={shown.slice(-8)} does={does} />
        )}
        <div class="columns">
          <Requests requests={shown} leftOut={leftOut} open={open} />
          <section aria-labelledby="charts">
            <h2 id="charts">The last five minutes</h2>
            <Charts seconds={seconds} happenings={happenings} now={Math.floor(now / 5_000) * 5_000} />
          </section>
        </div>
        {picture?.actions.includes("GET /cache") && (
          <details
            id="cache"
            onToggle={({ currentTarget }) => {
              if (currentTarget.open) showCache();
            }}
          >
            <summary>What is cached, and why</summary>
            <button type="button" onClick={showCache}>
              Look again
            </button>
            {cache && <CacheView entries={cache} now={now} />}
          </details>
        )}
        {picture?.actions.includes("GET /drills") && (
          <Drills say={setSaid} site={site?.site ?? ""} live={picture.live} now={now} />
        )}
        <details>
          <summary>What outlast said</summary>
          <ol class="told">
            {told.toReversed().map(({ at, isWarning, text }) => (
              <li key={`${at} ${text}`} class={isWarning ? "bad" : ""}>
                <time>{clockTime(at)}</time> <span>{text}</span>
              </li>
            ))}
            {told.length === 0 && <li class="soft">Nothing yet.</li>}
          </ol>
        </details>
      </main>
      {trace && (
        <Shown title={`${trace.method} ${trace.path}`} close={() => setTrace(undefined)}>
          <TraceView trace={trace} />
        </Shown>
      )}
      {isHelp && (
        <Shown title="Keys, as in the terminal" close={() => setHelp(false)}>
          <dl class="keys">
            {consoleKeys.map(([key, text]) => (
              <div key={key}>
                <dt>{key}</dt>
                <dd>{text}</dd>
              </div>
            ))}
          </dl>
        </Shown>
      )}
    </div>
  );
}

/** Sets a fault, or mends all that keep visitors away. */
function toggled({ faults, target }: PicturedBucket, effect: string, does: Does): void {
  const broken = faults.filter((fault) => fault.startsWith(`${target}=`));
  if (broken.length === 0)
    does("/faults", { fault: `${target}=${effect}` }, `${target} is broken: ${effect}`);
  else does("/mend", { target }, `${target} is mended`);
}

function Shown({
  children,
  close,
  title,
}: {
  title: string;
  close: () => void;
  children: ComponentChildren;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} onClose={close} aria-labelledby="shown">
      <header>
        <h2 id="shown">{title}</h2>
        <button type="button" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </header>
      {children}
    </dialog>
  );
}

function clockTime(at: number): string {
  return new Date(at).toLocaleTimeString("en-GB");
}

const root = document.getElementById("console");
if (root) render(<App />, root);
