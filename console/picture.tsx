import { sides } from "../facts/site/switch";
import type { Picture, PicturedBucket, PicturedSite, SeenRequest } from "../rehearsal/session/watching/shown";
import { shownCount, shownShare } from "../report/format";
import type { Does } from "./panels";
import {
  BucketPanel,
  CachePanel,
  ReleasePanel,
  ReplicationPanel,
  SwitchPanel,
  VisitorsPanel,
} from "./panels";
import type { Recent } from "./summary";

interface Drawn {
  readonly picture: Picture;
  readonly site: PicturedSite;
  readonly recent: Recent;
  /** Of the last message: they are seen on their way. */
  readonly passing: readonly SeenRequest[];
  readonly does: Does;
}

/** The machine: visitors, edge, and the regions behind it, with requests on their way. */
export function MachinePicture({ does, passing, picture, recent, site }: Drawn) {
  const buckets = bucketsOf(picture, site);
  const others = site.origins.filter(({ bucket }) => bucket === undefined);
  return (
    <section class="machine" aria-labelledby="machine">
      <h2 id="machine" class="unseen">
        The site
      </h2>
      <VisitorsCard
        recent={recent}
        does={does}
        visitors={picture.visitors}
        site={site}
        can={picture.actions}
      />
      <Wire look={wireLook(recent.outcomes.failed > 0, recent.requests > 0)} passing={passing} />
      <EdgeCard picture={picture} site={site} recent={recent} does={does} />
      <div class="origins">
        {buckets.map(({ bucket, origin }) => (
          <div class="route" key={bucket.name}>
            <Wire
              look={wireLook(
                bucket.faults.some(takesDown) || (bucket.drilled ?? []).length > 0,
                (recent.origins[origin]?.requests ?? 0) > 0,
              )}
              passing={passing.filter(({ origins }) => origins.some(({ originId }) => originId === origin))}
              failed={(recent.origins[origin]?.failures ?? 0) > 0}
            />
            <BucketCard
              bucket={bucket}
              origin={origin}
              picture={picture}
              recent={recent}
              site={site}
              does={does}
            />
          </div>
        ))}
        {others.map(({ domainName, id }) => (
          <div class="route" key={id}>
            <Wire
              look={wireLook(false, (recent.origins[id]?.requests ?? 0) > 0)}
              passing={passing.filter(({ origins }) => origins.some(({ originId }) => originId === id))}
              failed={(recent.origins[id]?.failures ?? 0) > 0}
            />
            <article class="card other">
              <h3>{id}</h3>
              <p class="soft">{domainName}</p>
            </article>
          </div>
        ))}
      </div>
    </section>
  );
}

/** The buckets that the site's origins read, those of the group first. */
function bucketsOf({ buckets }: Picture, { order, origins }: PicturedSite) {
  const read = origins.flatMap(({ bucket: name, id }) => {
    const bucket = buckets.find((one) => one.name === name);
    return bucket === undefined ? [] : [{ bucket, origin: id }];
  });
  const place = ({ bucket: { alias }, origin }: (typeof read)[number]) =>
    alias ? sides.indexOf(alias) : 2 + order.indexOf(origin);
  return read.toSorted((one, other) => place(one) - place(other));
}

/** Whether a fault keeps visitors from the bucket; one that pauses replication does not. */
export function takesDown(fault: string): boolean {
  return !/=paused\b/.test(fault);
}

function wireLook(isBroken: boolean, isBusy: boolean): string {
  return `wire ${isBroken ? "broken" : isBusy ? "busy" : "idle"}`;
}

function Wire({
  failed = false,
  look,
  passing,
}: {
  look: string;
  passing: readonly SeenRequest[];
  failed?: boolean;
}) {
  return (
    <div class={`${look}${failed ? " failing" : ""}`} aria-hidden="true">
      {passing.slice(-8).map(({ id, outcome }, at) => (
        <i key={id} class={`dot ${outcome}`} style={{ animationDelay: `${at * 110}ms` }} />
      ))}
    </div>
  );
}

function VisitorsCard({
  can,
  does,
  recent,
  site,
  visitors,
}: {
  recent: Recent;
  visitors: number;
  site: PicturedSite;
  does: Does;
  can: readonly string[];
}) {
  const { failed, missing } = recent.outcomes;
  const share = recent.requests === 0 ? null : (recent.requests - failed) / recent.requests;
  return (
    <article class="card visitors">
      <h3>Visitors</h3>
      <p class="figure">
        {shownShare(share)} <small>served</small>
      </p>
      <p class="soft">
        {(recent.requests / recent.seconds).toFixed(1)} requests a second
        {missing > 0 ? `, ${shownCount(missing)} of them 4xx` : ""}
      </p>
      {site.url && (
        <p>
          <a href={site.url} target="_blank" rel="noreferrer">
            Be a visitor
          </a>
        </p>
      )}
      {can.includes("POST /visitors") && <VisitorsPanel visitors={visitors} does={does} />}
    </article>
  );
}

function EdgeCard({ does, picture, recent, site }: Omit<Drawn, "passing">) {
  const broken = picture.faults.filter(({ target }) => ofEdge.includes(target));
  return (
    <article class={`card edge ${broken.length > 0 ? "broken" : "whole"}`}>
      <h3>
        Edge{" "}
        <small class="soft">
          {picture.locations.length === 1
            ? picture.locations[0]?.name
            : `${picture.locations.length} locations`}
        </small>
      </h3>
      {broken.length > 0 && <Drilled faults={broken.map(({ fault }) => fault)} />}
      <p class="figure">
        {shownShare(recent.requests === 0 ? null : recent.hits / recent.requests)}{" "}
        <small>from the cache</small>
      </p>
      <p class="soft">
        {shownCount(picture.locations.reduce((sum, { cached }) => sum + cached, 0))} objects cached
      </p>
      {picture.locations.length > 1 && (
        <ul class="chips" aria-label="Edge locations">
          {picture.locations.map(({ cached, name }) => (
            <li key={name} title={`${name} has ${cached} objects in its cache`}>
              {name}: {shownCount(cached)}
            </li>
          ))}
        </ul>
      )}
      <ul class="chips" aria-label="Functions">
        {site.functions.map(({ event, name }) => (
          <li key={`${event} ${name}`} title={`${name}, at ${event}`}>
            ƒ {event}
          </li>
        ))}
      </ul>
      <p class="soft">
        Asks {site.order.join(", then ") || "no group"}
        {site.codes.length > 0 && (
          <>
            {" "}
            on <span class="codes">{site.codes.join(", ")}</span> or silence
          </>
        )}
      </p>
      {site.servesFrom && <SwitchPanel site={site} does={does} can={picture.actions} />}
      <CachePanel does={does} can={picture.actions} />
      <ReleasePanel does={does} can={picture.actions} />
    </article>
  );
}

/** Parts of a site that a drill breaks, and that are drawn with the edge. */
const ofEdge: readonly string[] = ["viewer-request", "headers", "key-value-store", "edge", "control-plane"];

/** What a drill that runs here has broken, and mends by itself. */
function Drilled({ faults }: { faults: readonly string[] }) {
  return (
    <ul class="chips" aria-label="Broken by the drill">
      {faults.map((fault) => (
        <li key={fault}>
          <strong class="bad">{fault}</strong>
        </li>
      ))}
    </ul>
  );
}

function BucketCard({
  bucket,
  does,
  origin,
  picture,
  recent,
  site,
}: Omit<Drawn, "passing"> & { bucket: PicturedBucket; origin: string }) {
  const asked = recent.origins[origin];
  const drilled = bucket.drilled ?? [];
  const outages = [...bucket.faults.filter(takesDown), ...drilled];
  const isFirst = site.order[0] === origin;
  const from = picture.buckets.find((one) =>
    one.replication.some(({ destination }) => destination === bucket.name),
  );
  return (
    <article class={`card bucket ${outages.length > 0 ? "broken" : "whole"}`} aria-label={`${origin} bucket`}>
      <h3>
        {bucket.alias ?? origin}
        {isFirst && <span class="badge">asked first</span>}
        <span class={`state ${outages.length > 0 ? "failed" : "served"}`}>
          {outages.length > 0 ? "broken" : "whole"}
        </span>
      </h3>
      <p class="soft">
        {bucket.region} · {bucket.name}
      </p>
      <p class="soft">
        {asked
          ? `${shownCount(asked.requests)} requests in ${recent.seconds} s`
          : `not asked in ${recent.seconds} s`}
        {asked && asked.failures > 0 && <strong class="bad">, {shownCount(asked.failures)} failed</strong>}
      </p>
      {drilled.length > 0 && <Drilled faults={drilled} />}
      <BucketPanel bucket={bucket} does={does} />
      {from?.replication
        .filter(({ destination }) => destination === bucket.name)
        .map((copying) => (
          <ReplicationPanel
            key={copying.destination}
            copying={copying}
            bucket={bucket}
            from={from}
            picture={picture}
            does={does}
          />
        ))}
    </article>
  );
}
