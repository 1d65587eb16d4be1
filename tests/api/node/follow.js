// node follow.js URL TOKEN CASE: what graphql-ws and graphql-sse get from the API, as JSON lines.
import { createClient as socketClient } from "graphql-ws";
import { createClient as streamClient } from "graphql-sse";
import WebSocket from "ws";

const [url, token, id] = process.argv.slice(2);
const authorization = `Bearer ${token}`;
const say = (client, name, value) => console.log(JSON.stringify({ client, name, value }));
const query = { query: "query($id: ID!) { case(id: $id) { id } me { isPerson } }", variables: { id } };
const followed = {
  query: "subscription($id: ID!, $after: String) { caseChanged(caseId: $id, after: $after) { cursor version case { id } } }",
  variables: { id, after: "0" } };
const inbox = { query: "subscription { inboxChanged { cursor inbox { duties { kind count } items { kind } } } }" };
const wrong = { query: "{ nothing }" };

const once = (client, operation) => new Promise((resolve, reject) => {
  const found = [];
  client.subscribe(operation, { next: each => found.push(each), error: reject, complete: () => resolve(found) });
});
const first = (client, operation) => new Promise((resolve, reject) => {
  const stop = client.subscribe(operation, {
    next: each => { resolve(each); setTimeout(() => stop(), 0) }, error: reject, complete: () => {} });
});

const clients = {
  "graphql-ws": socketClient({ url: url.replace("http", "ws"), webSocketImpl: WebSocket, lazy: true,
    retryAttempts: 0, connectionParams: { authorization } }),
  "graphql-sse": streamClient({ url, headers: { authorization }, retryAttempts: 0 }),
};
for (const [name, client] of Object.entries(clients)) {
  say(name, "query", await once(client, query));
  say(name, "event", await first(client, followed));
  say(name, "inbox", await first(client, inbox));
  const refused = await once(client, wrong).catch(error => error);
  say(name, "refused", Array.isArray(refused) && refused[0].extensions ? refused : refused[0]?.errors ?? String(refused));
  await client.dispose();
}
process.exit(0);
