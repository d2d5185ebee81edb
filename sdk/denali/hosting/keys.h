/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The user's keys to sign images with: ~/.config/denali/keys has NAME.key, the
 * secret one, and NAME.pub, which hosts are given; both are minisign's files.
 *
 * Where a key's name is asked for, the path of a secret key's file will do as
 * well: what has a slash or a point in it is one.
 */
#ifndef DENALI_CMD_KEYS_H
#define DENALI_CMD_KEYS_H

#include <stdbool.h>

#include "minisign.h"
#include "secretkey.h"

#define KEY_DEFAULT "default"
#define KEYS_MAX 256

struct key_pair {
	struct minisign_secret secret;
	struct minisign_key public;
};

/* All that return int return 0, or print an error and return STATUS_ERROR. */

/* Whether there can be a new one of that name. */
int keys_check_new(const char *name);

/* A new pair under that name; null password: none. */
int keys_create(const char *name, const char *password, struct key_pair *pair);

/* Open a key, asking for its password if it has one.  Close it with
 * keys_close(), which forgets it. */
int keys_open(const char *name, struct key_pair *pair);
void keys_close(struct key_pair *pair);

/* The public half of a key, from NAME.pub, or the path of such a file. */
int keys_public(const char *name, struct minisign_key *public);

/* What is in the file of the public half: two lines.  Allocated. */
char *keys_public_text(const struct minisign_key *public);

/* The same for the default key, which is made, without a password, if there is
 * none. */
int keys_default(char **public_text);

/* The names of the keys there are, sorted; freed by keys_free_names(). */
struct key_names {
	char *names[KEYS_MAX];
	unsigned count;
};
int keys_list(struct key_names *list);
void keys_free_names(struct key_names *list);

/* Whether a key is kept with a password; -1, nothing printed: its file cannot
 * be read. */
int keys_locked(const char *name);

#endif
