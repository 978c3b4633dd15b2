// @libsql/client as a page has it: bundled, and run by a browser.
import { createClient } from "@libsql/client/web";

globalThis.useDatabase = async (url, authToken) => {
  const client = createClient({ url, authToken });
  await client.batch(["CREATE TABLE IF NOT EXISTS t (a)", { sql: "INSERT INTO t VALUES (?)", args: [client.protocol] }], "write");
  const rows = (await client.execute("SELECT group_concat(a) AS a FROM t")).rows[0].a;
  const refused = await createClient({ url, authToken: "x.y.z" }).execute("SELECT 1").then(() => "none", (error) => error.code);
  client.close();
  return `${rows} ${refused}`;
};
