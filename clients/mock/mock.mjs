// Serves the schema with made-up data, without tokens: `npm ci && npm start`. PORT and SECONDS (between two events) may be set.
// The SDL may be named as the argument. The first part of the path asks for a failure, with or without /graphql after it:
// /RuleNotMet has commands refused, with a code of the mutation; /503 answers so.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { addMocksToSchema, createMockStore, relayStylePaginationMock } from "@graphql-tools/mock";
import { makeExecutableSchema } from "@graphql-tools/schema";
import { getNamedType, isObjectType } from "graphql";
import { createGraphQLError, createYoga } from "graphql-yoga";

const PORT = Number(process.env.PORT ?? 8010);
const seconds = Number(process.env.SECONDS ?? 2);
const typeDefs = readFileSync(process.argv[2] ?? new URL("../../schema/schema.graphql", import.meta.url), "utf8");
const schema = makeExecutableSchema({ typeDefs });
let made = 0;
const fresh = () => crypto.randomUUID();
const scalars = {
  Date: () => "2026-03-02",
  DateTime: () => "2026-03-02T01:00:00.000Z",
  UUID: fresh,
  Int: () => 1 + (made++ % 20),
  String: () => `MẪU ${++made}`,
};
const mocks = { ...scalars, Case: () => ({ code: `CB-2026-${String(++made).padStart(6, "0")}` }) };

const codesOf = ({ astNode }) =>
  astNode.directives.flatMap(({ name, arguments: [codes] }) => (name.value === "refuses" ? codes.value.values.map(({ value }) => value) : []));

// A code of the problem's type, VERSION_CONFLICT of VersionConflict; of a type with many codes the first that the type or the mutation lists.
function codeOf(problem, field) {
  const own = problem.replace(/\B[A-Z]/g, "_$&").toUpperCase();
  const codes = schema.getType("ProblemCode").getValues().map(({ name }) => name);
  return codes.includes(own) ? own : [...codesOf(schema.getType(problem)), ...codesOf(field), ...codesOf(schema.getMutationType())][0];
}

function served(problem) {
  const store = createMockStore({ schema, mocks });
  const resolvers = { Query: {}, Mutation: {}, Subscription: {} };
  for (const type of Object.values(schema.getTypeMap()).filter(isObjectType)) {
    for (const field of Object.values(type.getFields())) {
      const page = getNamedType(field.type);
      if (!isObjectType(page) || !page.getFields().pageInfo) continue;
      const row = getNamedType(getNamedType(page.getFields().edges.type).getFields().node.type);
      const rows = Array.from({ length: 45 }, (_, place) => `${row.name.toLowerCase()}-mock-${place + 1}`);
      const allNodesFn = isObjectType(row) ? () => rows.map((id) => store.get(row.name, id)) : undefined;
      (resolvers[type.name] ??= {})[field.name] = relayStylePaginationMock(store, { allNodesFn });
    }
  }
  resolvers.Query.node = (_, { id }) => {
    const kind = nodes.find((name) => id.startsWith(`${name.toLowerCase()}-`));
    return kind ? store.get(kind, id) : null;
  };
  for (const field of Object.values(schema.getMutationType().getFields())) {
    const [shown] = Object.keys(getNamedType(field.type).getFields()).filter((name) => !["problems", "receipt", "replayed"].includes(name));
    const refused = { [shown]: null, receipt: null, replayed: false, problems: problem && [{ __typename: problem, code: codeOf(problem, field) }] };
    resolvers.Mutation[field.name] = 
      problem ? () => refused : (_, { input }) => {
        const type = getNamedType(getNamedType(field.type).getFields()[shown].type);
        return { [shown]: store.get(type.name, input[`${shown}Id`] ?? fresh()), problems: [], replayed: false };
      };
  }
  for (const name of Object.keys(schema.getSubscriptionType().getFields())) {
    const subscribe = async function* (_, { after, caseId }) {
      const followed = caseId ? { case: store.get("Case", caseId) } : {};
      for (let cursor = Number(after ?? 0) + 1; ; cursor++) {
        yield { [name]: { cursor: String(cursor), ...followed } };
        await new Promise((done) => setTimeout(done, seconds * 1000));
      }
    };
    resolvers.Subscription[name] = { subscribe, resolve: (event) => event[name] };
  }
  const yoga = { schema: addMocksToSchema({ schema, store, resolvers }), graphqlEndpoint: "*", maskedErrors: false };
  const onParams = ({ params }) => {
    const extensions = { code: "DOCUMENT_UNKNOWN", http: { status: 400 } };
    if (params.documentId) throw createGraphQLError("This register knows no documents by id.", { extensions });
  };
  return createYoga({ ...yoga, logging: "warn", extraParamNames: ["documentId"], plugins: [{ onParams }] });
}

const nodes = schema.getPossibleTypes(schema.getType("Node")).map((type) => type.name);
const problems = schema.getPossibleTypes(schema.getType("Problem")).map((type) => type.name);
const yogas = Object.fromEntries(["", ...problems].map((name) => [name, undefined]));
createServer((request, response) => {
  const wanted = request.url.split("?")[0].replace(/^\/|\/?(graphql)?\/?$/g, "");
  if (/^[45]\d\d$/.test(wanted)) return response.writeHead(Number(wanted)).end();
  if (!(wanted in yogas)) return response.writeHead(404).end();
  (yogas[wanted] ??= served(wanted))(request, response);
}).listen(PORT, "127.0.0.1", () => console.log(`A made-up register serves at http://127.0.0.1:${PORT}/graphql`));
