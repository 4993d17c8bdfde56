import { emptyResponse, xmlResponse } from "../../http";
import { element, escapeXml, xmlDocument } from "../../xml/element";
import type { CloudFrontContext } from "../context";
import type { Entity } from "../entities";
import { CloudFrontError } from "../errors";
import { markedList, pageOf } from "../lists";
import type { Operation } from "../operation";
import { type OriginAccessControlConfig, originAccessControlConfig as shape } from "../shapes/policies";

type Control = Entity<OriginAccessControlConfig>;

/** Origin access controls. */
export function accessControlOperations({ state, ids, clock, changed }: CloudFrontContext): Operation[] {
  const table = state.originAccessControls;
  const answer = (status: number, control: Control, location?: string) => {
    const content = element("Id", control.id) + shape.write("OriginAccessControlConfig", control.config);
    return xmlResponse(status, xmlDocument("OriginAccessControl", content), {
      etag: control.etag,
      ...(location && { location }),
    });
  };
  const checkName = ({ Name }: OriginAccessControlConfig, id?: string) => {
    if (table.all().some((control) => control.id !== id && control.config.Name === Name))
      throw new CloudFrontError(
        "OriginAccessControlAlreadyExists",
        `An origin access control with the name ${Name} already exists.`,
      );
  };
  return [
    {
      name: "CreateOriginAccessControl",
      method: "POST",
      path: "/origin-access-control",
      handle: (call) => {
        const config = call.body("OriginAccessControlConfig", shape);
        checkName(config);
        const control = table.put({ id: ids.short(), etag: ids.short(), lastModified: clock.now(), config });
        return answer(201, control, `/2020-05-31/origin-access-control/${control.id}`);
      },
    },
    {
      name: "GetOriginAccessControl",
      method: "GET",
      path: "/origin-access-control/{id}",
      handle: (call) => answer(200, table.get(call.parameter("id"))),
    },
    {
      name: "GetOriginAccessControlConfig",
      method: "GET",
      path: "/origin-access-control/{id}/config",
      handle: (call) => {
        const { config, etag } = table.get(call.parameter("id"));
        return xmlResponse(200, xmlDocument("OriginAccessControlConfig", shape.content(config)), { etag });
      },
    },
    {
      name: "UpdateOriginAccessControl",
      method: "PUT",
      path: "/origin-access-control/{id}/config",
      handle: (call) => {
        const { id } = table.matching(call.parameter("id"), call.ifMatch);
        const config = call.body("OriginAccessControlConfig", shape);
        checkName(config, id);
        const control = table.put({ id, etag: ids.short(), lastModified: clock.now(), config });
        changed();
        return answer(200, control);
      },
    },
    {
      name: "DeleteOriginAccessControl",
      method: "DELETE",
      path: "/origin-access-control/{id}",
      handle: (call) => {
        const { id } = table.matching(call.parameter("id"), call.ifMatch);
        const isInUse = state.distributions
          .all()
          .some(({ config }) => config.Origins.some((origin) => origin.OriginAccessControlId === id));
        if (isInUse)
          throw new CloudFrontError(
            "OriginAccessControlInUse",
            "The origin access control is still being used by one or more distributions.",
          );
        table.delete(id);
        return emptyResponse(204);
      },
    },
    {
      name: "ListOriginAccessControls",
      method: "GET",
      path: "/origin-access-control",
      handle: (call) => {
        const page = pageOf(table.all(), (control) => control.id, call);
        return xmlResponse(200, xmlDocument("OriginAccessControlList", markedList(page, summary)));
      },
    },
  ];
}

function summary({ id, config }: Control): string {
  const content =
    element("Id", id) +
    element("Description", escapeXml(config.Description)) +
    element("Name", escapeXml(config.Name)) +
    element("SigningProtocol", config.SigningProtocol) +
    element("SigningBehavior", config.SigningBehavior) +
    element("OriginAccessControlOriginType", config.OriginAccessControlOriginType);
  return element("OriginAccessControlSummary", content);
}
