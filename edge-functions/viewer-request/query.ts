import type { EventRequest, Field, Fields } from "../../facts/site/event";

/** The query as the viewer sent it, with its question mark; "" if there is none. */
export function queryOf(request: EventRequest): string {
  if (typeof request.rawQueryString !== "function") return rebuild(request.querystring);
  const raw = request.rawQueryString();
  return raw === undefined ? "" : `?${raw}`;
}

/** Names and values are in the event as they were sent, still encoded; values of one name come together. */
function rebuild(fields: Fields): string {
  const pairs: string[] = [];
  Object.keys(fields).forEach((name) => {
    const field = fields[name] as Field;
    const values = field.multiValue === undefined ? [field] : field.multiValue;
    values.forEach((item) => {
      pairs.push(`${name}=${item.value}`);
    });
  });
  return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
}
