// What @libsql/hrana-client can do, over one transport and encoding (over HTTP it has version 3 in Protobuf only); prints one JSON object with what came of each.
import * as hrana from "@libsql/hrana-client";

const [url, transport, encoding] = process.argv.slice(2);
const jwt = process.env.DATABASE_AUTH_TOKEN;
let socket;
const open = (token) => transport === "http"
  ? hrana.openHttp(url, token, undefined, undefined, 3)
  : new hrana.WsClient(socket = new hrana.WebSocket(url, encoding === "protobuf" ? ["hrana3-protobuf", "hrana3"] : ["hrana3"]), token);

const plain = (value) => JSON.parse(JSON.stringify(value ?? null, (_, v) =>
  typeof v === "bigint" ? `${v}n` : v instanceof ArrayBuffer ? [...new Uint8Array(v)] : v instanceof Uint8Array ? [...v] : typeof v === "number" && !Number.isFinite(v) ? String(v) : v === undefined ? "undefined" : v));
const rows = (result) => ({ columns: result.columnNames, types: result.columnDecltypes, rows: result.rows?.map((row) => result.columnNames.map((_, i) => plain(row[i]))), affected: result.affectedRowCount, rowid: plain(result.lastInsertRowid) });
const code = (promise) => promise.then(() => "none", (error) => `${error.constructor.name} ${error.code} ${error.message}`);

const client = open(jwt);
client.intMode = "bigint";
await client.getVersion();
const spoken = transport === "http" ? client._endpoint.encoding : socket.protocol === "hrana3-protobuf" ? "protobuf" : "json";
if (spoken !== encoding)
  throw new Error(`The encoding is ${spoken}`);
const stream = client.openStream();
const result = {};

await stream.sequence("CREATE TABLE t (id INTEGER PRIMARY KEY, a VARCHAR(10) UNIQUE, b BLOB); INSERT INTO t (a) VALUES ('first'), (NULL)");
const values = [9223372036854775807n, -9223372036854775808n, 0n, 0.1, -0.0, 1e308, "", "nested \" ' é 漢 😀 \u0000 end", new Uint8Array([0, 1, 255]), new Uint8Array(0), null, "x".repeat(200), "y".repeat(20000)];
const statement = new hrana.Stmt(`SELECT ${values.map((_, i) => `?${i + 1}`).join(", ")}, 1e308 * 10, CAST(x'61ff62' AS TEXT), b AS "the b" FROM t WHERE id = 1`);
result.values = rows(await stream.query(statement.bindIndexes(values)));
result.named = rows(await stream.query(new hrana.Stmt("SELECT :a, @b, $c").bindName("a", 1n).bindName("@b", "two").bindName("c", null)));
result.insert = rows(await stream.query(["INSERT INTO t (id, a, b) VALUES (-42, 'y', ?) RETURNING id, a, b", [new Uint8Array([7])]]));
result.update = rows(await stream.run("UPDATE t SET b = x'01'"));
result.many = (await stream.query("WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 20000) SELECT n FROM c")).rows.reduce((sum, row) => sum + row[0], 0n).toString();
result.none = rows(await stream.query("SELECT * FROM t WHERE 0"));

for (const useCursor of [false, true]) {
  const batch = stream.batch(useCursor);
  const answers = [];
  const take = (step, query) => answers.push(query.then((r) => r && ({ ...rows(r), rowid: undefined /* of a cursor in Protobuf this client misreads it: uint64 where the protocol has sint64 */ }), (error) => `${error.code} ${error.message}`));
  const step = (sql, condition) => {
    const next = batch.step();
    if (condition) next.condition(condition(hrana.BatchCond));
    take(next, next.query(sql));
    return next;
  };
  const first = step("SELECT 1 AS one");
  const wrong = step("SELECT wrong", (c) => c.ok(first));
  step("SELECT 'skipped'", (c) => c.ok(wrong));
  step("SELECT 'not'", (c) => c.not(c.ok(wrong)));
  step("SELECT 'and'", (c) => c.and(batch, [c.ok(first), c.error(wrong)]));
  step("SELECT 'or'", (c) => c.or(batch, [c.ok(wrong), c.isAutocommit(batch)]));
  step("INSERT INTO t (a) VALUES ('first')");
  step("BEGIN");
  step("SELECT 'in autocommit'", (c) => c.isAutocommit(batch));
  step("ROLLBACK");
  step("SELECT abs(n) FROM (SELECT 1 AS n UNION ALL SELECT -9223372036854775808)");
  step("SELECT id, b FROM t ORDER BY id");
  try {
    await batch.execute();
  } catch (error) {
    answers.push(code(Promise.reject(error)));
  }
  result[useCursor ? "cursor" : "batch"] = plain(await Promise.all(answers));
}

const describe = await stream.describe("SELECT id AS number, :a, ?, b + 1 FROM t");
result.describe = plain(describe);
result.explained = plain(await stream.describe("EXPLAIN INSERT INTO t VALUES (1, 2, 3)"));
const owner = transport === "ws" ? client : stream;
const sql = owner.storeSql("SELECT a FROM t WHERE id = ?");
result.stored = rows(await stream.query([sql, [1n]]));
sql.close();
result.autocommit = [await stream.getAutocommit(), (await stream.run("BEGIN"), await stream.getAutocommit()), (await stream.run("COMMIT"), await stream.getAutocommit())];
result.errors = [
  await code(stream.query("SELEC 1")), await code(stream.query("SELECT * FROM missing")), await code(stream.query("INSERT INTO t (a) VALUES ('first')")),
  await code(stream.query(["SELECT ?", []])), await code(stream.sequence("SELECT 1; nonsense")), await code(stream.describe("nonsense")),
];
stream.close();
client.close();

const stranger = open("x.y.z");
result.wrongToken = (await code(stranger.openStream().query("SELECT 1"))).includes("JWT");
stranger.close();
console.log(JSON.stringify(result));
