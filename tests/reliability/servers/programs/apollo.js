// Apollo Server: offset and limit, with the errors of its documentation.
import { ApolloServer } from "@apollo/server";
import { startStandaloneServer } from "@apollo/server/standalone";
import { GraphQLError } from "graphql";
import depthLimit from "graphql-depth-limit";
import { createComplexityRule, simpleEstimator } from "graphql-query-complexity";
import { drawing, fault, icons, isRefused, isThrottled, listening, MOST, part, port } from "./library.js";

const typeDefs = `#graphql
  type Tag { name: String! }
  type Icon { id: ID! name: String! svg: String tags: [Tag!]! }
  type Icons { items: [Icon!]! total: Int! }
  type Query { icons(offset: Int!, limit: Int!): Icons! }
`;

function page(_, { offset, limit }) {
  if (fault === "cap" && limit > MOST) {
    throw new GraphQLError(`limit must be at most ${MOST}`, {
      extensions: { code: "BAD_USER_INPUT" },
    });
  }
  return { items: part(offset, limit), total: icons.length };
}

const resolvers = {
  Query: { icons: page },
  Icon: { svg: drawing, tags: (icon) => icon.tags.map((name) => ({ name })) },
};

// The variables of the request: a rule is asked before the server passes them on.
let variables = {};
const rules = {
  depth: [depthLimit(2)],
  complexity: [
    (context) =>
      createComplexityRule({
        maximumComplexity: 1000,
        variables,
        estimators: [
          ({ args, childComplexity }) => 1 + (args.limit ?? 1) * childComplexity,
          simpleEstimator({ defaultComplexity: 1 }),
        ],
      })(context),
  ],
};

async function context({ req }) {
  variables = req.body?.variables ?? {};
  if (isThrottled()) {
    throw new GraphQLError("Rate limit exceeded, try again in 1 second", {
      extensions: { code: "RATE_LIMITED", http: { status: 429 } },
    });
  }
  if (isRefused(req.headers.authorization)) {
    throw new Error("Invalid token");
  }
  return {};
}

const server = new ApolloServer({
  typeDefs,
  resolvers,
  validationRules: rules[fault] ?? [],
  includeStacktraceInErrorResponses: false,
});
await startStandaloneServer(server, { listen: { port, host: "127.0.0.1" }, context });
listening();
