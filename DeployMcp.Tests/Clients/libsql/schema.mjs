import { integer, sqliteTable, text, blob, real } from "drizzle-orm/sqlite-core";
export const authors = sqliteTable("authors", { id: integer().primaryKey({ autoIncrement: true }), name: text().notNull().unique(), born: integer({ mode: "timestamp" }), photo: blob({ mode: "buffer" }) });
export const books = sqliteTable("books", { id: integer().primaryKey(), title: text().notNull(), price: real(), authorId: integer("author_id").notNull().references(() => authors.id, { onDelete: "cascade" }) });
