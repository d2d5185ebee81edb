/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The keys of host.toml, for hostfile.c; what they are for fills a struct
 * hostfile.
 */
#ifndef DENALI_HOST_HOSTKEYS_H
#define DENALI_HOST_HOSTKEYS_H

#include "hostfile.h"
#include "schema.h"

extern const struct schema_table host_table;
extern const struct schema_table *const host_tables[];

/* Read one value as a key of a table has it ("": of the document), which is
 * there.  False: what is wrong was told. */
bool host_key(struct schema *schema, const char *table,
	      const struct toml_value *value, struct hostfile *file);

#endif
