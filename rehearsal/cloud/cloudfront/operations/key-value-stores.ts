import { emptyResponse, xmlResponse } from "../../http";
import { element, escapeXml, xmlDocument } from "../../xml/element";
import type { CloudFrontContext } from "../context";
import { CloudFrontError, invalidArgument } from "../errors";
import { keyValueStoreArn } from "../ids";
import { pageOf, plainList, timestamp } from "../lists";
import type { Operation } from "../operation";
import { createKeyValueStoreRequest, updateKeyValueStoreRequest } from "../shapes/functions";
import type { StoredKeyValueStore } from "../state";
import { checkedTags } from "./tagging";

/** KeyValueStores as the control plane has them; `kvs` has their keys. */
export function keyValueStoreOperations(context: CloudFrontContext): Operation[] {
  const { state, stores, ids, clock, changed } = context;
  const table = state.keyValueStores;
  const answer = (status: number, store: StoredKeyValueStore) =>
    xmlResponse(status, xmlDocument("KeyValueStore", content(store)), {
      etag: store.etag,
      ...(status === 201 && { location: `/2020-05-31/key-value-store/${store.id}` }),
    });
  return [
    {
      name: "CreateKeyValueStore",
      method: "POST",
      path: "/key-value-store",
      handle: (call) => {
        const request = call.body("CreateKeyValueStoreRequest", createKeyValueStoreRequest);
        checkName(request.Name);
        if (request.ImportSource)
          throw new CloudFrontError(
            "UnsupportedOperation",
            "The local cloud cannot import a store from S3; put its keys by the data API.",
          );
        if (table.find(request.Name))
          throw new CloudFrontError(
            "EntityAlreadyExists",
            `A key value store ${request.Name} already exists.`,
          );
        const uuid = ids.uuid();
        const arn = keyValueStoreArn(uuid);
        const store = table.put({
          id: request.Name,
          uuid,
          arn,
          etag: ids.short(),
          lastModified: clock.now(),
          config: configOf(request.Comment),
          tags: checkedTags(request.Tags?.Items ?? []),
        });
        stores.create(arn);
        return answer(201, store);
      },
    },
    {
      name: "DescribeKeyValueStore",
      method: "GET",
      path: "/key-value-store/{name}",
      handle: (call) => answer(200, table.get(call.parameter("name"))),
    },
    {
      name: "UpdateKeyValueStore",
      method: "PUT",
      path: "/key-value-store/{name}",
      handle: (call) => {
        const store = table.matching(call.parameter("name"), call.ifMatch);
        const { Comment } = call.body("UpdateKeyValueStoreRequest", updateKeyValueStoreRequest);
        const config = configOf(Comment);
        return answer(200, table.put({ ...store, etag: ids.short(), lastModified: clock.now(), config }));
      },
    },
    {
      name: "DeleteKeyValueStore",
      method: "DELETE",
      path: "/key-value-store/{name}",
      handle: (call) => {
        const { id, arn } = table.matching(call.parameter("name"), call.ifMatch);
        if (isInUse(arn, context))
          throw new CloudFrontError(
            "CannotDeleteEntityWhileInUse",
            "The key value store is associated with a function.",
          );
        table.delete(id);
        stores.delete(arn);
        changed();
        return emptyResponse(204);
      },
    },
    {
      name: "ListKeyValueStores",
      method: "GET",
      path: "/key-value-store",
      handle: (call) => {
        const page = pageOf(table.all(), (store) => store.id, call);
        const list = plainList(page, (store) => element("KeyValueStore", content(store)));
        return xmlResponse(200, xmlDocument("KeyValueStoreList", list));
      },
    },
  ];
}

function content(store: StoredKeyValueStore): string {
  return (
    element("Name", store.id) +
    element("Id", store.uuid) +
    commentOf(store) +
    element("ARN", store.arn) +
    element("Status", "READY") +
    element("LastModifiedTime", timestamp(store.lastModified))
  );
}

/** A store without a comment has none: Terraform takes an empty one for something that nobody asked for. */
function configOf(comment: string | undefined): StoredKeyValueStore["config"] {
  return comment === undefined || comment === "" ? {} : { comment };
}

function commentOf({ config: { comment } }: StoredKeyValueStore): string {
  return comment === undefined ? "" : element("Comment", escapeXml(comment));
}

function checkName(name: string): void {
  if (!/^[a-zA-Z0-9-_]{1,64}$/.test(name))
    throw invalidArgument(
      "The name of a key value store has 1 to 64 letters, digits, hyphens and underscores.",
    );
}

function isInUse(arn: string, { state }: CloudFrontContext): boolean {
  return state.functions
    .all()
    .some(({ development, live }) =>
      [development, live].some((stage) =>
        stage?.config.KeyValueStoreAssociations.some(({ KeyValueStoreARN }) => KeyValueStoreARN === arn),
      ),
    );
}
