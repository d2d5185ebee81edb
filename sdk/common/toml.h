/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Documents in TOML, as trees that C can walk: toml.cc makes them with the
 * library toml++, and fields.h checks what is in them.  Notes of images have
 * the same tree, made of JSON.
 */
#ifndef COMMON_TOML_H
#define COMMON_TOML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum toml_type {
	TOML_TABLE,
	TOML_ARRAY,
	TOML_STRING,
	TOML_INTEGER,
	TOML_NUMBER,
	TOML_BOOLEAN,
	TOML_TIME, /* dates and times of day, which nothing here asks for */
};

struct toml_value {
	enum toml_type type;
	unsigned line; /* where it begins, from 1; 0: in no file */
	char *key;     /* in its table; null: in an array, or the document */
	char *text;    /* TOML_STRING: UTF-8, NUL-terminated */
	size_t length; /* of text, which may hold NULs */
	int64_t integer;
	double number;
	bool boolean;
	/* What a table holds, in the order of the file, or an array. */
	struct toml_value *first, *last, *next;
};

struct toml_error {
	unsigned line, column;
	char text[160]; /* one line of plain text */
};

/* The document as a table, which toml_free gives back; null, the error filled
 * in: it is not TOML. */
struct toml_value *toml_parse(const char *text, size_t length,
			      struct toml_error *error);
void toml_free(struct toml_value *document);

/* The value of a table's key; null: there is none. */
const struct toml_value *toml_find(const struct toml_value *table,
				   const char *key);

/* For those who make trees: one more value at the end of what parent holds.
 * Running out of memory ends the program. */
struct toml_value *toml_add(struct toml_value *parent, enum toml_type type,
			    const char *key);
void toml_set_text(struct toml_value *value, const char *text, size_t length);

#ifdef __cplusplus
}
#endif

#endif
