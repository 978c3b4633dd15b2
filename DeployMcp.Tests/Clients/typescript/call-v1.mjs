// Calls one tool with the official TypeScript client v1 (initialize, revision 2025-11-25 or earlier).
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { run } from './run.mjs';

await run(async ({ url, requestInit }) => {
  const transport = new StreamableHTTPClientTransport(url, { requestInit });
  const client = new Client({ name: 'deploymcp-tests', version: '1.0.0' });
  await client.connect(transport);
  return {
    client,
    revision: transport.protocolVersion,
    call: (parameters, options) => client.callTool(parameters, undefined, options),
  };
});
