// Mercurius on Fastify: all icons after an id, its own depth limit, and Fastify's rate limit.
import rateLimit from "@fastify/rate-limit";
import Fastify from "fastify";
import mercurius from "mercurius";
import { drawing, fault, icons, isRefused, listening, MOST, part, port } from "./library.js";

const schema = `
  type Icon { id: ID! name: String! svg: String tags: [String!]! }
  type Query { icons(afterId: ID, limit: Int!): [Icon!]! }
`;

function list(_, { afterId, limit }) {
  if (fault === "cap" && limit > MOST) {
    throw new Error(`limit: ${limit} is more than the maximum of ${MOST}`);
  }
  const start = afterId ? icons.findIndex((icon) => icon.id === afterId) + 1 : 0;
  return part(start, limit);
}

const app = Fastify();
if (fault === "throttled") {
  await app.register(rateLimit, { max: 3, timeWindow: 3000 });
}
await app.register(mercurius, {
  schema,
  resolvers: { Query: { icons: list }, Icon: { svg: drawing } },
  queryDepth: fault === "depth" ? 1 : 10,
  path: "/graphql",
});
app.graphql.addHook("preExecution", async (_schema, _document, context) => {
  if (isRefused(context.reply.request.headers.authorization)) {
    throw new mercurius.ErrorWithProps("Not authenticated", { code: "UNAUTHENTICATED" }, 401);
  }
});
await app.listen({ port, host: "127.0.0.1" });
listening();
