// PostGraphile 5 over the database at PGPORT, with its preset for JSON web tokens.
import { createServer } from "node:http";
import { grafserv } from "postgraphile/grafserv/node";
import { makePgService } from "postgraphile/adaptors/pg";
import { postgraphile } from "postgraphile";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { PgLazyJWTPreset } from "postgraphile/presets/lazy-jwt";
import { isThrottled, listening, port } from "./library.js";

const database = `postgres://postgres@127.0.0.1:${process.env.PGPORT}/postgres`;
const preset = {
  extends: [PostGraphileAmberPreset, PgLazyJWTPreset],
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
