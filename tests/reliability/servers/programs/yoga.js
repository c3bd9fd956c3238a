// GraphQL Yoga: Relay's connections, errors masked as it does by default, and GraphQL Armor.
import { createServer } from "node:http";
import { useRateLimiter } from "@envelop/rate-limiter";
import { EnvelopArmor } from "@escape.tech/graphql-armor";
import { createGraphQLError, createSchema, createYoga } from "graphql-yoga";
import { drawing, fault, icons, isRefused, listening, MOST, part, port } from "./library.js";

const typeDefs = `
  type Icon { id: ID! name: String! svg: String tags: [String!]! }
  type Edge { node: Icon! cursor: String! }
  type PageInfo { hasNextPage: Boolean! endCursor: String }
  type Icons { edges: [Edge!]! pageInfo: PageInfo! totalCount: Int! }
  type Query { icons(first: Int!, after: String): Icons! }
`;

function connection(_, { first, after }) {
  if (fault === "cap" && first > MOST) {
    throw createGraphQLError(`The "first" argument must not be greater than ${MOST}.`);
  }
  const start = after ? Number(atob(after)) : 0;
  const nodes = part(start, first);
  const end = start + nodes.length;
  return {
    edges: nodes.map((node, place) => ({ node, cursor: btoa(start + place + 1) })),
    pageInfo: { hasNextPage: end < icons.length || fault === "endless", endCursor: nodes.length ? btoa(end) : null },
    totalCount: icons.length,
  };
}

function armor() {
  const limits = {
    depth: { maxDepth: { n: 3, ignoreIntrospection: true } },
    complexity: { costLimit: { maxCost: 5 } },
  };
  return new EnvelopArmor({
    maxDepth: { enabled: false },
    costLimit: { enabled: false },
    ...limits[fault],
  }).protect();
}

const plugins = [...armor().plugins];
if (fault === "throttled") {
  plugins.push(
    useRateLimiter({
      identifyFn: () => "everybody",
      configByField: [{ type: "Query", field: "icons", max: 3, window: "3s" }],
    }),
  );
}

const yoga = createYoga({
  schema: createSchema({ typeDefs, resolvers: { Query: { icons: connection }, Icon: { svg: drawing } } }),
  plugins,
  logging: false,
  context: ({ request }) => {
    if (isRefused(request.headers.get("authorization"))) {
      throw createGraphQLError("jwt expired");
    }
    return {};
  },
});
createServer(yoga).listen(port, "127.0.0.1", listening);
