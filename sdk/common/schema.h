/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Documents checked against tables of keys: who reads one says for each table
 * which keys it may have, of what type, and what is done with each.  All that
 * is wrong is told, not only the first thing, as in
 *
 *   denali.toml:7: [network] inbund: unknown key; did you mean inbound?
 */
#ifndef COMMON_SCHEMA_H
#define COMMON_SCHEMA_H

#include "toml.h"

struct schema {
	const char *path;               /* what messages begin with */
	void (*tell)(const char *text); /* a message; no newline at its end */
	/* All that there are, ended by NULL, for keys in a wrong place; may be
	 * null. */
	const struct schema_table *const *tables;
	unsigned faults; /* told so far */
	/* Which value is being read. */
	const struct schema_table *table;
	const char *key;
};

struct schema_key {
	const char *name;
	enum toml_type type;
	const char *example; /* a line that is right */
	/* Has only values of the type, and tells of faults in them; null: there
	 * is nothing more to do, as for the schema, which was looked at when
	 * the document was opened. */
	void (*take)(struct schema *schema, const struct toml_value *value,
		     void *context);
};

struct schema_table {
	const char *title; /* as in "[network]"; "": the document */
	const struct schema_key *keys;
	size_t count;
	/* Takes the place of keys where names are the user's. */
	void (*take)(struct schema *schema, const struct toml_value *value,
		     void *context);
};

/* Read a table of the document: take what is right of it, in the order of the
 * file, and tell what is not. */
void schema_read(struct schema *schema, const struct schema_table *table,
		 const struct toml_value *value, void *context);

/* The same for each table of an array, by a function. */
void schema_each(struct schema *schema, const struct toml_value *array,
		 void (*read)(struct schema *schema,
			      const struct toml_value *value, void *context),
		 void *context);

/* Tell that the value, or one in it, is wrong: "must be ...". */
void schema_fault(struct schema *schema, const struct toml_value *value,
		  const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Tell of a line, if it is not 0, in so many words. */
void schema_tell(struct schema *schema, unsigned line, const char *text);

/* Has an element of an array the type?  Else that is told. */
bool schema_element(struct schema *schema, const struct toml_value *element,
		    enum toml_type type);

/* Is it text that can be shown, and is not empty?  Else that is told. */
bool schema_plain(struct schema *schema, const struct toml_value *text);

/* Which of the words, ended by NULL, text is; -1, told: none. */
int schema_word(struct schema *schema, const struct toml_value *text,
		const char *const *words);

/* Parse a file as TOML and see that its schema is the one that is known.
 * Null, the fault told: it is not.  Else toml_free it. */
struct toml_value *schema_open(struct schema *schema, int64_t known);

/* The same of its text, in memory. */
struct toml_value *schema_parse(struct schema *schema, const char *text,
				size_t length, int64_t known);

/* The last half of that, for documents that come from elsewhere. */
bool schema_known(struct schema *schema, const struct toml_value *document,
		  int64_t known);

#endif
