SELECT 1, 'one', 1.5, NULL, x'00ff'
;
VALUES (1, 'a'), (2, 'b')
;
CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, born INTEGER CHECK (born > 0), note BLOB DEFAULT x'01')
;
CREATE TABLE IF NOT EXISTS author (id INTEGER)
;
CREATE TABLE author (id INTEGER)
;
CREATE TABLE book (id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT COLLATE NOCASE, price REAL, author INTEGER NOT NULL REFERENCES author (id) ON DELETE CASCADE)
;
CREATE TABLE strict_one (a INT, b TEXT, c ANY) STRICT
;
CREATE TABLE without_one (k TEXT PRIMARY KEY, v) WITHOUT ROWID
;
CREATE TABLE computed (a INT, b INT GENERATED ALWAYS AS (a * 2) STORED, c INT AS (a + 1))
;
INSERT INTO author (name, born) VALUES ('Ann', 1950), ('Bob', 1960), ('Cyd', NULL)
;
INSERT INTO author (id, name) VALUES (10, 'Dan') RETURNING id, name, note
;
INSERT INTO author (name) VALUES ('Ann')
;
INSERT OR IGNORE INTO author (name) VALUES ('Ann')
;
INSERT OR REPLACE INTO author (id, name, born) VALUES (10, 'Dan', 1970)
;
REPLACE INTO author (id, name, born) VALUES (10, 'Dan', 1971)
;
INSERT OR ABORT INTO author (name) VALUES ('Eve'), ('Ann')
;
INSERT OR FAIL INTO author (name) VALUES ('Eve'), ('Ann')
;
INSERT OR ROLLBACK INTO author (name) VALUES ('Fay'), ('Ann')
;
INSERT INTO author (name, born) VALUES ('Ann', 1951) ON CONFLICT (name) DO UPDATE SET born = excluded.born RETURNING id, born
;
INSERT INTO author (name) VALUES ('Ann') ON CONFLICT DO NOTHING
;
INSERT INTO author (name, born) VALUES ('Gus', -1)
;
INSERT INTO author (name) VALUES (NULL)
;
INSERT INTO book (title, price, author) VALUES ('One', 1.25, 1), ('two', 2, 1), ('Three', 3.5, 2)
;
INSERT INTO book (title, author) VALUES ('Orphan', 999)
;
INSERT INTO book (title, price, author) SELECT 'Copy of ' || title, price * 2, author FROM book WHERE price < 3
;
INSERT INTO strict_one VALUES (1, 'x', 2.5), ('2', 3, x'aa')
;
INSERT INTO strict_one VALUES ('no number', 'x', NULL)
;
INSERT INTO without_one VALUES ('k1', 1), ('k2', 'two')
;
INSERT INTO computed (a) VALUES (1), (2)
;
INSERT INTO computed DEFAULT VALUES
;
SELECT * FROM author ORDER BY id
;
SELECT * FROM book ORDER BY id
;
SELECT a, b, c, typeof(a), typeof(b), typeof(c) FROM strict_one
;
SELECT * FROM computed
;
SELECT * FROM without_one ORDER BY k DESC LIMIT 1 OFFSET 1
;
SELECT a.name, count(b.id) AS books, sum(b.price), avg(price), total(price), group_concat(title, ';') FROM author a LEFT JOIN book b ON b.author = a.id GROUP BY a.id HAVING count(*) >= 1 ORDER BY a.id
;
SELECT a.name, b.title FROM author a INNER JOIN book b ON b.author = a.id ORDER BY b.id
;
SELECT a.name, b.title FROM author a RIGHT JOIN book b ON b.author = a.id ORDER BY b.id
;
SELECT a.name, b.title FROM author a FULL OUTER JOIN book b ON b.author = a.id ORDER BY a.id, b.id
;
SELECT * FROM author NATURAL JOIN (SELECT 1 AS id) CROSS JOIN (SELECT 2 AS z)
;
SELECT title FROM book WHERE title = 'ONE' UNION SELECT 'x' EXCEPT SELECT 'y'
;
SELECT id FROM author INTERSECT SELECT author FROM book ORDER BY 1
;
SELECT DISTINCT author FROM book UNION ALL SELECT 5 ORDER BY 1
;
WITH RECURSIVE f(n, a, b) AS (SELECT 1, 1, 1 UNION ALL SELECT n + 1, b, a + b FROM f WHERE n < 20) SELECT n, a FROM f
;
WITH priced AS MATERIALIZED (SELECT * FROM book WHERE price IS NOT NULL) SELECT count(*) FROM priced
;
SELECT title, row_number() OVER (ORDER BY price), rank() OVER w, lag(title, 1, 'none') OVER w, sum(price) OVER (PARTITION BY author ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM book WINDOW w AS (ORDER BY author) ORDER BY id
;
SELECT count(*) FILTER (WHERE price > 2), max(price), min(title) FROM book
;
SELECT CASE WHEN price > 2 THEN 'dear' ELSE 'cheap' END AS verdict, iif(price > 2, 1, 0) FROM book ORDER BY id
;
SELECT EXISTS (SELECT 1 FROM book), (SELECT max(id) FROM author), 3 IN (1, 2, 3), 2 BETWEEN 1 AND 3, NULL IS NULL, 1 IS NOT DISTINCT FROM 1
;
SELECT CAST('12abc' AS INTEGER), CAST(3.99 AS INTEGER), CAST('1e3' AS REAL), CAST(x'4142' AS TEXT), CAST(65 AS BLOB), CAST('x' AS NUMERIC)
;
SELECT 7 / 2, 7 % 3, 7.0 / 2, 1 / 0, -7 / 2, 5 & 3, 5 | 3, ~5, 1 << 40, 9223372036854775807 + 1, 'a' || 1
;
SELECT 0.1 + 0.2, 1e300 * 1e10, 1e-320, 123456789012345678, 1.0, 100000000000000000000.0, 1e15, 1e16, 3.14159265358979
;
SELECT 'Abc' LIKE 'a%', 'Abc' GLOB 'a*', 'a_c' LIKE 'a\_c' ESCAPE '\', 'x' COLLATE NOCASE = 'X'
;
SELECT length('é漢😀'), upper('aé'), substr('héllo', 2, 3), instr('abc', 'c'), replace('aaa', 'a', 'bb'), trim('  x '), hex('é'), unicode('漢'), char(72, 105), printf('%05.2f|%x|%s', 3.14159, 255, 'z'), quote('it''s'), soundex('Robert')
;
SELECT abs(-5), round(2.567, 2), round(2.5), max(1, 2, 3), min('a', 'b'), coalesce(NULL, 2), nullif(1, 1), sign(-3.5), sqrt(2), pow(2, 10), ln(10), pi(), ceil(1.2), floor(-1.2)
;
SELECT date('2024-02-29', '+1 year'), time('12:34:56', '-1 hour'), datetime(0, 'unixepoch'), julianday('2000-01-01'), strftime('%Y week %W', '2024-05-06'), unixepoch('2024-01-01')
;
SELECT json('{"a":[1,2,{"b":null}]}'), json_extract('{"a":[1,2.5,"x"]}', '$.a[1]'), '{"a":1}' ->> '$.a', '{"a":{"b":2}}' -> 'a', json_array(1, 'x', NULL), json_object('k', 1.5), json_type('[1]'), json_valid('{')
;
SELECT key, value, type, fullkey FROM json_each('{"a":1,"b":[2],"c":null}')
;
SELECT json_group_array(title), json_group_object(id, price) FROM (SELECT * FROM book ORDER BY id LIMIT 2)
;
SELECT typeof(1), typeof(1.0), typeof('x'), typeof(x''), typeof(NULL), zeroblob(3), randomblob(0) IS NOT NULL
;
SELECT 1 AS "quoted name", 2 AS [brackets], 3 AS `ticks`, id + 1 FROM author LIMIT 1
;
SELECT 'text with ''quotes'', "doubles"
and a new line'
;
UPDATE book SET price = price + 1 WHERE author = 1
;
UPDATE book SET price = 0 WHERE author = 12345
;
UPDATE book SET (title, price) = ('Both', 9.75) WHERE id = 1 RETURNING id, title, price
;
UPDATE book SET price = a.born FROM author a WHERE a.id = book.author AND a.name = 'Bob'
;
UPDATE OR IGNORE author SET name = 'Ann' WHERE name = 'Bob'
;
UPDATE author SET name = 'Ann' WHERE name = 'Bob'
;
UPDATE book SET title = upper(title) ORDER BY id LIMIT 1
;
UPDATE author SET id = 11 WHERE id = 1
;
CREATE INDEX book_author ON book (author)
;
CREATE UNIQUE INDEX book_title ON book (lower(title)) WHERE price > 5
;
CREATE INDEX IF NOT EXISTS book_author ON book (author)
;
CREATE VIEW catalogue (author, title) AS SELECT a.name, b.title FROM author a JOIN book b ON b.author = a.id
;
SELECT * FROM catalogue ORDER BY title
;
INSERT INTO catalogue VALUES ('x', 'y')
;
CREATE TRIGGER into_catalogue INSTEAD OF INSERT ON catalogue BEGIN INSERT INTO author (name) VALUES (new.author); INSERT INTO book (title, author) VALUES (new.title, last_insert_rowid()); END
;
INSERT INTO catalogue VALUES ('Hal', 'By trigger')
;
CREATE TABLE log (what TEXT, at INTEGER)
;
CREATE TRIGGER logged AFTER UPDATE OF price ON book WHEN new.price <> old.price BEGIN INSERT INTO log VALUES (old.title, new.price); SELECT RAISE(ABORT, 'too dear') WHERE new.price > 1000000; END
;
UPDATE book SET price = 6.5 WHERE price < 6
;
SELECT * FROM log
;
UPDATE book SET price = 2000000 WHERE id = 1
;
DELETE FROM log WHERE what = 'nothing'
;
DELETE FROM log ORDER BY rowid LIMIT 1
;
DELETE FROM book WHERE id = 2 RETURNING title
;
DELETE FROM author WHERE name = 'Bob'
;
SELECT count(*) FROM book
;
BEGIN
;
BEGIN
;
INSERT INTO log VALUES ('in transaction', 1)
;
SAVEPOINT one
;
INSERT INTO log VALUES ('in savepoint', 2)
;
ROLLBACK TO one
;
RELEASE one
;
COMMIT
;
COMMIT
;
SELECT * FROM log ORDER BY rowid
;
BEGIN IMMEDIATE
;
DELETE FROM log
;
ROLLBACK
;
SELECT count(*) FROM log
;
BEGIN EXCLUSIVE TRANSACTION
;
END TRANSACTION
;
ROLLBACK
;
RELEASE nothing
;
SAVEPOINT outer_one
;
INSERT INTO log VALUES ('outer', 3)
;
RELEASE outer_one
;
PRAGMA defer_foreign_keys = ON
;
CREATE TEMP TABLE scratch AS SELECT id, name FROM author
;
SELECT * FROM temp.scratch ORDER BY id
;
CREATE TEMP VIEW scratched AS SELECT name FROM scratch
;
SELECT * FROM scratched ORDER BY name
;
DROP VIEW scratched
;
DROP TABLE scratch
;
CREATE TABLE copied AS SELECT title, price FROM book
;
ALTER TABLE copied RENAME TO renamed
;
ALTER TABLE renamed ADD COLUMN extra TEXT DEFAULT 'e'
;
ALTER TABLE renamed RENAME COLUMN price TO cost
;
ALTER TABLE renamed DROP COLUMN title
;
SELECT * FROM renamed
;
SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name
;
CREATE VIRTUAL TABLE search USING fts5(title, body)
;
INSERT INTO search VALUES ('First', 'the quick brown fox'), ('Second', 'a lazy dog')
;
SELECT rowid, highlight(search, 1, '[', ']'), bm25(search) FROM search WHERE search MATCH 'quick OR dog' ORDER BY rank, rowid
;
CREATE VIRTUAL TABLE boxes USING rtree(id, x0, x1)
;
INSERT INTO boxes VALUES (1, 0, 10), (2, 5, 15)
;
SELECT id, x0, x1 FROM boxes WHERE x0 <= 4 AND x1 >= 4
;
PRAGMA user_version = 42
;
PRAGMA user_version
;
PRAGMA table_info(author)
;
PRAGMA index_list(book)
;
PRAGMA index_info(book_author)
;
PRAGMA foreign_key_list(book)
;
PRAGMA foreign_key_check
;
PRAGMA integrity_check
;
PRAGMA quick_check
;
PRAGMA encoding
;
PRAGMA journal_mode
;
SELECT name, type FROM pragma_table_xinfo('computed')
;
PRAGMA recursive_triggers = 1
;
PRAGMA case_sensitive_like = 1
;
SELECT 'A' LIKE 'a'
;
ANALYZE
;
SELECT tbl, idx, stat FROM sqlite_stat1 ORDER BY 1, 2
;
ANALYZE book
;
REINDEX
;
REINDEX book_author
;
VACUUM
;
DROP TRIGGER logged
;
DROP INDEX book_title
;
DROP VIEW catalogue
;
DROP TABLE IF EXISTS nothing
;
DROP TABLE nothing
;
DROP TABLE search
;
DROP TABLE renamed
;
SELECT * FROM missing
;
SELECT missing FROM author
;
SELECT nothing(1)
;
SELEC 1
;
SELECT abs(-9223372036854775807 - 1)
;
INSERT INTO author (id, name) VALUES ('text', 'Zed')
;
SELECT json_extract('{', '$')
;
SELECT (SELECT 1, 2)
;
INSERT INTO author (name) VALUES (1, 2)
;
CREATE TABLE bad (a, a)
;
SELECT * FROM author WHERE name IS NULL
