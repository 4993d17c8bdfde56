import { type DeliveryCode, deliveryError } from "../errors";

/** What AWS has that a plan cannot be applied beside. */
export interface DeployObstacle {
  readonly code: DeliveryCode;
  readonly value: string;
  readonly mend: string;
}

/** Refuses to go on, with all that was found, under the code of the first. @throws {OutlastError} unless nothing was */
export function refuseFound(obstacles: readonly (DeployObstacle | undefined)[]): void {
  const found = obstacles.filter((one) => one !== undefined);
  const [first] = found;
  if (!first) return;
  throw deliveryError(
    first.code,
    found.map(({ value }) => value).join("; "),
    found.map(({ mend }) => mend).join(" "),
  );
}
