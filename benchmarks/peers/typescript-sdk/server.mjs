// list_services on the official TypeScript SDK, twice: on PORT the way its own stateless example does it (its Express app, its
// default answer, an event stream), on LEAN_PORT without Express and with plain JSON answers, the least that it can cost.
// Both make a server and a transport for each request, as the SDK demands, and neither checks a key.
//
// In: PORT, LEAN_PORT, PG* as node-postgres reads them, LIST_SERVICES_SQL (one parameter, the user's id), USER_ID, URL_TEMPLATE.
import { createServer } from 'node:http';
import { createMcpExpressApp } from '@modelcontextprotocol/sdk/server/express.js';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import pg from 'pg';
import * as z from 'zod/v4';

const database = new pg.Pool({ max: 20 });
const query = { name: 'list_services', text: process.env.LIST_SERVICES_SQL, values: [process.env.USER_ID] };

const output = {
  services: z.array(z.object({
    name: z.string(),
    project: z.string(),
    url: z.string(),
    status: z.string(),
    repo: z.string(),
    branch: z.string(),
    build_pack: z.string(),
    deployment: z.object({
      id: z.string(),
      status: z.string(),
      started_at: z.string(),
      seconds: z.number(),
      commit: z.string().optional(),
      message: z.string().optional(),
    }).optional(),
  })),
};

function toDeployment(row) {
  const ended = row.finished_at ?? new Date();
  return {
    id: row.id,
    status: row.status,
    started_at: (row.started_at ?? row.created_at).toISOString(),
    seconds: Math.round((ended - row.created_at) / 100) / 10,
    commit: row.commit_sha ?? undefined,
    message: row.commit_message ?? undefined,
  };
}

function toService(row) {
  return {
    name: row.name,
    project: row.project,
    url: process.env.URL_TEMPLATE.replace('{name}', row.hostname),
    status: row.serving ?? row.status ?? 'queued',
    repo: row.repo,
    branch: row.branch,
    build_pack: row.build_pack,
    deployment: row.id === null ? undefined : toDeployment(row),
  };
}

async function listServices() {
  const { rows } = await database.query(query);
  const services = rows.map(toService);
  const text = services.map((s) => `\n- ${s.name} (project ${s.project}): ${s.status}, ${s.url}`).join('');
  return { content: [{ type: 'text', text: `${services.length} services:${text}` }], structuredContent: { services } };
}

function makeServer() {
  const server = new McpServer({ name: 'list-services', version: '1.0.0' });
  server.registerTool('list_services', { description: 'All your services with URL and status.', outputSchema: output }, listServices);
  return server;
}

async function handle(request, response, options, body) {
  const server = makeServer();
  const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined, ...options });
  response.on('close', () => {
    transport.close();
    server.close();
  });
  await server.connect(transport);
  await transport.handleRequest(request, response, body);
}

const app = createMcpExpressApp();
app.post('/mcp', (request, response) => handle(request, response, {}, request.body));
const lean = createServer((request, response) => handle(request, response, { enableJsonResponse: true }));

lean.listen(Number(process.env.LEAN_PORT), '127.0.0.1', () =>
  app.listen(Number(process.env.PORT), '127.0.0.1', () => console.log('listening')));
