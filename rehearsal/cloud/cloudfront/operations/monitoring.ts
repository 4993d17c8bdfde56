import { xmlResponse } from "../../http";
import { xmlDocument } from "../../xml/element";
import type { CloudFrontContext } from "../context";
import { CloudFrontError } from "../errors";
import type { Operation } from "../operation";
import { monitoringSubscription as shape } from "../shapes/functions";
import type { StoredDistribution } from "../state";

const PATH = "/distributions/{id}/monitoring-subscription";

/** Subscriptions to additional CloudWatch metrics. Their path says "distributions", unlike all others. */
export function monitoringOperations({ state }: CloudFrontContext): Operation[] {
  const table = state.distributions;
  const subscribed = (id: string) => {
    const distribution = table.get(id);
    if (distribution.monitoring === undefined)
      throw new CloudFrontError("NoSuchMonitoringSubscription", "A monitoring subscription does not exist.");
    return distribution;
  };
  const answer = ({ monitoring }: StoredDistribution) =>
    xmlResponse(
      200,
      xmlDocument(
        "MonitoringSubscription",
        shape.content({
          RealtimeMetricsSubscriptionConfig: { RealtimeMetricsSubscriptionStatus: monitoring ?? "Disabled" },
        }),
      ),
    );
  return [
    {
      name: "CreateMonitoringSubscription",
      method: "POST",
      path: PATH,
      handle: (call) => {
        const { RealtimeMetricsSubscriptionConfig: config } = call.body("MonitoringSubscription", shape);
        const distribution = table.get(call.parameter("id"));
        return answer(table.put({ ...distribution, monitoring: config.RealtimeMetricsSubscriptionStatus }));
      },
    },
    {
      name: "GetMonitoringSubscription",
      method: "GET",
      path: PATH,
      handle: (call) => answer(subscribed(call.parameter("id"))),
    },
    {
      name: "DeleteMonitoringSubscription",
      method: "DELETE",
      path: PATH,
      handle: (call) => {
        const { monitoring: _, ...distribution } = subscribed(call.parameter("id"));
        table.put(distribution);
        return xmlResponse(200, "");
      },
    },
  ];
}
