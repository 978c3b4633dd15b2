// What @libsql/client can do, against one URL; prints one JSON object with what came of each.
import { createClient } from "@libsql/client";

const [url] = process.argv.slice(2);
const authToken = process.env.DATABASE_AUTH_TOKEN;
const client = createClient({ url, authToken });
const big = createClient({ url, authToken, intMode: "bigint" });
const code = (promise) => promise.then(() => "none", (error) => error.code);
const result = { protocol: client.protocol };

await client.executeMultiple("CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT UNIQUE, b BLOB); INSERT INTO t (a) VALUES ('first'); -- end");

const inserted = await client.execute({ sql: "INSERT INTO t (a, b) VALUES (:a, @b) RETURNING a, b", args: { a: "nested \" ' é 漢 😀 \u0000 end", b: new Uint8Array([0, 1, 255]) } });
result.insert = { rows: inserted.rowsAffected, rowid: `${inserted.lastInsertRowid}`, columns: inserted.columns, types: inserted.columnTypes, text: inserted.rows[0].a, blob: [...new Uint8Array(inserted.rows[0].b)] };

const edges = ["9223372036854775807", "-9223372036854775808", "9007199254740993", "0"];
result.bigints = Object.values((await big.execute({ sql: "SELECT ? AS a, ? AS b, ? AS c, ? AS d", args: edges.map(BigInt) })).rows[0]).map(String);
result.unsafe = await client.execute({ sql: "SELECT ?", args: [2n ** 60n] }).then(() => "none", (error) => error.constructor.name);
const values = (await client.execute({ sql: "SELECT ? AS f, ? AS n, ? AS t, 1 AS i, 1e308 * 10 AS inf", args: [0.1, null, true] })).rows[0];
result.values = { ...values, inf: String(values.inf) };

const batch = await client.batch([{ sql: "INSERT INTO t (a) VALUES (?)", args: ["batch"] }, "SELECT count(*) AS n FROM t"], "write");
result.batch = Number(batch[1].rows[0].n);
result.failedBatch = await code(client.batch(["INSERT INTO t (a) VALUES ('lost')", "INSERT INTO t (a) VALUES ('first')"], "write"));
await client.migrate(["CREATE TABLE child (t INTEGER REFERENCES t (id))", "INSERT INTO child VALUES (999)"]);
result.foreignKey = await code(client.execute("INSERT INTO child VALUES (999)"));

for (const mode of ["write", "deferred"]) {
  const transaction = await client.transaction(mode);
  await transaction.execute({ sql: "INSERT INTO t (a) VALUES (?)", args: [mode] });
  await transaction.executeMultiple("UPDATE t SET b = x'01' WHERE a = 'first'; UPDATE t SET b = x'02' WHERE a = 'first'");
  await transaction.commit();
}
const undone = await client.transaction("write");
await undone.batch(["INSERT INTO t (a) VALUES ('undone')", "INSERT INTO t (a) VALUES ('undone too')"]);
await undone.rollback();
const reading = await client.transaction("read");
result.inRead = Number((await reading.execute("SELECT count(*) AS n FROM t WHERE a LIKE 'undone%' OR a = 'lost'")).rows[0].n);
reading.close();

result.syntax = await code(client.execute("SELEC 1"));
result.missing = await code(client.execute("SELECT * FROM missing"));
result.constraint = await code(client.execute("INSERT INTO t (a) VALUES ('first')"));
result.arguments = await code(client.execute({ sql: "SELECT ?, ?", args: [1] }));
result.wrongToken = await code(createClient({ url, authToken: "x.y.z" }).execute("SELECT 1"));
result.concurrent = (await Promise.all([...Array(50).keys()].map((i) => client.execute({ sql: "INSERT INTO t (a) VALUES (?)", args: [`c${i}`] })))).length;
result.names = (await client.execute("SELECT a FROM t WHERE a NOT LIKE 'nested%' AND a NOT LIKE 'c%' ORDER BY id")).rows.map((row) => row.a);
client.close();
big.close();
console.log(JSON.stringify(result));
