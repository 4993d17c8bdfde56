/** The tag, with the plan's name, of a distribution that is to join a flat-rate plan, and of its web ACL: Terraform knows no plans. */
export const planTag = "outlast:pricing";
