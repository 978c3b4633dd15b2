// The part that both clients share: arguments, progress, output.
//
//   node call-v1.mjs|call-v2.mjs URL TOOL [JSON-ARGUMENTS]
//
// The API key, if any, comes from MCP_API_KEY: command lines are readable by every user of a machine. Without TOOL the
// tools are listed. One JSON object goes to standard output: {revision, tools, result, progress}. A failure goes to
// standard error, with exit code 1.

const TOOL_TIMEOUT_MS = 10 * 60 * 1000;

export async function run(connect) {
  const [url, name, json] = process.argv.slice(2);
  const key = process.env.MCP_API_KEY;
  try {
    const { client, revision, call } = await connect({
      url: new URL(url),
      requestInit: key ? { headers: { Authorization: `Bearer ${key}` } } : undefined,
    });
    const { tools } = await client.listTools();
    const progress = [];
    const result = name && (await call(
      { name, arguments: json ? JSON.parse(json) : {} },
      { onprogress: (notification) => progress.push(notification), timeout: TOOL_TIMEOUT_MS, resetTimeoutOnProgress: true },
    ));
    await client.close();
    process.stdout.write(`${JSON.stringify({ revision, tools: tools.map((tool) => tool.name), result, progress })}\n`);
  } catch (error) {
    process.stderr.write(`${error?.stack ?? error}\n`);
    process.exitCode = 1;
  }
}
