// Calls one tool as a task with the official TypeScript client v2 and its Tasks extension package (revision 2026-07-28).
//
//   node task-v2.mjs URL TOOL JSON-ARGUMENTS [cancel]
//
// With `cancel` the task is cancelled when it is first seen working. One JSON object goes to standard output:
// {kind, states, status, result, error}. The API key comes from MCP_API_KEY. A failure goes to standard error, with exit code 1.
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { createTaskSessionFromClient } from '@modelcontextprotocol/ext-tasks/client';

const REVISION = '2026-07-28';
const clientInfo = { name: 'deploymcp-tests', version: '1.0.0' };
const [address, tool, json, then] = process.argv.slice(2);
const url = new URL(address);
const authorization = { Authorization: `Bearer ${process.env.MCP_API_KEY}` };

let requests = 0;

/** The client's own codecs refuse a task as a result, so the extension package has its requests sent by the host. */
async function dispatch(request, options) {
  const name = request.params.taskId ?? request.params.name;
  const response = await fetch(url, {
    method: 'POST',
    signal: options?.signal,
    headers: {
      ...authorization,
      ...options?.context?.headers,
      'Content-Type': 'application/json',
      Accept: 'application/json, text/event-stream',
      'MCP-Protocol-Version': REVISION,
      'Mcp-Method': request.method,
      'Mcp-Name': name,
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: ++requests, ...request }),
  });
  const text = await response.text();
  const message = JSON.parse(text.startsWith('{') ? text : text.split('\n').findLast((line) => line.startsWith('data: {')).slice('data: '.length));
  return message.error ? { kind: 'error', error: message.error } : { kind: 'result', result: message.result };
}

try {
  const client = new Client(clientInfo, { versionNegotiation: { mode: 'auto' } });
  await client.connect(new StreamableHTTPClientTransport(url, { requestInit: { headers: authorization } }));
  const session = createTaskSessionFromClient(client, {
    endpointId: 'deploymcp',
    rawDispatch: dispatch,
    v2RequestFraming: { protocolVersion: REVISION, clientInfo, clientCapabilities: {} },
  });
  const execution = await session.callTool(tool, JSON.parse(json));
  const states = [];
  let cancelling;
  const { outcome } = await execution.settle({
    onEvent: (event) => {
      if (event.type === 'task') {
        states.push({ status: event.task.status, message: event.task.statusMessage });
        if (then === 'cancel') cancelling ??= execution.cancel();
      }
    },
  });
  await cancelling;
  await session.close();
  await client.close();
  process.stdout.write(`${JSON.stringify({ kind: execution.kind, states, status: outcome.status, result: outcome.result, error: outcome.error?.message })}\n`);
} catch (error) {
  process.stderr.write(`${error?.stack ?? error}\n`);
  process.exitCode = 1;
}
