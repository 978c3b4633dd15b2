// MCP Inspector in Chromium lets itself in by OAuth, with a person's clicks, and runs whoami.
//
//   node let-in.mjs MCP-URL
//
// One JSON object goes to standard output: {inspector, user, answer, policyViolations}; `answer` is the URL that the server
// led the browser back to. A failure goes to standard error, with a picture of the page and exit code 1. Takes Node 22 and,
// from the system, Chromium (CHROMIUM, /usr/bin/chromium unless set).
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const mcpUrl = process.argv[2];
const home = await mkdtemp(join(tmpdir(), 'deploymcp-inspector-'));

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Its web server, with nothing remembered from before. Gives its process and URL. */
async function startInspector() {
  const inspector = spawn(
    process.execPath,
    [join(import.meta.dirname, 'node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js'),
      '--web', '--transport', 'http', '--server-url', mcpUrl],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        PATH: process.env.PATH, HOME: home, MCP_STORAGE_DIR: join(home, 'store'), MCP_AUTO_OPEN_ENABLED: 'false', DANGEROUSLY_OMIT_AUTH: 'true',
        MCP_INSPECTOR_SECRET_STORE: 'memory', CLIENT_PORT: String(await freePort()), MCP_SANDBOX_PORT: String(await freePort()), MCP_APP_ORIGIN_PORT: String(await freePort()),
      },
    },
  );
  for await (const line of createInterface({ input: inspector.stdout })) {
    const url = /^\s*(http:\/\/127\.0\.0\.1:\d+\S*)$/.exec(line)?.[1];
    if (url) return { inspector, url };
  }
  throw new Error('MCP Inspector ended before it said where it is.');
}

const { inspector, url } = await startInspector();
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: FLAGS });
const page = await browser.newPage();
page.setDefaultTimeout(60_000);
const policyViolations = [];
let answer;
page.on('console', (message) => {
  if (message.text().includes('Content Security Policy')) policyViolations.push(message.text());
});
page.on('framenavigated', (frame) => {
  if (frame.url().includes('/oauth/callback?')) answer = frame.url();
});

/** Switches the connection on until that leads to sign-in: on a busy machine the page may not be listening to its switch yet. */
async function connect(attempts = 4) {
  await page.getByRole('switch').first().click({ force: true });
  try {
    await page.getByRole('button', { name: /^Continue as / }).waitFor({ timeout: 15_000 });
  } catch (error) {
    if (attempts === 1) throw error;
    await connect(attempts - 1);
  }
}

try {
  await page.goto(url);
  await connect();
  await page.getByRole('button', { name: /^Continue as / }).click();
  await page.getByRole('button', { name: 'Let it in' }).click();
  await page.getByText('Connected', { exact: true }).first().waitFor();
  await page.getByText('Tools', { exact: true }).first().click();
  await page.getByText('whoami').first().click();
  await page.getByRole('button', { name: /^Execute/i }).first().click();
  const user = page.getByText(/"user":/).first();
  await user.waitFor();
  process.stdout.write(`${JSON.stringify({ inspector: url, user: /"user":\s*"([^"]*)"/.exec(await user.innerText())?.[1], answer, policyViolations })}\n`);
} catch (error) {
  const picture = join(tmpdir(), `deploymcp-inspector-failure-${process.pid}.png`);
  await page.screenshot({ path: picture });
  process.stderr.write(`${error?.stack ?? error}\n${page.url()}\n${picture}\n${await page.locator('body').innerText()}\n`);
  process.exitCode = 1;
} finally {
  await browser.close();
  inspector.kill();
  await rm(home, { recursive: true, force: true });
}
