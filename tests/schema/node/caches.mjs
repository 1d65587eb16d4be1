// Writes answers into the normalised caches of Apollo and of urql, one after another, and reads each back at the end.
// An answer that is not read back as it was given was changed by a later one: two objects share an id, or an object
// without one hides another. Prints a line for each such answer. The settings are those of casebook-client/cache.
// Usage: node caches.mjs schema.graphql answers.json BUILT
import { readFileSync } from "node:fs";
import { InMemoryCache } from "@apollo/client/cache";
import { Client, fetchExchange } from "@urql/core";
import { cacheExchange } from "@urql/exchange-graphcache";
import { buildSchema, introspectionFromSchema, parse } from "graphql";

const schema = buildSchema(readFileSync(process.argv[2], "utf8"));
const answers = JSON.parse(readFileSync(process.argv[3], "utf8"));
const { keys, possibleTypes, typePolicies } = await import(`${process.argv[4]}/cache.js`);

const sorted = (value) =>
  Array.isArray(value)
    ? value.map(sorted)
    : value && typeof value === "object"
      ? Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]))
      : value;
const same = (one, other) => JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
const tell = (cache, name, found) => console.log(JSON.stringify({ cache, name, found: found ?? null }));

function apollo() {
  const cache = new InMemoryCache({ possibleTypes, typePolicies });
  const asked = answers.map((answer) => ({ ...answer, query: parse(answer.document) }));
  for (const { query, variables, data } of asked) cache.writeQuery({ query, variables, data });
  for (const { name, query, variables, data } of asked) {
    const found = cache.readQuery({ query, variables });
    if (!same(found, data)) tell("apollo", name, found);
  }
}

async function urql() {
  let given; // what the server answers now
  const client = new Client({
    url: "http://register.invalid/graphql",
    preferGetMethod: false,
    fetch: async () => new Response(JSON.stringify({ data: given }), { headers: { "content-type": "application/json" } }),
    exchanges: [cacheExchange({ schema: introspectionFromSchema(schema), keys }), fetchExchange],
  });
  for (const { document, variables, data } of answers) {
    given = data;
    await client.query(document, variables, { requestPolicy: "network-only" }).toPromise();
  }
  for (const { name, document, variables, data } of answers) {
    const found = await client.query(document, variables, { requestPolicy: "cache-only" }).toPromise();
    if (!same(found.data, data)) tell("urql", name, found.data);
  }
}

apollo();
await urql();
