/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "minisign.h"

#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define UNTRUSTED "untrusted comment: "
#define TRUSTED "trusted comment: "

/* What the lines in Base64 hold: no padding, all of it bytes. */
struct key_line {
	uint8_t algorithm[2];
	struct minisign_key key;
};
_Static_assert(sizeof(struct key_line) == 42, "packed as it is");

struct signature_line {
	uint8_t algorithm[2];
	uint8_t id[MINISIGN_ID];
	uint8_t signature[64];
};
_Static_assert(sizeof(struct signature_line) == 74, "packed as it is");

/* What is left of a text that is read line by line. */
struct rest {
	const char *at;
	size_t length;
};

struct line {
	const char *text;
	size_t length;
};

/* The next line without what ends it, a line feed or a return and one.  Past
 * the last all are empty. */
static struct line next_line(struct rest *rest)
{
	const char *end = memchr(rest->at, '\n', rest->length);
	struct line line = { rest->at, rest->length };

	if (end == NULL) {
		rest->at += rest->length;
		rest->length = 0;
	} else {
		line.length = (size_t)(end - rest->at);
		rest->at = end + 1;
		rest->length -= line.length + 1;
	}
	if (line.length > 0 && line.text[line.length - 1] == '\r')
		line.length--;
	return line;
}

/* Whether nothing but ends of lines is left. */
static bool is_over(struct rest rest)
{
	while (rest.length > 0 && (*rest.at == '\n' || *rest.at == '\r')) {
		rest.at++;
		rest.length--;
	}
	return rest.length == 0;
}

static bool begins(const struct line *line, const char *with)
{
	size_t length = strlen(with);

	return line->length >= length && memcmp(line->text, with, length) == 0;
}

/* Exactly size bytes in Base64, with the padding that belongs to them. */
static bool decode(const struct line *line, void *bytes, size_t size)
{
	size_t length;

	return line->length == (size + 2) / 3 * 4 &&
	       sodium_base642bin(bytes, size, line->text, line->length, NULL,
				 &length, NULL,
				 sodium_base64_VARIANT_ORIGINAL) == 0 &&
	       length == size;
}

const char *minisign_read_key(const char *text, size_t length,
			      struct minisign_key *key)
{
	struct rest rest = { text, length };
	struct line line = next_line(&rest);
	struct key_line read;

	if (begins(&line, UNTRUSTED))
		line = next_line(&rest);
	if (!decode(&line, &read, sizeof read) || !is_over(rest))
		return "it is no public key of minisign, a line of 56 "
		       "characters that begins with RW";
	if (memcmp(read.algorithm, "Ed", 2) != 0)
		return "it is not for Ed25519 signatures";
	*key = read.key;
	return NULL;
}

void minisign_write_key(const struct minisign_key *key,
			char text[MINISIGN_KEY_TEXT])
{
	struct key_line line = { .algorithm = "Ed", .key = *key };

	sodium_bin2base64(text, MINISIGN_KEY_TEXT, (const uint8_t *)&line,
			  sizeof line, sodium_base64_VARIANT_ORIGINAL);
}

/* The bytes are a number, the least first. */
void minisign_id_text(const uint8_t id[MINISIGN_ID],
		      char text[MINISIGN_ID_TEXT])
{
	for (size_t i = 0; i < MINISIGN_ID; i++)
		snprintf(text + 2 * i, 3, "%02X", id[MINISIGN_ID - 1 - i]);
}

static bool is_text(const struct line *line)
{
	for (size_t i = 0; i < line->length; i++) {
		unsigned char c = (unsigned char)line->text[i];

		if ((c < ' ' && c != '\t') || c == 0x7f)
			return false;
	}
	return true;
}

static const char *read_signature(const struct line *line,
				  struct minisign *signature)
{
	struct signature_line read;

	if (!decode(line, &read, sizeof read))
		return "its second line is no signature in Base64";
	if (memcmp(read.algorithm, "Ed", 2) == 0)
		return "it is of minisign's older form, without a hash; sign "
		       "without -l";
	if (memcmp(read.algorithm, "ED", 2) != 0)
		return "it is no Ed25519 signature of a BLAKE2b hash";
	memcpy(signature->id, read.id, sizeof signature->id);
	memcpy(signature->of_file, read.signature, sizeof signature->of_file);
	return NULL;
}

static const char *read_trusted(const struct line *line,
				struct minisign *signature)
{
	size_t prefix = sizeof TRUSTED - 1;

	if (!begins(line, TRUSTED))
		return "its third line does not begin with \"trusted "
		       "comment: \"";
	if (line->length - prefix >= sizeof signature->trusted)
		return "its trusted comment is longer than 1,023 bytes";
	if (!is_text(line))
		return "its trusted comment has control characters";
	memcpy(signature->trusted, line->text + prefix, line->length - prefix);
	signature->trusted[line->length - prefix] = '\0';
	return NULL;
}

const char *minisign_read(const char *text, size_t length,
			  struct minisign *signature)
{
	struct rest rest = { text, length };
	struct line line = next_line(&rest);
	const char *why;

	if (!begins(&line, UNTRUSTED) || line.length >= MINISIGN_COMMENT)
		return "its first line is no \"untrusted comment: \"";
	line = next_line(&rest);
	why = read_signature(&line, signature);
	if (why != NULL)
		return why;
	line = next_line(&rest);
	why = read_trusted(&line, signature);
	if (why != NULL)
		return why;
	line = next_line(&rest);
	if (!decode(&line, signature->of_comment, sizeof signature->of_comment))
		return "its fourth line is no signature in Base64";
	if (!is_over(rest))
		return "something follows its fourth line";
	return NULL;
}

/* What the second signature is over: the first, and the trusted comment. */
static size_t join(uint8_t all[64 + MINISIGN_TRUSTED],
		   const uint8_t of_file[64], const char *trusted)
{
	memcpy(all, of_file, 64);
	strcpy((char *)all + 64, trusted);
	return 64 + strlen(trusted);
}

const char *minisign_verify(const struct minisign *signature,
			    const struct minisign_key *key,
			    const uint8_t hash[MINISIGN_HASH])
{
	uint8_t all[64 + MINISIGN_TRUSTED];
	size_t length = join(all, signature->of_file, signature->trusted);

	if (memcmp(signature->id, key->id, sizeof key->id) != 0)
		return "another key made it";
	if (crypto_sign_verify_detached(signature->of_file, hash, MINISIGN_HASH,
					key->bytes) != 0)
		return "it is not of this file";
	if (crypto_sign_verify_detached(signature->of_comment, all, length,
					key->bytes) != 0)
		return "its trusted comment was changed";
	return NULL;
}

void minisign_sign(const struct minisign_secret *secret,
		   const uint8_t hash[MINISIGN_HASH], const char *comment,
		   const char *trusted, char text[MINISIGN_TEXT])
{
	struct signature_line line = { .algorithm = "ED" };
	uint8_t all[64 + MINISIGN_TRUSTED], of_comment[64];
	char first[101], second[89];

	memcpy(line.id, secret->id, sizeof line.id);
	crypto_sign_detached(line.signature, NULL, hash, MINISIGN_HASH,
			     secret->bytes);
	crypto_sign_detached(of_comment, NULL, all,
			     join(all, line.signature, trusted), secret->bytes);
	sodium_bin2base64(first, sizeof first, (const uint8_t *)&line,
			  sizeof line, sodium_base64_VARIANT_ORIGINAL);
	sodium_bin2base64(second, sizeof second, of_comment, sizeof of_comment,
			  sodium_base64_VARIANT_ORIGINAL);
	snprintf(text, MINISIGN_TEXT, UNTRUSTED "%s\n%s\n" TRUSTED "%s\n%s\n",
		 comment, first, trusted, second);
}
