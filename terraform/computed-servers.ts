import { type Compute, type ComputedTable, exampleAccount, madeUpArn, short, suffix } from "./made-up";

const server =
  (service: string, lead = 10): Compute =>
  ({ identity, region = "us-east-1" }) =>
    `${short(identity, lead)}.${service}.${region}.${suffix({ region })}`;

const balancer: Readonly<Record<string, Compute>> = {
  dns_name: ({ identity, get, region = "us-east-1" }) =>
    `${get("name") ?? "lb"}-${short(identity, 10)}.${region}.elb.${suffix({ region })}`,
  zone_id: ({ identity }) => `Z${short(identity, 13).toUpperCase()}`,
  arn: ({ identity, get, region = "us-east-1" }) =>
    madeUpArn(
      { region },
      `elasticloadbalancing:${region}:${exampleAccount}:loadbalancer/app/${get("name") ?? "lb"}/${short(identity, 16)}`,
    ),
};

/** Where a stage answers; an API of version 2 has one that is its root. */
const invokeUrl =
  (api: string, stage: string): Compute =>
  ({ get, region = "us-east-1" }) => {
    const name = get(stage) ?? "";
    return `https://${get(api)}.execute-api.${region}.${suffix({ region })}/${name === "$default" ? "" : name}`;
  };

const apiId: Compute = ({ identity }) => short(identity, 10);

/** The names that AWS gives to servers, which stand behind distributions in the place of a bucket or beside one. */
export const computedServers: ComputedTable = {
  aws_lb: balancer,
  aws_alb: balancer,
  aws_elb: balancer,
  aws_lb_target_group: {
    arn: ({ identity, get, region = "us-east-1" }) =>
      madeUpArn(
        { region },
        `elasticloadbalancing:${region}:${exampleAccount}:targetgroup/${get("name") ?? "tg"}/${short(identity, 16)}`,
      ),
  },
  aws_apigatewayv2_api: { id: apiId, api_endpoint: (context) => `https://${server("execute-api")(context)}` },
  aws_apigatewayv2_stage: { invoke_url: invokeUrl("api_id", "name") },
  aws_api_gateway_rest_api: { id: apiId },
  aws_api_gateway_deployment: { id: apiId, invoke_url: invokeUrl("rest_api_id", "stage_name") },
  aws_api_gateway_stage: { invoke_url: invokeUrl("rest_api_id", "stage_name") },
  aws_lambda_function_url: {
    function_url: ({ identity, region = "us-east-1" }) =>
      `https://${short(identity, 32)}.lambda-url.${region}.on.aws/`,
  },
  aws_elastic_beanstalk_environment: { cname: server("elasticbeanstalk") },
  aws_apprunner_service: {
    service_url: ({ identity, region = "us-east-1" }) => `${short(identity, 10)}.${region}.awsapprunner.com`,
  },
  aws_instance: { public_dns: server("compute") },
};

/** Those of them that a configuration may look up. */
export const lookedUpServers: ComputedTable = { aws_lb: balancer, aws_alb: balancer, aws_elb: balancer };
