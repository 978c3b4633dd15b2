// The part that both clients share: nothing is known but the URL of the MCP endpoint.
//
//   node oauth-v1.mjs|oauth-v2.mjs URL [CLIENT-ID]
//
// Registers unless CLIENT-ID (the URL of a metadata document) is given, has the person let it in, calls whoami, and calls it
// once more after its access token has been spoilt, so that it has to refresh. One JSON object goes to standard output:
// {user, requests, milliseconds, personMilliseconds, withKeyMilliseconds, again, refreshRequests, scope}. `requests` are the
// client's own, the browser's are not among them; the browser's time is, and `personMilliseconds` says how much it was;
// `withKeyMilliseconds` is what another connection and call take once there is a key. A failure goes to standard error, with
// exit code 1.
import { allow } from './oauth-browser.mjs';

export const CALLBACK = 'http://127.0.0.1:8765/callback';

export class Provider {
  #client;
  #tokens;
  #verifier;

  constructor(clientId) {
    this.#client = clientId && { client_id: clientId };
  }

  get redirectUrl() {
    return CALLBACK;
  }

  get clientMetadata() {
    return {
      client_name: 'Official client',
      redirect_uris: [CALLBACK],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
      application_type: 'native',
    };
  }

  state() {
    return 'state of the official client';
  }

  clientInformation() {
    return this.#client;
  }

  saveClientInformation(client) {
    this.#client = client;
  }

  tokens() {
    return this.#tokens;
  }

  saveTokens(tokens) {
    this.#tokens = tokens;
  }

  spoilAccessToken() {
    this.#tokens = { ...this.#tokens, access_token: `dk_live_${'A'.repeat(43)}` };
  }

  saveCodeVerifier(verifier) {
    this.#verifier = verifier;
  }

  codeVerifier() {
    return this.#verifier;
  }

  async redirectToAuthorization(url) {
    const began = performance.now();
    this.answer = allow(url);
    await this.answer;
    this.personMilliseconds = performance.now() - began;
  }
}

export async function run({ connect, finish, call }) {
  const [url, clientId] = process.argv.slice(2);
  const provider = new Provider(clientId);
  const requests = [];
  const counting = async (input, init) => {
    const asked = new URL(input instanceof Request ? input.url : input);
    const response = await fetch(input, init);
    requests.push(`${init?.method ?? 'GET'} ${asked.pathname} ${response.status}`);
    return response;
  };
  try {
    const began = performance.now();
    const first = await connect(new URL(url), provider, counting).catch((error) => ({ error }));
    if (!first.error) throw new Error('The server let the client in without asking anyone.');
    if (!provider.answer) throw first.error;
    await finish(first.error, new URL(url), provider, counting, (await provider.answer).searchParams);
    const client = await connect(new URL(url), provider, counting);
    const whoami = await call(client);
    const milliseconds = performance.now() - began;
    const used = requests.splice(0);
    provider.spoilAccessToken();
    const again = await call(client);
    const { scope } = provider.tokens();
    await client.close();
    const beganWithKey = performance.now();
    const another = await connect(new URL(url), provider, fetch);
    await call(another);
    const withKeyMilliseconds = performance.now() - beganWithKey;
    await another.close();
    process.stdout.write(`${JSON.stringify({
      user: whoami.structuredContent.user, again: again.structuredContent.user, requests: used, refreshRequests: requests, milliseconds, scope,
      personMilliseconds: provider.personMilliseconds, withKeyMilliseconds,
    })}\n`);
    // A stream that the client keeps open must not keep this process.
    process.exit(0);
  } catch (error) {
    process.stderr.write(`${error?.stack ?? error}\n`);
    process.exit(1);
  }
}
