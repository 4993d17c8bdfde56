/** One header, cookie or query string as events carry it. */
export interface EventValue {
  value: string;
  /** Every value, where the name occurs more than once. */
  multiValue?: EventValue[];
  /** Of a response's cookie. */
  attributes?: string;
}

export type EventValues = Record<string, EventValue>;

/** CloudFront guide, "CloudFront Functions event structure". */
export interface FunctionEvent {
  version: "1.0";
  context: {
    distributionDomainName: string;
    distributionId: string;
    eventType: string;
    requestId: string;
  };
  viewer: { ip: string };
  request: {
    method: string;
    uri: string;
    querystring: EventValues;
    headers: EventValues;
    cookies: EventValues;
  };
  /** Of a viewer-response event. */
  response?: {
    statusCode: number;
    statusDescription: string;
    headers: EventValues;
    cookies: EventValues;
  };
}
