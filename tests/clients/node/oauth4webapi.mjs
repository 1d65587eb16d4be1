// A person and a machine sign in with oauth4webapi. Usage and output are those of openid.mjs.
import { createInterface } from "node:readline/promises";
import * as oauth from "oauth4webapi";

const [, , address, id, redirect, machine, secret] = process.argv;
const insecure = { [oauth.allowInsecureRequests]: true };
const issuer = new URL(address);
const found = await oauth.discoveryRequest(issuer, { algorithm: "oauth2", ...insecure });
const server = await oauth.processDiscoveryResponse(issuer, found);
const client = { client_id: id };
const verifier = oauth.generateRandomCodeVerifier();
const state = oauth.generateRandomState();
const place = new URL(server.authorization_endpoint);
place.search = new URLSearchParams({
  client_id: id,
  redirect_uri: redirect,
  response_type: "code",
  scope: "case:read:own registry:read query:adhoc",
  code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
  code_challenge_method: "S256",
  state,
}).toString();
console.log(JSON.stringify({ address: place.href }));
const lines = createInterface({ input: process.stdin });
const back = new URL(await lines.question(""));
const code = oauth.validateAuthResponse(server, client, back, state);
const none = oauth.None();
const given = await oauth.authorizationCodeGrantRequest(server, client, none, code, redirect, verifier, insecure);
const first = await oauth.processAuthorizationCodeResponse(server, client, given);
const renewed = await oauth.refreshTokenGrantRequest(server, client, none, first.refresh_token, insecure);
const second = await oauth.processRefreshTokenResponse(server, client, renewed);
const own = { client_id: machine };
const basic = oauth.ClientSecretBasic(secret);
const asked = await oauth.clientCredentialsGrantRequest(server, own, basic, new URLSearchParams(), insecure);
const program = await oauth.processClientCredentialsResponse(server, own, asked);
console.log(JSON.stringify({ person: second.access_token, program: program.access_token }));
await lines.question("");
lines.close();
await oauth.processRevocationResponse(
  await oauth.revocationRequest(server, client, none, second.refresh_token, insecure),
);
