// A person and a machine sign in with openid-client. Usage: node openid.mjs ISSUER CLIENT REDIRECT MACHINE SECRET.
// Prints the address to send the person to; reads the address that they came back to; prints what it got; reads a line,
// and then gives the person's tokens back.
import { createInterface } from "node:readline/promises";
import * as openid from "openid-client";

const [, , issuer, id, redirect, machine, secret] = process.argv;
const options = { algorithm: "oauth2", execute: [openid.allowInsecureRequests] };
const config = await openid.discovery(new URL(issuer), id, undefined, openid.None(), options);
const pkceCodeVerifier = openid.randomPKCECodeVerifier();
const expectedState = openid.randomState();
const address = openid.buildAuthorizationUrl(config, {
  redirect_uri: redirect,
  scope: "case:read:own registry:read query:adhoc",
  code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
  code_challenge_method: "S256",
  state: expectedState,
});
console.log(JSON.stringify({ address: address.href }));
const lines = createInterface({ input: process.stdin });
const back = new URL(await lines.question(""));
const first = await openid.authorizationCodeGrant(config, back, { pkceCodeVerifier, expectedState });
const second = await openid.refreshTokenGrant(config, first.refresh_token);
const own = await openid.discovery(new URL(issuer), machine, secret, undefined, options);
const program = await openid.clientCredentialsGrant(own);
console.log(JSON.stringify({ person: second.access_token, program: program.access_token }));
await lines.question("");
lines.close();
await openid.tokenRevocation(config, second.refresh_token);
