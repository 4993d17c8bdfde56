import type { CloudFrontContext } from "../context";
import { CloudFrontError } from "../errors";
import type { Handlers } from "../handler";
import type { InputOf } from "../schema/plain";
import type { StoredDistribution } from "../state";

/** Subscriptions to additional CloudWatch metrics. */
export function monitoringOperations({ state }: CloudFrontContext): Handlers {
  const table = state.distributions;
  const subscribed = (id: string) => {
    const distribution = table.get(id);
    if (distribution.monitoring === undefined)
      throw new CloudFrontError("NoSuchMonitoringSubscription", "A monitoring subscription does not exist.");
    return distribution;
  };
  const answer = ({ monitoring }: StoredDistribution) => ({
    MonitoringSubscription: {
      RealtimeMetricsSubscriptionConfig: { RealtimeMetricsSubscriptionStatus: monitoring },
    },
  });
  return {
    CreateMonitoringSubscription: (input) => {
      const { DistributionId, MonitoringSubscription } = input as InputOf<"CreateMonitoringSubscription">;
      const distribution = table.get(DistributionId);
      const { RealtimeMetricsSubscriptionConfig: config } = MonitoringSubscription;
      return answer(
        table.put({ ...distribution, monitoring: config?.RealtimeMetricsSubscriptionStatus ?? "Disabled" }),
      );
    },
    GetMonitoringSubscription: (input) => answer(subscribed(String(input.DistributionId))),
    DeleteMonitoringSubscription: (input) => {
      const { monitoring: _, ...distribution } = subscribed(String(input.DistributionId));
      table.put(distribution);
      return {};
    },
  };
}
