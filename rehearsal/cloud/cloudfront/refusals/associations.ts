import type { CloudFrontContext } from "../context";
import { CloudFrontError } from "../errors";
import { functionArn } from "../ids";
import type { BehaviorConfig, DistributionConfig } from "../schema/plain";
import { behaviorsOf } from "../state";
import { checkLambda } from "./lambda";

/** CloudFront guide, "Restrictions on all edge functions". */
export function checkAssociations(config: DistributionConfig, context: CloudFrontContext): void {
  for (const behavior of behaviorsOf(config)) {
    checkFunctions(behavior, context);
    checkLambda(behavior, context);
    checkMixture(behavior);
  }
}

function checkFunctions(
  { FunctionAssociations: associations }: BehaviorConfig,
  { state }: CloudFrontContext,
): void {
  const events = associations.map(({ EventType }) => EventType);
  for (const [at, { FunctionARN, EventType }] of associations.entries()) {
    if (!EventType.startsWith("viewer-"))
      throw invalid(`CloudFront Functions cannot be associated with the event ${EventType}.`);
    if (events.indexOf(EventType) !== at) throw invalid(`The event ${EventType} has more than one function.`);
    const fn = state.functions.all().find(({ id }) => functionArn(id) === FunctionARN);
    if (fn === undefined) throw invalid(`The function ${FunctionARN} does not exist.`);
    if (fn.live === undefined)
      throw invalid(`The function ${FunctionARN} is not published to the LIVE stage.`);
  }
}

/** Not even one kind for viewer requests and the other for viewer responses. */
function checkMixture({ FunctionAssociations, LambdaFunctionAssociations }: BehaviorConfig): void {
  const lambda = LambdaFunctionAssociations.find(({ EventType }) => EventType.startsWith("viewer-"));
  if (FunctionAssociations.length > 0 && lambda)
    throw invalid(
      `A CloudFront function and a Lambda@Edge function (${lambda.LambdaFunctionARN}) cannot both be associated with viewer events of one cache behavior.`,
    );
}

function invalid(message: string): CloudFrontError {
  return new CloudFrontError("InvalidFunctionAssociation", message);
}
