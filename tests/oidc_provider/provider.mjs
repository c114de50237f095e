// A certified OpenID Connect provider with a login form of two fields. Loopback only.
//
// PORT, REDIRECT and AFTER_LOGOUT come from the environment; CLAIMS=1 lets a client ask for single claims.
// The account is whatever name is typed; the box says whether a second factor was checked.
import { createServer } from "node:http";
import { Provider } from "oidc-provider";

const { PORT, REDIRECT, AFTER_LOGOUT, CLAIMS } = process.env;
const issuer = `http://127.0.0.1:${PORT}`;

const provider = new Provider(issuer, {
  clients: [{
    client_id: "mizan",
    client_secret: "a-secret-of-the-tests",
    redirect_uris: [REDIRECT],
    post_logout_redirect_uris: [AFTER_LOGOUT],
    response_types: ["code"],
    grant_types: ["authorization_code"],
  }],
  claims: { openid: ["sub", "amr", "acr"], profile: ["preferred_username"] },
  cookies: { keys: ["only-for-tests"] },
  features: { devInteractions: { enabled: false }, claimsParameter: { enabled: CLAIMS === "1" } },
  pkce: { required: () => true },
  interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
  async findAccount(_context, id) {
    return { accountId: id, claims: async () => ({ sub: `subject-of-${id}`, preferred_username: id }) };
  },
  async loadExistingGrant(context) {
    const { client, session } = context.oidc;
    const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
    grant.addOIDCScope("openid profile");
    grant.addOIDCClaims(["sub", "amr", "acr", "preferred_username"]);
    await grant.save();
    return grant;
  },
});

const FORM = `<!doctype html><html lang="en"><body><form method="post">
  <input name="name" aria-label="name"><label><input type="checkbox" name="second"> second factor</label>
  <button name="answer" value="in">Log in</button><button name="answer" value="no">Cancel</button>
</form></body></html>`;

async function body(request) {
  const pieces = [];
  for await (const piece of request) pieces.push(piece);
  return new URLSearchParams(Buffer.concat(pieces).toString());
}

async function interaction(request, response) {
  if (request.method === "GET") {
    response.setHeader("content-type", "text/html");
    response.end(FORM);
    return;
  }
  const said = await body(request);
  const login = { accountId: said.get("name"), amr: said.has("second") ? ["pwd", "otp"] : ["pwd"] };
  const result = said.get("answer") === "no"
    ? { error: "access_denied", error_description: "cancelled" }
    : { login };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

const answer = provider.callback();
createServer((request, response) => {
  if (!request.url.startsWith("/interaction/")) {
    answer(request, response);
    return;
  }
  interaction(request, response).catch((problem) => {
    response.statusCode = 500;
    response.end(String(problem));
  });
}).listen(Number(PORT), "127.0.0.1", () => console.log("ready"));
