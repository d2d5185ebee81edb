/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Words of the form KEY=VALUE, as an object for a host.
 */
#ifndef DENALI_CMD_ASSIGN_H
#define DENALI_CMD_ASSIGN_H

#include <jansson.h>
#include <stddef.h>

enum assign_kind {
	ASSIGN_NUMBER,
	ASSIGN_SIZE,    /* 64M, in bytes */
	ASSIGN_PERCENT, /* 50 or 50%, with a fraction or without */
	ASSIGN_SECONDS, /* 10s, 2m, in seconds */
	ASSIGN_TEXT,
};

struct assign_key {
	const char *name;
	const char *path; /* where it goes: "cpu.cap"; null: as it is called */
	enum assign_kind kind;
};

/* The object; null, the error printed: a word is of another form, its key is
 * none of these (which end with a null name), or is there twice.  title is
 * what the message begins with. */
json_t *assign_read(const char *title, char *const words[], size_t count,
		    const struct assign_key keys[]);

/* What an object from a host has of the keys, on standard output, each as it
 * could be set, but for sizes, which are rounded as in lists; of one that it
 * does not have: the key, and otherwise. */
void assign_print(const json_t *object, const struct assign_key keys[],
		  const char *otherwise);

/* Those of a service, and of a tenant. */
extern const struct assign_key assign_service[];
extern const struct assign_key assign_tenant[];

#endif
