// Apollo Client, urql or Relay over the links of casebook-client: a query whose token has ended, one that is given in part,
// a command whose answer is lost, and a subscription whose line is. Usage: node links.mjs BUILT ADDRESS LIBRARY
import { ApolloClient, ApolloLink, InMemoryCache, Observable, gql } from "@apollo/client";
import { Client, subscriptionExchange } from "@urql/core";
import { print } from "graphql";
import runtime from "relay-runtime";

const [, , built, address, library] = process.argv;
const { Casebook } = await import(`${built}/index.js`);
const { apolloLink, relayNetwork, urqlSubscriptions } = await import(`${built}/links.js`);

const tokens = ["one", "two"];
const register = new Casebook(address, { current: async () => tokens[0], renew: async () => (tokens.shift(), tokens[0]) }, "HANDLING");
const ME = "query Me { me { isPerson } }";
const ACT = "mutation Act($input: ScreenCaseInput!) { screenCase(input: $input) { replayed problems { code } } }";
const TOLD = "subscription Told($after: String) { caseChanged(after: $after) { cursor } }";
const input = { caseId: "case-1", commandId: "0b2a4f7e-8f4e-4d0e-9a53-6d2b6d3f1a11" };

/** Each gives the answers to a document as they come: their data, and the code of the first error. */
const libraries = {
  apollo() {
    const defaultOptions = { query: { fetchPolicy: "no-cache", errorPolicy: "all" } };
    const client = new ApolloClient({ cache: new InMemoryCache(), link: apolloLink(register, { ApolloLink, Observable, print }), defaultOptions });
    const shown = ({ data, error }) => ({ data, code: error?.errors?.[0].extensions.code });
    return {
      query: async (text, purpose) => shown(await client.query({ query: gql(text), context: { purpose } })),
      mutation: async (text, variables) => shown(await client.mutate({ mutation: gql(text), variables, fetchPolicy: "no-cache" })),
      subscribe: (text, variables, each) => {
        const following = client.subscribe({ query: gql(text), variables, fetchPolicy: "no-cache" }).subscribe({ next: ({ data }) => each(data) });
        return () => following.unsubscribe();
      },
    };
  },
  urql() {
    const client = new Client({ url: address, preferGetMethod: false, exchanges: [subscriptionExchange(urqlSubscriptions(register))] });
    const shown = ({ data, error, extensions }) => ({ data, code: error?.graphQLErrors[0].extensions.code, extensions });
    return {
      query: async (text, purpose) => shown(await client.query(text, {}, { requestPolicy: "network-only", purpose }).toPromise()),
      mutation: async (text, variables) => shown(await client.mutation(text, variables).toPromise()),
      subscribe: (text, variables, each) => client.subscription(text, variables).subscribe(({ data }) => each(data)).unsubscribe,
    };
  },
  relay() {
    const network = runtime.Network.create(...relayNetwork(register, runtime.Observable));
    const asked = (text, variables, operationKind, purpose) =>
      network.execute({ text, name: "Asked", operationKind, metadata: {} }, variables, { force: true, metadata: { purpose } });
    const shown = ({ data, errors }) => ({ data, code: errors?.[0].extensions.code });
    return {
      query: async (text, purpose) => shown(await asked(text, {}, "query", purpose).toPromise()),
      mutation: async (text, variables) => shown(await asked(text, variables, "mutation").toPromise()),
      subscribe: (text, variables, each) => asked(text, variables, "subscription").subscribe({ next: ({ data }) => each(data) }).unsubscribe,
    };
  },
};

const client = libraries[library]();
const renewed = await client.query(ME, "INSPECTION");
const part = await client.query(ME.replace("isPerson", "scopes"));
const carriedOut = await client.mutation(ACT, { input });
const cursors = [];
await new Promise((resolve) => {
  const leave = client.subscribe(TOLD, { after: "0" }, ({ caseChanged }) => {
    cursors.push(caseChanged.cursor);
    if (cursors.length === 3) setTimeout(() => resolve(leave()));
  });
});
console.log(JSON.stringify({ renewed, part, carriedOut, cursors: cursors.slice(0, 3) }));
