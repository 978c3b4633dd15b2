import { blob, integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';

export const notes = sqliteTable('notes', {
  id: integer('id').primaryKey({ autoIncrement: true }),
  text: text('text').notNull(),
  weight: real('weight'),
  size: blob('size', { mode: 'bigint' }),
  createdAt: integer('created_at', { mode: 'timestamp' }).notNull(),
});

export const tags = sqliteTable('tags', {
  noteId: integer('note_id').notNull().references(() => notes.id),
  name: text('name').notNull(),
});
