// Calls one tool with the official TypeScript client v2 (server/discover, revision 2026-07-28).
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { run } from './run.mjs';

await run(async ({ url, requestInit }) => {
  const transport = new StreamableHTTPClientTransport(url, { requestInit });
  const client = new Client({ name: 'deploymcp-tests', version: '1.0.0' }, { versionNegotiation: { mode: 'auto' } });
  await client.connect(transport);
  return {
    client,
    revision: client.getNegotiatedProtocolVersion(),
    call: (parameters, options) => client.callTool(parameters, options),
  };
});
