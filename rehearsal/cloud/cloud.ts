import { type Clock, type Distribution, type KeyValueStore, type Random, SystemClock } from "../edge";
import { EdgeFunctions } from "../edge/functions";
import { CloudFrontApi } from "./cloudfront/api";
import { describeCertificate } from "./cloudfront/certificates";
import type { CloudFrontContext } from "./cloudfront/context";
import { CloudFrontError, errorResponse } from "./cloudfront/errors";
import { Ids } from "./cloudfront/ids";
import { toDistribution } from "./cloudfront/model/distribution";
import { CloudFrontState, deployedConfig } from "./cloudfront/state";
import { motoUpstream } from "./forward";
import type { CloudRequest, CloudResponse } from "./http";
import { KeyValueStoreApi } from "./kvs/api";
import { KeyValueStores } from "./kvs/store";
import { CodeStore } from "./lambda/code-store";
import { codePath, LambdaFront } from "./lambda/front";
import type { Route } from "./router";
import { BucketSettingsTable } from "./s3/bucket-settings";
import { s3ErrorResponse } from "./s3/errors";
import { SettingsFront } from "./s3/settings-front";
import { targetOf } from "./s3/target";
import { serveCloud } from "./server";

export async function startCloud(options: {
  moto: string;
  port?: number;
  clock?: Clock;
  random?: Random;
  deploymentMs?: number;
}) {
  const { clock = new SystemClock(), random = Math.random, deploymentMs = 1000 } = options;
  const upstream = motoUpstream(options.moto);
  const ids = new Ids(random);
  const state = new CloudFrontState();
  const stores = new KeyValueStores(() => ids.short(), clock);
  const code = new CodeStore();
  const settings = new BucketSettingsTable();
  const functions = new EdgeFunctions({ store: (arn) => stores.find(arn) });
  let url = "";
  const context: CloudFrontContext = {
    state,
    stores,
    ids,
    clock,
    deploymentMs,
    invalidationMs: 1000,
    neighbours: {
      lambdaVersion: (arn) => code.version(arn),
      certificate: (arn) => describeCertificate(upstream, arn),
    },
    testFunction: (fn, event) => functions.test(fn, event, clock.now()),
    changed: () => {},
    invalidated: () => {},
  };
  const log = (what: string) => console.error(what);
  const cloudFront = new CloudFrontApi({ context, onUnknown: log });
  const kvs = new KeyValueStoreApi(stores, log);
  const lambda = new LambdaFront(upstream, code, () => url);
  const settingsFront = new SettingsFront(upstream, settings, clock, () => {});
  const handle = async (route: Route, request: CloudRequest): Promise<CloudResponse> => {
    if (request.path === codePath) return lambda.code(request);
    if (route.service === "cloudfront") return cloudFront.handle(request);
    if (route.service === "cloudfront-keyvaluestore") return kvs.handle(request);
    if (route.service === "lambda") return lambda.handle(request);
    if (route.service === "s3") {
      const t = targetOf(request);
      const r =
        t.bucket !== undefined && t.key === undefined
          ? await settingsFront.handle(request, t.bucket)
          : undefined;
      if (r) return r;
    }
    return upstream.send(request);
  };
  const listening = await serveCloud({
    port: options.port ?? 0,
    bodyLimit: (s) => (s === "cloudfront" || s === "cloudfront-keyvaluestore" ? 2 << 20 : 256 << 20),
    handle,
    tooLarge: (r) =>
      r.service === "cloudfront"
        ? errorResponse(new CloudFrontError("MalformedInput", "too large", 413), ids.uuid())
        : s3ErrorResponse(
            400,
            "EntityTooLarge",
            "Your proposed upload exceeds the maximum allowed object size.",
          ),
    onError: (e, w) => console.error(w, e),
  });
  url = `http://127.0.0.1:${listening.port}`;
  return {
    url,
    distributions: (): Distribution[] =>
      state.distributions.all().flatMap((d) => {
        const c = deployedConfig(d, clock.now());
        return c ? [toDistribution(d, c, { state, lambda: (a) => code.runnable(a) })] : [];
      }),
    keyValueStore: (arn: string): KeyValueStore | undefined => stores.find(arn),
    close: async () => {
      await listening.close();
      upstream.close();
      await functions.close();
    },
  };
}
