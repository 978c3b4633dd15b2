// The official TypeScript client v1 lets itself in by OAuth.
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { run } from './oauth-run.mjs';

const transportFor = (url, authProvider, fetch) => new StreamableHTTPClientTransport(url, { authProvider, fetch });

await run({
  connect: async (url, provider, fetch) => {
    const client = new Client({ name: 'deploymcp-tests', version: '1.0.0' });
    await client.connect(transportFor(url, provider, fetch));
    return client;
  },
  finish: (error, url, provider, fetch, answer) => transportFor(url, provider, fetch).finishAuth(answer.get('code')),
  call: (client) => client.callTool({ name: 'whoami', arguments: {} }),
});
