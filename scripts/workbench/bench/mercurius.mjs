// The peer in Node.js: Mercurius with its compiler, over the database PEERS, as stock.py.
import { readFileSync } from "node:fs";
import { createPublicKey, verify } from "node:crypto";
import Fastify from "fastify";
import mercurius from "mercurius";
import { MongoClient } from "mongodb";

const env = process.env;
const database = new MongoClient(env.CASEBOOK_MONGO_URI).db("peers");
const [cases, events] = ["cases", "events"].map((name) => database.collection(name));
const [key] = JSON.parse(readFileSync(env.CASEBOOK_JWKS_FILE)).keys.map((jwk) => createPublicKey({ key: jwk, format: "jwk" }));
const tokens = new Map();
const waiting = [];

function claimsOf(request) {
  const token = request.headers.authorization.slice("Bearer ".length);
  if (!tokens.has(token)) {
    const [head, payload, signature] = token.split(".");
    const how = { key, dsaEncoding: "ieee-p1363" };
    if (!verify("sha256", Buffer.from(`${head}.${payload}`), how, Buffer.from(signature, "base64url"))) throw new Error("token");
    tokens.set(token, JSON.parse(Buffer.from(payload, "base64url")));
  }
  const claims = tokens.get(token);
  if (claims.exp * 1000 < Date.now()) throw new Error("expired");
  return claims;
}

const seen = (claims) => (claims.scope.split(" ").includes("case:read:all") ? {} : { members: claims.agency });
const note = (claims, streams) => waiting.push({ by: claims.sub, agency: claims.agency, at: Date.now(), streams });
const flush = async () => waiting.length && database.collection("readings").insertMany(waiting.splice(0));
const paged = (rows, more) => ({ edges: rows.map((node) => ({ node })), pageInfo: { hasNextPage: more } });

function one(_, { id }, { claims }) {
  note(claims, [id]);
  return cases.findOne({ _id: id, ...seen(claims) });
}

async function counted(name, wanted, by) {
  const steps = [{ $match: wanted }, { $group: { _id: `$${by}`, count: { $sum: 1 } } }];
  const rows = await database.collection(name).aggregate(steps).toArray();
  return rows.map((row) => ({ [by]: row._id, count: row.count }));
}

const resolvers = {
  Node: { resolveType: () => "Case" },
  FieldChange: { resolveType: (row) => row.__typename },
  Query: {
    case: one,
    node: one,
    async cases(_, { first, filter }, { claims }) {
      const wanted = { opened: { $lt: filter.openedBefore }, ...seen(claims) };
      const rows = await cases.find(wanted).sort({ opened: -1 }).limit(first + 1).toArray();
      note(claims, rows.slice(0, first).map((row) => row._id));
      return paged(rows.slice(0, first), rows.length > first);
    },
    async auditEvents(_, { first, filter }, { claims }) {
      if (!claims.scope.split(" ").includes("audit:read:all")) throw new Error("scope");
      const rows = await events.find({ at: { $lt: filter.before } }).sort({ _id: 1 }).limit(first).toArray();
      note(claims, [...new Set(rows.map((row) => row.streamId))]);
      await flush();
      return paged(rows, rows.length === first);
    },
    async inbox(_, given, { claims }) {
      note(claims, []);
      const duties = await counted("due", { who: claims.sub }, "kind");
      return { duties, states: await counted("cases", seen(claims), "state") };
    },
  },
};

const app = Fastify();
app.register(mercurius, { schema: env.BENCH_SDL, resolvers, jit: 1, context: (request) => ({ claims: claimsOf(request) }) });
app.post("/bench/recorded", async (_, reply) => {
  await flush();
  return reply.code(204).send();
});
await app.listen({ host: "127.0.0.1", port: Number(process.argv[2]) });
