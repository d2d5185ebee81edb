/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Signatures: ours by minisign, minisign's by us, and spoiled ones.
 */
#include "minisign.h"

#include <criterion/criterion.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/process.h"

#define COMMAND_MS 60000

static struct minisign_secret secret;
static struct minisign_key key;
static uint8_t hash[MINISIGN_HASH];
static char text[MINISIGN_TEXT];
static char folder[64];

static const char content[] = "what is signed\n";

/* A pair of keys, and a signature of the content. */
static void set_up(void)
{
	cr_assert(sodium_init() >= 0);
	crypto_sign_keypair(key.bytes, secret.bytes);
	memcpy(key.id, "\1\2\3\4\5\6\7\xf8", sizeof key.id);
	memcpy(secret.id, key.id, sizeof secret.id);
	crypto_generichash(hash, sizeof hash, (const uint8_t *)content,
			   sizeof content - 1, NULL, 0);
	minisign_sign(&secret, hash, "made by a test", "trust\tme", text);
	strcpy(folder, "/tmp/denali-minisign-XXXXXX");
	cr_assert(mkdtemp(folder) != NULL && chdir(folder) == 0);
}

static void clean_up(void)
{
	struct process process;
	const char *const argv[] = { "rm", "-rf", folder, NULL };

	cr_assert(chdir("/") == 0 && process_run(&process, argv, COMMAND_MS));
	process_finish(&process);
}

TestSuite(minisign, .init = set_up, .fini = clean_up);

static void save(const char *name, const char *what)
{
	FILE *file = fopen(name, "w");

	cr_assert(file != NULL && fputs(what, file) >= 0 && fclose(file) == 0);
}

static size_t load(const char *name, char *into, size_t size)
{
	FILE *file = fopen(name, "r");
	size_t length;

	cr_assert(file != NULL, "%s", name);
	length = fread(into, 1, size, file);
	fclose(file);
	return length;
}

static int run(const char *const argv[])
{
	struct process process;
	int status;

	cr_assert(process_run(&process, argv, COMMAND_MS));
	status = process.status;
	process_finish(&process);
	return status;
}

static int run_minisign_verify(void)
{
	const char *const argv[] = { "minisign", "-V", "-q",   "-H", "-p",
				     "pub",      "-m", "file", NULL };

	return run(argv);
}

static void read_own(struct minisign *signature)
{
	const char *why = minisign_read(text, strlen(text), signature);

	cr_assert(why == NULL, "%s", why);
}

Test(minisign, own_is_verified)
{
	struct minisign signature;
	char id[MINISIGN_ID_TEXT];

	read_own(&signature);
	cr_expect_str_eq(signature.trusted, "trust\tme");
	cr_expect(minisign_verify(&signature, &key, hash) == NULL);
	minisign_id_text(signature.id, id);
	cr_expect_str_eq(id, "F807060504030201");
}

Test(minisign, what_is_not_as_signed_is_refused)
{
	struct minisign signature, other;
	struct minisign_key wrong = key;

	read_own(&signature);
	hash[63] ^= 1;
	cr_expect_str_eq(minisign_verify(&signature, &key, hash),
			 "it is not of this file");
	hash[63] ^= 1;
	other = signature;
	other.trusted[0] = 'T';
	cr_expect_str_eq(minisign_verify(&other, &key, hash),
			 "its trusted comment was changed");
	other = signature;
	other.of_comment[0] ^= 1;
	cr_expect_str_eq(minisign_verify(&other, &key, hash),
			 "its trusted comment was changed");
	other = signature;
	other.of_file[0] ^= 1;
	cr_expect_str_eq(minisign_verify(&other, &key, hash),
			 "it is not of this file");
	wrong.id[0] ^= 1;
	cr_expect_str_eq(minisign_verify(&signature, &wrong, hash),
			 "another key made it");
	wrong = key;
	wrong.bytes[5] ^= 1;
	cr_expect_str_eq(minisign_verify(&signature, &wrong, hash),
			 "it is not of this file");
}

/* A point of small order would verify what nobody signed. */
Test(minisign, a_weak_key_verifies_nothing)
{
	struct minisign signature;

	read_own(&signature);
	memset(key.bytes, 0, sizeof key.bytes);
	memset(signature.of_file, 0, sizeof signature.of_file);
	cr_expect(minisign_verify(&signature, &key, hash) != NULL);
	key.bytes[0] = 1;
	signature.of_file[0] = 1;
	cr_expect(minisign_verify(&signature, &key, hash) != NULL);
}

Test(minisign, minisign_verifies_ours)
{
	char file[128] = "untrusted comment: a key\n";
	size_t length = strlen(file);

	minisign_write_key(&key, file + length);
	strcat(file, "\n");
	save("pub", file);
	save("file", content);
	save("file.minisig", text);
	cr_expect_eq(run_minisign_verify(), 0);
	save("file", "something else\n");
	cr_expect_eq(run_minisign_verify(), 1);
}

Test(minisign, ours_verifies_minisigns)
{
	const char *const make[] = { "minisign", "-G", "-W",  "-p",
				     "pub",      "-s", "key", NULL };
	const char *const sign[] = { "minisign", "-S",   "-s", "key",
				     "-m",       "file", NULL };
	struct minisign signature;
	char file[4096];
	const char *why;

	save("file", content);
	cr_assert_eq(run(make), 0);
	cr_assert_eq(run(sign), 0);
	why = minisign_read_key(file, load("pub", file, sizeof file), &key);
	cr_assert(why == NULL, "%s", why);
	why = minisign_read(file, load("file.minisig", file, sizeof file),
			    &signature);
	cr_assert(why == NULL, "%s", why);
	cr_expect(strstr(signature.trusted, "file:file") != NULL);
	cr_expect(minisign_verify(&signature, &key, hash) == NULL);
}

Test(minisign, its_older_form_is_refused)
{
	const char *const make[] = { "minisign", "-G", "-W",  "-p",
				     "pub",      "-s", "key", NULL };
	const char *const sign[] = { "minisign", "-S", "-l",   "-s",
				     "key",      "-m", "file", NULL };
	struct minisign signature;
	char file[4096];

	save("file", content);
	cr_assert_eq(run(make), 0);
	cr_assert_eq(run(sign), 0);
	cr_expect_str_eq(
		minisign_read(file, load("file.minisig", file, sizeof file),
			      &signature),
		"it is of minisign's older form, without a hash; sign without "
		"-l");
}

Test(minisign, keys_are_read_strictly)
{
	static const char *const wrong[] = {
		"",
		"\n",
		"RW",
		"untrusted comment: none\n",
		"untrusted comment: a\nuntrusted comment: b\n",
		/* a character less, more, another alphabet, padded */
		"RWQhJ/KR88HSZE9XZzkxBw/SmZb8vfJUCbU/qX0XqDFdFWk1vHeZhBH",
		"RWQhJ/KR88HSZE9XZzkxBw/SmZb8vfJUCbU/qX0XqDFdFWk1vHeZhBHiA",
		"RWQhJ_KR88HSZE9XZzkxBw_SmZb8vfJUCbU_qX0XqDFdFWk1vHeZhBHi",
		"RWQhJ/KR88HSZE9XZzkxBw/SmZb8vfJUCbU/qX0XqDFdFWk1vHeZhBH=",
		" RWQhJ/KR88HSZE9XZzkxBw/SmZb8vfJUCbU/qX0XqDFdFWk1vHeZhBHi",
		"RWQhJ/KR88HSZE9XZzkxBw/SmZb8vfJUCbU/qX0XqDFdFWk1vHeZhBHi x",
		"RWQhJ/KR88HSZE9XZzkxBw/SmZb8vfJUCbU/qX0XqDFdFWk1vHeZhBHi\nx",
		"RWQhJ/KR88HSZE9XZzkxBw/SmZb8 fJUCbU/qX0XqDFdFWk1vHeZhBHi",
	};
	static const char good[] =
		"untrusted comment: minisign public key 64D2C1F391F22721\r\n"
		"RWQhJ/KR88HSZE9XZzkxBw/SmZb8vfJUCbU/qX0XqDFdFWk1vHeZhBHi\r\n";
	char line[MINISIGN_KEY_TEXT];

	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		cr_expect_str_eq(
			minisign_read_key(wrong[i], strlen(wrong[i]), &key),
			"it is no public key of minisign, a line of 56 "
			"characters that begins with RW",
			"%s", wrong[i]);
	cr_expect(minisign_read_key(good, sizeof good, &key) != NULL,
		  "a zero at its end");
	cr_expect_str_eq(
		minisign_read_key("RUQhJ/KR88HSZE9XZzkxBw/SmZb8vfJUCbU/"
				  "qX0XqDFdFWk1vHeZhBHi",
				  56, &key),
		"it is not for Ed25519 signatures");
	cr_assert(minisign_read_key(good, sizeof good - 1, &key) == NULL);
	minisign_write_key(&key, line);
	cr_expect_str_eq(
		line,
		"RWQhJ/KR88HSZE9XZzkxBw/SmZb8vfJUCbU/qX0XqDFdFWk1vHeZhBHi");
}

/* The signature with something else in place of a line, from 1. */
static const char *with_line(int number, const char *other)
{
	static char made[MINISIGN_TEXT + 4096];
	const char *at = text;
	size_t length = 0;

	for (int i = 1; *at != '\0'; i++) {
		size_t line = strcspn(at, "\n") + 1;

		length += (size_t)snprintf(
			made + length, sizeof made - length, "%.*s",
			i == number ? (int)strlen(other) : (int)line,
			i == number ? other : at);
		at += line;
	}
	return made;
}

static void expect_refused(const char *spoiled, const char *expected)
{
	struct minisign signature;
	const char *why = minisign_read(spoiled, strlen(spoiled), &signature);

	cr_assert(why != NULL, "taken: %s", spoiled);
	cr_expect_str_eq(why, expected);
}

Test(minisign, signatures_are_read_strictly)
{
	static char many[2048] = "trusted comment: ";

	expect_refused("", "its first line is no \"untrusted comment: \"");
	expect_refused(with_line(1, ""),
		       "its first line is no \"untrusted comment: \"");
	expect_refused(with_line(2, ""),
		       "its second line is no signature in Base64");
	expect_refused(with_line(2, "RUQ=\n"),
		       "its second line is no signature in Base64");
	expect_refused(with_line(3, ""),
		       "its third line does not begin with \"trusted comment: "
		       "\"");
	expect_refused(with_line(3, "trusted comment: \x1b[2J\n"),
		       "its trusted comment has control characters");
	expect_refused(with_line(4, ""),
		       "its fourth line is no signature in Base64");
	expect_refused(with_line(4, "AAAA\n"),
		       "its fourth line is no signature in Base64");
	strcat(text, "more\n");
	expect_refused(text, "something follows its fourth line");
	memset(many + strlen(many), 'x', MINISIGN_TRUSTED);
	strcat(many, "\n");
	expect_refused(with_line(3, many),
		       "its trusted comment is longer than 1,023 bytes");
}

/* A zero is a control character where it stands in a comment. */
Test(minisign, bytes_after_a_zero_are_not_hidden)
{
	struct minisign signature;
	char *at = strstr(text, "trust\t");

	at[5] = '\0';
	cr_expect_str_eq(minisign_read(text, strlen(text) + 1 + strlen(at + 6),
				       &signature),
			 "its trusted comment has control characters");
}

/* In every length, in memory of just that length. */
Test(minisign, cut_short_anywhere_is_refused)
{
	size_t whole = strlen(text);

	for (size_t length = 0; length < whole - 1; length++) {
		struct minisign signature;
		char *cut = malloc(length + 1);

		cr_assert(cut != NULL);
		memcpy(cut, text, length);
		cut = realloc(cut, length > 0 ? length : 1);
		cr_expect(minisign_read(cut, length, &signature) != NULL,
			  "cut to %zu", length);
		cr_expect(minisign_read_key(cut, length, &key) != NULL);
		free(cut);
	}
}
