import type { CertificateDetail } from "@aws-sdk/client-acm";
import type { HealthCheckConfig, HostedZone, ResourceRecordSet } from "@aws-sdk/client-route-53";
import type { Json } from "../../terraform/value";
import { asks } from "./asks";
import type { LiveReadings } from "./readings";
import { asBlock } from "./shape";

const types = { record: "aws_route53_record", zone: "aws_route53_zone", check: "aws_route53_health_check" };

/** Reads a certificate; gives the names of the records that validate it. */
export async function readCertificate(readings: LiveReadings, arn: string): Promise<readonly string[]> {
  const name = arn.split("/").at(-1) ?? "";
  const region = arn.split(":")[3] ?? "";
  const reading = { type: "aws_acm_certificate", name, known: { arn, id: arn, region } };
  const found = await readings.read(
    reading,
    asks.certificate,
    { CertificateArn: arn },
    ({ Certificate = {} }) => certificateState(Certificate),
  );
  const options = found?.Certificate?.DomainValidationOptions ?? [];
  return options.flatMap(({ ResourceRecord }) => ResourceRecord?.Name ?? []);
}

function certificateState({
  DomainName,
  DomainValidationOptions,
  NotAfter,
  Status,
  SubjectAlternativeNames,
  Type,
}: CertificateDetail): Json {
  const method = DomainValidationOptions?.[0]?.ValidationMethod;
  return asBlock({ DomainName, SubjectAlternativeNames, Status, Type, NotAfter, ValidationMethod: method });
}

/** Reads the zones that names are in, their records, and the health checks that these or the site are about. */
export async function readNames(
  readings: LiveReadings,
  names: readonly string[],
  hosts: readonly string[],
): Promise<readonly string[]> {
  const zones = (await allZones(readings)).filter(
    ({ Config, Name = "" }) => !Config?.PrivateZone && names.some((name) => isWithin(name, Name)),
  );
  for (const { Id = "", Name = "" } of zones) {
    const id = Id.split("/").at(-1) ?? "";
    readings.add({
      type: types.zone,
      name: withoutDot(Name),
      known: { zone_id: id, id, name: withoutDot(Name) },
    });
  }
  const asked = names.flatMap((name) => {
    const own = zones.filter(({ Name = "" }) => isWithin(name, Name));
    // The longest is the one that answers.
    const [zone] = own.sort((a, b) => (b.Name ?? "").length - (a.Name ?? "").length);
    return zone ? [{ zone, name }] : [];
  });
  const sets = await Promise.all(
    asked.map(({ name, zone }) => recordsOf(readings, zone.Id?.split("/").at(-1) ?? "", name)),
  );
  const checked = new Set(sets.flat().map(({ HealthCheckId }) => HealthCheckId));
  const checks = (await allChecks(readings)).filter(
    ({ config: { FullyQualifiedDomainName: name = "" }, id }) =>
      checked.has(id) || hosts.includes(name) || names.includes(name),
  );
  for (const { config, id } of checks)
    readings.add({
      type: types.check,
      name: id,
      known: { id, ...asBlock(config, { FullyQualifiedDomainName: "fqdn", IPAddress: "ip_address" }) },
    });
  return checks.map(({ id }) => id);
}

async function allZones(readings: LiveReadings): Promise<readonly HostedZone[]> {
  const out: HostedZone[] = [];
  let Marker: string | undefined;
  do {
    const page = await readings.list([types.zone, types.record], asks.zones, { Marker });
    out.push(...(page?.HostedZones ?? []));
    Marker = page?.IsTruncated ? page.NextMarker : undefined;
  } while (Marker !== undefined);
  return out;
}

async function allChecks(
  readings: LiveReadings,
): Promise<readonly { readonly id: string; readonly config: HealthCheckConfig }[]> {
  const out: { id: string; config: HealthCheckConfig }[] = [];
  let Marker: string | undefined;
  do {
    const page = await readings.list([types.check], asks.healthChecks, { Marker });
    for (const { HealthCheckConfig, Id = "" } of page?.HealthChecks ?? [])
      if (HealthCheckConfig) out.push({ id: Id, config: HealthCheckConfig });
    Marker = page?.IsTruncated ? page.NextMarker : undefined;
  } while (Marker !== undefined);
  return out;
}

/** The records of one name: Route 53 lists them in the order of names, from the one that it is asked for. */
async function recordsOf(
  readings: LiveReadings,
  zone: string,
  name: string,
): Promise<readonly ResourceRecordSet[]> {
  const page = await readings.list([types.record], asks.records, {
    HostedZoneId: zone,
    StartRecordName: name,
    MaxItems: 100,
  });
  const own = (page?.ResourceRecordSets ?? []).filter((one) => isSame(one.Name ?? "", name));
  for (const set of own) {
    const parts = [withoutDot(name), set.Type, set.SetIdentifier].filter((one) => one !== undefined);
    const address = parts.join("/");
    if (!readings.has(types.record, address))
      readings.add({
        type: types.record,
        name: address,
        known: { zone_id: zone, ...recordState(set, name) },
      });
  }
  return own;
}

function recordState(
  {
    AliasTarget,
    Failover,
    HealthCheckId,
    MultiValueAnswer,
    Region,
    ResourceRecords,
    SetIdentifier,
    TTL,
    Type,
    Weight,
  }: ResourceRecordSet,
  name: string,
): Json {
  return asBlock({
    ...{ Name: withoutDot(name), Type, TTL, SetIdentifier, HealthCheckId },
    ...(ResourceRecords && { Records: ResourceRecords.map(({ Value }) => Value) }),
    ...(AliasTarget && {
      Alias: {
        Name: withoutDot(AliasTarget.DNSName ?? "").replace(/^dualstack\./, ""),
        ZoneId: AliasTarget.HostedZoneId,
        EvaluateTargetHealth: AliasTarget.EvaluateTargetHealth,
      },
    }),
    ...(MultiValueAnswer && { MultivalueAnswerRoutingPolicy: true }),
    ...(Weight !== undefined && { WeightedRoutingPolicy: { Weight } }),
    ...(Failover && { FailoverRoutingPolicy: { Type: Failover } }),
    ...(Region && { LatencyRoutingPolicy: { Region } }),
  });
}

const withoutDot = (name: string) => name.replace(/\.$/, "");
/** Route 53 writes an asterisk by its code. */
const plain = (name: string) => withoutDot(name).replace("\\052", "*").toLowerCase();
const isSame = (a: string, b: string) => plain(a) === plain(b);
const isWithin = (name: string, zone: string) =>
  isSame(name, zone) || plain(name).endsWith(`.${plain(zone)}`);
