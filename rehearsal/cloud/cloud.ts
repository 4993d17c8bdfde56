import {
  type Clock,
  type Distribution,
  defaultReadings,
  type KeyValueStore,
  type OriginClient,
  type Random,
  type Readings,
  SystemClock,
  unrehearsed,
} from "../edge";
import { EdgeFunctions } from "../edge/functions";
import { constantLag, type Lag, type ReplicationMetrics } from "../regions";
import { refuseKey } from "./access-key";
import { AthenaFront, type QueryEngine } from "./athena/athena-front";
import { type ChangeListener, Changes, type InvalidationListener } from "./changes";
import { CloudFrontApi } from "./cloudfront/api";
import { describeCertificate } from "./cloudfront/certificates";
import { distributionArn, Ids } from "./cloudfront/ids";
import { toDistribution } from "./cloudfront/model/distribution";
import { hasWebAcl } from "./cloudfront/neighbours";
import { CloudFrontState, deployedConfig, replicatedFunction } from "./cloudfront/state";
import { unrehearsedOf } from "./cloudfront/unrehearsed";
import { bodyLimit, dispatch, tooLarge } from "./dispatch";
import { motoUpstream } from "./forward";
import type { CloudRequest, CloudResponse } from "./http";
import { type IamCall, IamCalls } from "./iam";
import { KeyValueStoreApi } from "./kvs/api";
import { CloudKeyValueStores } from "./kvs/store";
import { CodeStore } from "./lambda/code-store";
import { type Invoker, LambdaFront } from "./lambda/front";
import { FunctionRoles } from "./lambda/roles";
import { refusedInUse } from "./parts-in-use";
import type { Recording } from "./recording";
import { accessKeyOf } from "./router";
import { areAclsOff } from "./s3/acls";
import { BucketSettingsTable } from "./s3/bucket-settings";
import { CloudFaults } from "./s3/faults";
import { S3Front } from "./s3/front";
import { Locks } from "./s3/locks";
import { MotoObjects } from "./s3/moto-client";
import { MotoOriginClient } from "./s3/origin-client";
import { Placing } from "./s3/placing";
import { MotoReplication } from "./s3/replication";
import { SettingsFront } from "./s3/settings-front";
import { Versions } from "./s3/versions";
import { serveCloud } from "./server";
import type { CloudSnapshot } from "./snapshot";
import { operationOf, unknownOperation } from "./unknown";

export interface CloudOptions {
  /** Endpoint of the moto server that stands for the rest of AWS. */
  readonly moto: string;
  /** moto's Unix socket, where it listens on no port; `moto` then only names it in requests. */
  readonly motoSocket?: string;
  /** The access key that every request has to be signed with. @default any */
  readonly accessKey?: string;
  /** Port on loopback. @default 0, a free one */
  readonly port?: number;
  /** @default the machine's */
  readonly clock?: Clock;
  /** In [0, 1): identifiers, and faults by chance. @default Math.random */
  readonly random?: Random;
  /** Milliseconds until a distribution is Deployed. @default 1000 */
  readonly deploymentMs?: number;
  /** Milliseconds until an invalidation is Completed. @default 1000 */
  readonly invalidationMs?: number;
  /** How long S3 takes to replicate. @default one second */
  readonly lag?: Lag;
  /** Where moto's requests are recorded. @default nowhere */
  readonly recording?: Recording | undefined;
  /** State of an earlier run. */
  readonly snapshot?: CloudSnapshot;
  /** How to read what AWS leaves open about S3. */
  readonly readings?: Partial<Pick<Readings, "newestVersion" | "taggedPlans">> | undefined;
  /** Called with what IAM would be asked about each request. @default nobody is told */
  readonly onIamCall?: (call: IamCall) => void;
  /** Called for operations that nobody here knows, and for failures of the endpoint itself. */
  readonly log: (line: string) => void;
}

/** A running local AWS. */
export interface Cloud {
  /** "http://127.0.0.1:<port>", for AWS_ENDPOINT_URL: with an IP address, clients use path-style S3 by themselves. */
  readonly url: string;
  /** The distributions as the edges run them: those whose first deployment is complete. */
  distributions(): readonly Distribution[];
  /** What is kept as on AWS and changes nothing here, in words for a person. */
  unrehearsed(): readonly string[];
  /** Called when `distributions()` has changed. Returns how to stop. */
  onChange(listener: ChangeListener): () => void;
  /** Called when paths are to leave the caches. Returns how to stop. */
  onInvalidation(listener: InvalidationListener): () => void;
  /** What functions read, by the ARN of a store. */
  keyValueStore(arn: string): KeyValueStore | undefined;
  /** S3 as the edge asks it. */
  readonly origin: OriginClient & { serves(domainName: string): boolean };
  readonly faults: CloudFaults;
  /** Who answers calls of functions from now on. */
  answerInvocations(invoker: Invoker): void;
  /** Who runs queries of Athena from now on: until then each of them fails, and says so. */
  answerQueries(engine: QueryEngine): void;
  /** How far replication out of a bucket is, by destination. */
  replication(bucket: string): readonly ReplicationMetrics[];
  /** Resolves when no object is on its way to another bucket. */
  replicated(): Promise<void>;
  snapshot(): CloudSnapshot;
  /** Calls back while no request and no copy is under way: moto and the endpoint agree then. */
  quiet<T>(take: () => T): Promise<T>;
  /** Requests so far that may have changed something. */
  readonly changes: number;
  close(): Promise<void>;
}

/** No bucket's name has a slash at its beginning. */
const everything = "/";

/** Starts the endpoint on loopback, in front of a running moto server. */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const { clock = new SystemClock(), random = Math.random, log, onIamCall } = options;
  const ids = new Ids(random);
  const upstream = motoUpstream(options.moto, {
    onRequest: options.recording && ((request) => options.recording?.append(request)),
    socketPath: options.motoSocket,
  });
  const state = new CloudFrontState();
  const stores = new CloudKeyValueStores(() => ids.short(), clock);
  const code = new CodeStore();
  const settings = new BucketSettingsTable();
  const changes = new Changes(clock);
  const functions = new EdgeFunctions({ store: (arn) => stores.find(arn), apart: true });
  const objects = new MotoObjects(upstream);
  const versions = new Versions();
  const locks = new Locks();
  let changeCount = 0;
  const iamCalls = new IamCalls((arn) => {
    const tagged = state.distributions.all().find(({ id }) => distributionArn(id) === arn);
    return Object.fromEntries((tagged?.tags ?? []).map(({ Key, Value = "" }) => [Key, Value]));
  });
  const { newestVersion, taggedPlans } = { ...defaultReadings, ...options.readings };
  if (options.snapshot) restore(options.snapshot);
  const faults = new CloudFaults(objects, clock, random);
  const replication = new MotoReplication({
    objects,
    settings,
    versions,
    placing: new Placing({ objects, versions, locks, newestVersion }),
    clock,
    lag: options.lag ?? constantLag(1000),
    obstacle: (source, destination, key) => faults.obstacle(source, destination, key),
    atOnce,
  });
  replication.restore(options.snapshot?.pendingCopies ?? []);
  const settingsFront = new SettingsFront(upstream, objects, settings, clock);
  const cloudFront = new CloudFrontApi({
    context: {
      state,
      stores,
      ids,
      clock,
      taggedPlans,
      deploymentMs: options.deploymentMs ?? 1000,
      invalidationMs: options.invalidationMs ?? 1000,
      neighbours: {
        lambdaVersion: (arn) => code.version(arn),
        certificate: (arn) => describeCertificate(upstream, arn),
        hasWebAcl: (arn) => hasWebAcl(upstream, arn),
        bucket: async (bucket) => {
          const region = await objects.regionOf(bucket);
          return region === undefined
            ? undefined
            : { region, takesAcls: !(await areAclsOff(bucket, objects)) };
        },
        object: async (bucket, key) => {
          const { status, body } = await objects.get(bucket, key);
          return status === 200 ? Buffer.from(body) : undefined;
        },
      },
      testFunction: (fn, event) => {
        const tested = functions.test(fn, event, clock.now());
        // Its process is of this test alone.
        functions.retain([]);
        return tested;
      },
      changed: (inMs) => changes.changed(inMs),
      invalidated: (id, paths) => changes.invalidated(id, paths),
    },
    onUnknown: (what) => log(`unknown operation: ${what}`),
  });
  const services = {
    cloudFront,
    keyValueStores: new KeyValueStoreApi(stores, (what) => log(`unknown operation: ${what}`)),
    athena: new AthenaFront(upstream, objects, ids),
    lambda: new LambdaFront(upstream, code, { url: () => url, accessKey: options.accessKey }, (arn) =>
      replicatedFunction(state, arn, clock.now()),
    ),
    roles: new FunctionRoles(upstream, code, () => changes.changed()),
    s3: new S3Front({
      ...{ upstream, objects, settings, settingsFront, replication, versions, locks, faults, clock },
      unknown: (request) => unknown("s3", request),
      atOnce,
    }),
    upstream,
    inUse: (request: CloudRequest) => refusedInUse(request, state.distributions.all()),
    atOnce,
    unknown,
  };
  const listening = await serveCloud({
    port: options.port ?? 0,
    bodyLimit,
    refuse: (route, target, authorization) =>
      refuseKey(options.accessKey, route, target, authorization, ids.uuid()),
    handle: (route, request) => {
      // What nobody has signed, such as a look whether anyone answers, is asked of no identity's policy.
      const isSigned = accessKeyOf(request.headers.authorization, `?${request.rawQuery}`) !== undefined;
      if (onIamCall && isSigned) iamCalls.of(route, request).forEach(onIamCall);
      return dispatch(services, route, request);
    },
    tooLarge: (route) => tooLarge(route, ids.uuid()),
    onError: (error, what) => log(`${what}: ${error instanceof Error ? error.stack : error}`),
  });
  const url = `http://127.0.0.1:${listening.port}`;

  function restore(snapshot: CloudSnapshot): void {
    state.restore(snapshot.cloudFront);
    stores.restore(snapshot.keyValueStores);
    code.restore(snapshot.lambdaCode);
    settings.restore(snapshot.buckets);
    versions.restore(snapshot.versions);
  }

  /** Runs what changes moto and the endpoint together, so that no snapshot falls in between. */
  function atOnce<T>(work: () => Promise<T>): Promise<T> {
    return locks.shared([everything], () => {
      // Not before: what waits for a snapshot is not in it.
      changeCount++;
      return work();
    });
  }

  function unknown(service: string, request: CloudRequest): CloudResponse {
    log(`unknown operation: ${service}: ${operationOf(request)}`);
    return unknownOperation(service, request, ids.uuid());
  }

  const resolvers = { state, lambda: (arn: string) => code.runnable(arn) };
  const distributions = () =>
    state.distributions.all().flatMap((distribution) => {
      const config = deployedConfig(distribution, clock.now());
      return config ? [toDistribution(distribution, config, resolvers)] : [];
    });
  return {
    url,
    distributions,
    unrehearsed: () => [
      ...distributions()
        .flatMap(unrehearsed)
        .map(({ message }) => message),
      ...unrehearsedOf(state),
    ],
    onChange: (listener) => changes.onChange(listener),
    onInvalidation: (listener) => changes.onInvalidation(listener),
    keyValueStore: (arn) => stores.find(arn),
    origin: new MotoOriginClient({ objects, settings, faults, clock, random, versions, locks }),
    faults,
    answerInvocations(invoker) {
      services.lambda.invoker = invoker;
    },
    answerQueries(engine) {
      services.athena.engine = engine;
    },
    replication: (bucket) => replication.metrics(bucket),
    replicated: () => replication.settled(),
    quiet: (take) => locks.alone(everything, async () => take()),
    get changes() {
      return changeCount;
    },
    snapshot: () => ({
      format: 4,
      cloudFront: state.toJSON(),
      keyValueStores: stores.toJSON(),
      lambdaCode: code.toJSON(),
      buckets: settings.toJSON(),
      versions: versions.toJSON(),
      pendingCopies: replication.toJSON(),
    }),
    async close() {
      changes.close();
      await listening.close();
      await replication.close();
      await functions.close();
      upstream.close();
    },
  };
}
