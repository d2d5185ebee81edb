/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Secret keys in files: ours, and what is spoiled of them.
 */
#include "hosting/secretkey.h"

#include <criterion/criterion.h>
#include <sodium.h>
#include <string.h>

static struct minisign_secret secret, opened;
static struct minisign_key public, found;
static char text[SECRETKEY_TEXT];
static struct secretkey key;

static void set_up(void)
{
	cr_assert(sodium_init() >= 0);
	secretkey_make(&secret, &public);
}

TestSuite(secretkey, .init = set_up);

static void read_own(void)
{
	const char *why = secretkey_read(text, strlen(text), &key);

	cr_assert(why == NULL, "%s", why);
}

static void expect_opened(const char *password)
{
	const char *why = secretkey_open(&key, password, &opened, &found);

	cr_assert(why == NULL, "%s", why);
	cr_expect_arr_eq(&opened, &secret, sizeof secret);
	cr_expect_arr_eq(&found, &public, sizeof public);
}

Test(secretkey, without_a_password)
{
	cr_assert(secretkey_write(&secret, NULL, text) == NULL);
	read_own();
	cr_expect(!key.locked);
	expect_opened(NULL);
}

Test(secretkey, with_a_password)
{
	cr_assert(secretkey_write(&secret, "correct horse", text) == NULL);
	read_own();
	cr_expect(key.locked);
	cr_expect(memcmp(key.bytes, secret.bytes, sizeof key.bytes) != 0);
	expect_opened("correct horse");
	cr_expect_str_eq(secretkey_open(&key, "correct horse ", &opened,
					&found),
			 "is not opened by this password");
	cr_expect_str_eq(secretkey_open(&key, "", &opened, &found),
			 "is not opened by this password");
}

/* Nothing of the line can change unseen but what locks nothing: the sum. */
Test(secretkey, a_damaged_one_is_refused)
{
	const char *line;
	size_t length;

	cr_assert(secretkey_write(&secret, NULL, text) == NULL);
	line = strchr(text, '\n') + 1;
	length = strlen(line) - 1;
	/* Id, scrypt's settings and the sum are taken as they are. */
	for (size_t i = 84; i < 160; i++) {
		char *at = text + (line - text) + i;
		char before = *at;

		*at = before == 'A' ? 'B' : 'A';
		cr_expect(secretkey_read(text, strlen(text), &key) != NULL ||
				  secretkey_open(&key, NULL, &opened, &found) !=
					  NULL,
			  "character %zu of %zu", i, length);
		*at = before;
	}
}

static void expect_refused(const char *file, const char *expected)
{
	const char *why = secretkey_read(file, strlen(file), &key);

	cr_assert(why != NULL, "taken: %s", file);
	cr_expect_str_eq(why, expected);
}

Test(secretkey, what_is_none)
{
	static const char none[] = "is no secret key of minisign; `denali key "
				   "create` makes one";

	expect_refused("", none);
	expect_refused("untrusted comment: x", none);
	expect_refused("untrusted comment: x\n", none);
	expect_refused("RWQhJ/KR88HSZE9XZzkxBw/SmZb8vfJUCbU/"
		       "qX0XqDFdFWk1vHeZhBHi\n",
		       none);
	cr_assert(secretkey_write(&secret, NULL, text) == NULL);
	text[strlen(text) - 2] = '\0';
	expect_refused(text, none);
	cr_assert(secretkey_write(&secret, NULL, text) == NULL);
	strcat(text, "more");
	expect_refused(text, none);
}

/* Base64 of the line's beginning with other bytes in it. */
static const char *with(size_t at, const char *bytes, size_t length)
{
	static char file[SECRETKEY_TEXT];
	uint8_t line[158];
	size_t size;

	cr_assert(secretkey_write(&secret, NULL, text) == NULL);
	cr_assert(sodium_base642bin(line, sizeof line, strchr(text, '\n') + 1,
				    212, NULL, &size, NULL,
				    sodium_base64_VARIANT_ORIGINAL) == 0);
	memcpy(line + at, bytes, length);
	sodium_bin2base64(file, sizeof file, line, sizeof line,
			  sodium_base64_VARIANT_ORIGINAL);
	return file;
}

Test(secretkey, other_kinds)
{
	static const char kind[] = "is a key of a kind that is not known here; "
				   "use one for Ed25519";

	expect_refused(with(0, "ES", 2), kind);
	expect_refused(with(2, "Ar", 2), kind);
	expect_refused(with(4, "SH", 2), kind);
}

/* It would take the machine's memory, or a day. */
Test(secretkey, one_that_asks_for_too_much)
{
	static const char much[] = "wants more memory or time to be opened "
				   "than any key should; it may be damaged";

	expect_refused(with(38, "\1\0\0\4\0\0\0\0", 8), much);
	expect_refused(with(46, "\1\0\0\200\0\0\0\0", 8), much);
	expect_refused(with(46, "\0\0\0\0\0\0\0\200", 8), much);
}
