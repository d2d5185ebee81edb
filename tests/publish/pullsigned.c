/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `denali publish oci://...` from a registry that has other signatures than
 * those that were pushed.
 */
#include <criterion/criterion.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "publish.h"
#include "registry.h"

static char from[PUBLISH_REFERENCE];

static void set_up(void)
{
	publish_set_up();
	publish_push(from);
}

TestSuite(pullsigned, .init = set_up, .fini = publish_clean_up);

static void pull(const char *err)
{
	expect(125, "^$", err, DENALI, "publish", from, NULL);
}

static struct kept *signature(void)
{
	struct kept *manifest = registry_manifest();
	const char *at = strstr((char *)manifest->bytes, "signature.v1");
	char digest[80];

	sscanf(strstr(at, "sha256:"), "%71[a-z0-9:]", digest);
	return registry_blob(digest);
}

static void digest_of(const void *bytes, size_t length, char digest[65])
{
	uint8_t hash[32];

	crypto_hash_sha256(hash, bytes, length);
	sodium_bin2hex(digest, 65, hash, sizeof hash);
}

/* Put another signature in the place of it, with the digests that belong to
 * it: a registry can do that. */
static void replace_signature(const char *other)
{
	struct kept *manifest = registry_manifest(), *old = signature();
	char *at = strstr((char *)manifest->bytes, old->name);
	char digest[65], size[32], *rest;
	size_t length = strlen(other);

	digest_of(other, length, digest);
	memcpy(at + 7, digest, 64);
	rest = strstr(at, "\"size\":") + 7;
	snprintf(size, sizeof size, "%zu", length);
	cr_assert_eq(strspn(rest, "0123456789"), strlen(size),
		     "no longer or shorter in digits");
	for (size_t i = 0; size[i] != '\0'; i++)
		rest[i] = size[i];
	old->bytes = realloc(old->bytes, length);
	memcpy(old->bytes, other, length);
	old->length = length;
	snprintf(old->name, sizeof old->name, "sha256:%s", digest);
}

static char spoiled[1024];

static char *copy_signature(void)
{
	const struct kept *kept = signature();

	snprintf(spoiled, sizeof spoiled, "%.*s", (int)kept->length,
		 (const char *)kept->bytes);
	return spoiled;
}

Test(pullsigned, signatures_that_are_none)
{
	char *copy = copy_signature();

	*strstr(copy, "untrusted") = 'U';
	replace_signature(copy);
	pull("its signature: its first line is no \"untrusted comment: \"; "
	     "have it pushed anew\n$");
}

/* Whoever made it is not who has that key. */
Test(pullsigned, signatures_by_others)
{
	char *copy = copy_signature();
	char *line = strchr(copy, '\n') + 1;

	line[40] = line[40] == 'A' ? 'B' : 'A';
	replace_signature(copy);
	pull("its signature: it is not of this file; do not use it\n$");
}

Test(pullsigned, signatures_with_another_comment)
{
	char *copy = copy_signature();

	strstr(copy, "time=")[5] = '9';
	replace_signature(copy);
	pull("its signature: its trusted comment was changed; do not use "
	     "it\n$");
}

Test(pullsigned, signatures_of_other_images_and_services)
{
	char *copy = copy_signature(), *digest = strstr(copy, "sha256:") + 7;

	digest[0] = digest[0] == '0' ? '1' : '0';
	replace_signature(copy);
	pull("its signature is of another image; do not use it\n$");
	expect(125, "^$", "its signature is of another image", DENALI,
	       "publish", "--name", "other", from, NULL);
}

Test(pullsigned, signatures_for_other_services)
{
	expect(125, "^$",
	       "it was signed to be service http-hello, not other; sign anew "
	       "with --key\n$",
	       DENALI, "publish", "--name", "other", from, NULL);
	expect(125, "^$", AT_NOBODY, DENALI, "publish", "--name", "other",
	       "--key", "default", from, NULL);
}
