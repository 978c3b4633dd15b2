// The official TypeScript client v2 lets itself in by OAuth; it holds the answer's `iss` against the issuer.
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { run } from './oauth-run.mjs';

const transportFor = (url, authProvider, fetch) => new StreamableHTTPClientTransport(url, { authProvider, fetch });

await run({
  connect: async (url, provider, fetch) => {
    const client = new Client({ name: 'deploymcp-tests', version: '1.0.0' }, { versionNegotiation: { mode: 'auto' } });
    await client.connect(transportFor(url, provider, fetch));
    return client;
  },
  finish: (error, url, provider, fetch, answer) => transportFor(url, provider, fetch).finishAuth(answer),
  call: (client) => client.callTool({ name: 'whoami', arguments: {} }),
});
