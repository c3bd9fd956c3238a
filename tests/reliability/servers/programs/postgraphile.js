// PostGraphile 5 over the database at PGPORT, with its preset for JSON web tokens.
import { createServer } from "node:http";
import { depthLimit } from "@graphile/depth-limit";
import { GraphQLError } from "graphql";
import { getComplexity, simpleEstimator } from "graphql-query-complexity";
import { grafserv } from "postgraphile/grafserv/node";
import { makePgService } from "postgraphile/adaptors/pg";
import { lambda, SafeError } from "postgraphile/grafast";
import { postgraphile } from "postgraphile";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { PgLazyJWTPreset } from "postgraphile/presets/lazy-jwt";
import { wrapPlans } from "postgraphile/utils";
import { drawing, fault, isThrottled, listening, MOST, port } from "./library.js";

function checked(first) {
  if (first > MOST) {
    throw new SafeError(`You may only request up to ${MOST} records (you requested ${first}).`);
  }
  return first;
}

// The same, but an error of this kind is masked: its answer has a number of its own each time.
function checkedInSilence(first) {
  if (first > MOST) throw new Error(`first must be at most ${MOST}`);
  return first;
}

// A cap on every list: `cap` decides how many icons the asked number of them becomes.
function capped(cap) {
  return {
    name: "PaginationCap",
    schema: {
      hooks: {
        GraphQLObjectType_fields_field_args(args) {
          if (args.first) {
            args.first.applyPlan = (_, $connection, $first) =>
              $connection.setFirst(lambda($first.getRaw(), cap));
          }
          return args;
        },
      },
    },
  };
}

// The depth limit of PostGraphile's makers, as one more rule of validation.
const depth = {
  name: "DepthLimit",
  grafserv: {
    middleware: {
      setPreset(next, options) {
        options.validationRules.push(depthLimit({ maxDepth: 1 }));
        return next();
      },
    },
  },
};

function estimated({ args, childComplexity }) {
  return 1 + (args.first ?? 1) * childComplexity;
}

const complexity = {
  name: "ComplexityLimit",
  grafast: {
    middleware: {
      execute(next, { args }) {
        const estimators = [estimated, simpleEstimator({ defaultComplexity: 1 })];
        const { schema, document: query, variableValues: variables } = args;
        const cost = getComplexity({ schema, query, variables, estimators });
        if (cost <= 1000) return next();
        return { errors: [new GraphQLError(`The query costs ${cost}, the limit is 1000`)] };
      },
    },
  },
};

const partial = wrapPlans({
  Icon: {
    svg(plan, $icon) {
      return lambda([$icon.get("code"), plan()], ([id, svg]) => drawing({ id, svg }));
    },
  },
});

const plugins = {
  cap: [capped(checked)],
  masked: [capped(checkedInSilence)],
  silent: [capped((first) => Math.min(first, MOST))],
  depth: [depth],
  complexity: [complexity],
  partial: [partial],
};

const database = `postgres://postgres@127.0.0.1:${process.env.PGPORT}/postgres`;
const preset = {
  extends: [PostGraphileAmberPreset, PgLazyJWTPreset],
  plugins: plugins[fault] ?? [],
  schema: { pgJwtSecret: "secret" },
  pgServices: [makePgService({ connectionString: database, schemas: ["public"] })],
  grafserv: { graphiql: false, watch: false },
};
const server = createServer();
const instance = postgraphile(preset).createServ(grafserv);
await instance.addTo(server);

// What stands before a server refuses requests, with a status and a text of its own.
const [answer] = server.listeners("request");
server.removeAllListeners("request");
server.on("request", (request, response) => {
  if (isThrottled()) {
    response.writeHead(429, { "Content-Type": "text/plain", "Retry-After": "1" });
    response.end("Too Many Requests");
    return;
  }
  answer.call(server, request, response);
});
server.listen(port, "127.0.0.1", listening);
