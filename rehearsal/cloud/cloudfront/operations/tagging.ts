import { emptyResponse, xmlResponse } from "../../http";
import { xmlDocument } from "../../xml/element";
import type { CloudFrontContext } from "../context";
import { CloudFrontError, invalidArgument } from "../errors";
import { distributionArn, functionArn } from "../ids";
import type { Call, Operation } from "../operation";
import { type Tag, tagKeys, tags as tagsShape } from "../shapes/distribution";

interface Tagged {
  readonly tags: readonly Tag[];
  set(tags: readonly Tag[]): void;
}

/** Tags of distributions, functions and KeyValueStores. */
export function taggingOperations({ state }: CloudFrontContext): Operation[] {
  const tagged = (call: Call): Tagged => {
    const arn = call.query("Resource");
    if (!arn) throw invalidArgument("The parameter Resource is missing.");
    const distribution = state.distributions.all().find(({ id }) => distributionArn(id) === arn);
    if (distribution)
      return { tags: distribution.tags, set: (tags) => state.distributions.put({ ...distribution, tags }) };
    const fn = state.functions.all().find(({ id }) => functionArn(id) === arn);
    if (fn) return { tags: fn.tags, set: (tags) => state.functions.put({ ...fn, tags }) };
    const store = state.keyValueStores.all().find((one) => one.arn === arn);
    if (store) return { tags: store.tags, set: (tags) => state.keyValueStores.put({ ...store, tags }) };
    throw new CloudFrontError("NoSuchResource", `The resource ${arn} does not exist.`);
  };
  return [
    {
      name: "ListTagsForResource",
      method: "GET",
      path: "/tagging",
      handle: (call) =>
        xmlResponse(200, xmlDocument("Tags", tagsShape.content({ Items: tagged(call).tags }))),
    },
    {
      name: "TagResource",
      method: "POST",
      path: "/tagging",
      query: ["Operation", "Tag"],
      handle: (call) => {
        const { tags, set } = tagged(call);
        const { Items } = call.body("Tags", tagsShape);
        set(checkedTags([...tags.filter((old) => !Items.some(({ Key }) => Key === old.Key)), ...Items]));
        return emptyResponse(204);
      },
    },
    {
      name: "UntagResource",
      method: "POST",
      path: "/tagging",
      query: ["Operation", "Untag"],
      handle: (call) => {
        const { tags, set } = tagged(call);
        const { Items } = call.body("TagKeys", tagKeys);
        set(tags.filter(({ Key }) => !Items.includes(Key)));
        return emptyResponse(204);
      },
    },
  ];
}

/** API shapes Tag and TagKey: 50 tags, keys of 1 to 128 and values of up to 256 characters, none of AWS's own. */
export function checkedTags(tags: readonly Tag[]): readonly Tag[] {
  if (tags.length > 50) throw new CloudFrontError("InvalidTagging", "A resource has at most 50 tags.");
  for (const { Key, Value } of tags) {
    if (Key.length < 1 || Key.length > 128 || Value.length > 256 || /^aws:/i.test(Key))
      throw new CloudFrontError("InvalidTagging", `The tag ${Key.slice(0, 128)} is not valid.`);
  }
  return tags;
}
