/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A database has tables as the supervisor that made it had them, and says of
 * which version they are.  So if they are others now, their version has to be,
 * too, with a migration from the last; and then what is said of both here.
 */
#include <criterion/criterion.h>

#include <string.h>

#include <sodium.h>

#include "sdk/supervisor/schema.h"

#define VERSION 3
#define DIGEST "f75086e2c53a5f958c1d523e275ccd36"

Test(schema, changes_with_its_version)
{
	crypto_generichash_state state;
	uint8_t hash[sizeof DIGEST / 2];
	char text[sizeof DIGEST];

	cr_assert_geq(sodium_init(), 0);
	crypto_generichash_init(&state, NULL, 0, sizeof hash);
	for (size_t i = 0; schemas[i] != NULL; i++)
		crypto_generichash_update(&state, (const uint8_t *)schemas[i],
					  strlen(schemas[i]));
	crypto_generichash_final(&state, hash, sizeof hash);
	sodium_bin2hex(text, sizeof text, hash, sizeof hash);
	cr_expect_str_eq(text, DIGEST, "the tables have changed: %s", text);
	cr_expect_eq(SCHEMA_VERSION, VERSION);
	for (size_t i = 1; i < SCHEMA_VERSION; i++)
		cr_expect_not_null(schema_migrations[i], "from version %zu", i);
}
