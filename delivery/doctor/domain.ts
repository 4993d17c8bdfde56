import type { resolveCaa } from "node:dns/promises";
import type { ACMClient } from "@aws-sdk/client-acm";
import type { CloudFrontClient, DistributionSummary } from "@aws-sdk/client-cloudfront";
import { GetHostedZoneCommand, paginateListHostedZones, type Route53Client } from "@aws-sdk/client-route-53";
import type { SiteConfig } from "../../config";
import { askingAws } from "../../operations/aws";
import { delegationOf, type NameServersOf } from "../../operations/delegation";
import type { StatusCheck } from "../../operations/status/check";
import { namesTaken, ownDistribution } from "../terraform/distributions";
import { recordsBeside } from "../terraform/records";
import { type Examination, looking, together } from "./examination";
import { issuanceCheck } from "./issuance";

type Domain = NonNullable<SiteConfig["domain"]>;

/** What a domain is asked through. */
export interface DomainPorts {
  /** Of us-east-1. */
  readonly acm: ACMClient;
  readonly cloudFront: CloudFrontClient;
  readonly route53: Route53Client;
  readonly nameServersOf: NameServersOf;
  readonly caaOf: typeof resolveCaa;
  /** All of the account's. */
  readonly distributions: () => Promise<readonly DistributionSummary[]>;
}

/** Whether the site's names can be its own: other distributions, its zone and the records there, the certificate. */
export async function domainChecks(
  site: SiteConfig,
  domain: Domain,
  ports: DomainPorts,
): Promise<Examination> {
  const { cloudFront, distributions } = ports;
  const names = [domain.name, ...domain.aliases];
  const own = distributions().then((all) => ownDistribution(site, all, cloudFront));
  const zone = findZone(domain.zone, ports.route53);
  // Each is waited for below; what fails first must not end the process.
  for (const one of [own, zone]) one.catch(() => undefined);
  const parts = await Promise.all([
    looking(`whether another distribution has a name of ${site.name}`, async () => {
      const mine = await own;
      const others = (await distributions()).filter(({ Id }) => Id !== mine?.Id);
      return [aliasesCheck(site, names, others)];
    }),
    looking(`the zone ${domain.zone.name}`, async () => [await zoneCheck(domain.zone, await zone, ports)]),
    looking(`the records of ${site.name} in the zone ${domain.zone.name}`, async () => {
      const id = (await zone)?.id;
      // A distribution that is there made its records itself.
      if (id === undefined || (await own) !== undefined) return [];
      const planned = names.flatMap((name) =>
        ["A", "AAAA", "HTTPS"].map((type) => ({ name, type, zone_id: id })),
      );
      const taken = await recordsBeside(planned, ports.route53);
      const found = taken ? `${taken.value}. ${taken.mend}` : "nobody has made any";
      return [{ name: `records ${site.name}`, ok: taken === undefined, detail: found }];
    }),
    looking(`the certificate of ${domain.name}`, async () => [await issuanceCheck(domain.name, ports.acm)]),
    looking(`which certificate authorities ${domain.name} allows`, async () => [
      await certificateCheck(names, ports.caaOf),
    ]),
  ]);
  const elsewhere = `whether a distribution of another account has ${names.join(" or ")}: CloudFront says so only when the name is given to one of this account`;
  return together([...parts, { checks: [], notLookedAt: [elsewhere] }]);
}

function aliasesCheck(
  site: SiteConfig,
  names: readonly string[],
  others: readonly DistributionSummary[],
): StatusCheck {
  const taken = namesTaken(site, others);
  const free = `no other distribution of this account has ${names.join(" or ")}`;
  const detail = taken ? `${taken.value}. ${taken.mend}` : free;
  return { name: `aliases ${site.name}`, ok: taken === undefined, detail };
}

/** A zone of the account. */
interface Zone {
  readonly id: string;
  readonly nameServers: readonly string[];
  /** How many public ones have its name, itself included. */
  readonly named: number;
}

async function findZone(zone: Domain["zone"], client: Route53Client): Promise<Zone | undefined> {
  const asking = <T>(what: string, call: () => Promise<T>) => askingAws(what, "Route 53", call);
  const ids = "id" in zone ? [zone.id] : await asking("list the zones", () => zonesNamed(zone.name, client));
  const [id] = ids;
  if (id === undefined) return undefined;
  const { DelegationSet } = await asking("read the zone", () =>
    client.send(new GetHostedZoneCommand({ Id: id })),
  );
  return { id, nameServers: DelegationSet?.NameServers ?? [], named: ids.length };
}

/** Those that are public; a private one of the same name leads nobody from outside. */
async function zonesNamed(name: string, client: Route53Client): Promise<string[]> {
  const found: string[] = [];
  for await (const { HostedZones = [] } of paginateListHostedZones({ client }, {}))
    found.push(
      ...HostedZones.filter(({ Config, Name }) => Name === `${name}.` && !Config?.PrivateZone).flatMap(
        ({ Id }) => Id?.replace("/hostedzone/", "") ?? [],
      ),
    );
  return found;
}

/** Certificates are proved, and visitors led, by a zone that the registrar's name servers lead to. */
async function zoneCheck(
  zone: Domain["zone"],
  found: Zone | undefined,
  { nameServersOf }: Pick<DomainPorts, "nameServersOf">,
): Promise<StatusCheck> {
  const name = `zone ${zone.name}`;
  const isMade = "create" in zone && zone.create;
  if (found === undefined && isMade) {
    const detail =
      "will be made: the first deployment ends with its name servers, which are to be entered at the registrar";
    return { name, ok: true, detail };
  }
  if (found === undefined)
    return {
      name,
      ok: false,
      detail: "the account has no public zone of this name: make it, or set `create: true`",
    };
  if (found.named > 1 && !isMade)
    return { name, ok: false, detail: `the account has ${found.named} of this name: give the \`id\` of one` };
  const { detail, isDone } = await delegationOf(zone.name, found.nameServers, nameServersOf);
  return { name, ok: isDone, detail };
}

/** Names of ACM as a certificate authority (ACM guide, Configure a CAA record). */
const amazon = /^(?:amazon\.com|amazontrust\.com|awstrust\.com|amazonaws\.com)$/i;

/** Records of the closest name that has any decide who may issue (RFC 8659, section 3); ACM is refused where it is not among them. */
async function certificateCheck(names: readonly string[], caaOf: typeof resolveCaa): Promise<StatusCheck> {
  const refusing = await Promise.all(
    names.map(async (name) => {
      const authorities = await authoritiesOf(name, caaOf);
      const mayIssue = authorities.length === 0 || authorities.some((one) => amazon.test(one));
      return mayIssue ? [] : [`${name} (${authorities.join(", ")})`];
    }),
  );
  const found = refusing.flat();
  const detail =
    found.length === 0
      ? `DNS lets Amazon issue one for ${names.join(", ")}`
      : `CAA records let others alone issue one for ${found.join(", ")}: add amazon.com`;
  return { name: `certificate ${names[0]}`, ok: found.length === 0, detail };
}

async function authoritiesOf(name: string, caaOf: typeof resolveCaa): Promise<readonly string[]> {
  const isWildcard = name.startsWith("*.");
  const labels = name.replace(/^\*\./, "").split(".");
  for (let first = 0; first < labels.length - 1; first += 1) {
    const records = await caaOf(labels.slice(first).join(".")).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENODATA" || error.code === "ENOTFOUND") return [];
      throw error;
    });
    if (records.length === 0) continue;
    const wild = records.flatMap(({ issuewild }) => issuewild ?? []);
    const plain = records.flatMap(({ issue }) => issue ?? []);
    const said = isWildcard && wild.length > 0 ? wild : plain;
    return said.map((one) => one.split(";")[0]?.trim() ?? "");
  }
  return [];
}
