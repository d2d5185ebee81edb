/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The keys that a tenant's images may be signed with.
 */
#ifndef SUPERVISOR_KEYS_H
#define SUPERVISOR_KEYS_H

#include <stdbool.h>
#include <stdint.h>

#include "api.h"
#include "minisign.h"

/* The tenant's public key of this minisign key ID.  False: it has none.  name
 * may be NULL. */
bool key_find(int64_t tenant, const uint8_t id[8], uint8_t key[32],
	      char name[NAME_TEXT]);

enum store_result key_add(int64_t tenant, const char *name,
			  const struct minisign_key *key);

#endif
