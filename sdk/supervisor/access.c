/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A token's secret has 256 random bits: a plain hash of it can be stored, since
 * nobody can try them all.  Hashes are compared in constant time, and a token
 * that does not exist costs what one with another secret costs.
 */
#include "access.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <sodium.h>

#include "host.h"

static const char *const names[] = { "read", "deploy", "manage", "metrics",
				     "admin" };
#define SCOPES (sizeof names / sizeof *names)

unsigned scope_named(const char *name)
{
	for (unsigned i = 0; i < SCOPES; i++)
		if (strcmp(names[i], name) == 0)
			return 1u << i;
	return 0;
}

const char *scope_name(unsigned scope)
{
	for (unsigned i = 0; i < SCOPES; i++)
		if (scope & 1u << i)
			return names[i];
	return "any";
}

json_t *scopes_json(unsigned scopes)
{
	json_t *list = json_array();

	for (unsigned i = 0; i < SCOPES; i++)
		if (scopes & 1u << i)
			json_array_append_new(list, json_string(names[i]));
	return list;
}

static void encode(const unsigned char *bytes, size_t length, char *text,
		   size_t room)
{
	sodium_bin2base64(text, room, bytes, length,
			  sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

void token_make(char text[TOKEN_TEXT], char id[TOKEN_ID + 1],
		unsigned char hash[32])
{
	unsigned char bytes[32];
	char secret[TOKEN_SECRET + 1];

	randombytes_buf(bytes, sizeof bytes);
	encode(bytes, sizeof bytes, secret, sizeof secret);
	/* Not with - or _, which would look like the form. */
	for (int i = 0; i < TOKEN_ID; i++)
		id[i] = "abcdefghijklmnopqrstuvwxyz"
			"0123456789"[randombytes_uniform(36)];
	id[TOKEN_ID] = '\0';
	snprintf(text, TOKEN_TEXT, "dnl_%s_%s", id, secret);
	crypto_hash_sha256(hash, (const unsigned char *)secret, TOKEN_SECRET);
	sodium_memzero(bytes, sizeof bytes);
	sodium_memzero(secret, sizeof secret);
}

static size_t run_of(const char *text, bool secret)
{
	return strspn(text, secret ? "abcdefghijklmnopqrstuvwxyz"
				     "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_" :
				     "abcdefghijklmnopqrstuvwxyz0123456789");
}

bool token_parse(const char *text, char id[TOKEN_ID + 1],
		 unsigned char hash[32])
{
	if (strncmp(text, "dnl_", 4) != 0)
		return false;
	text += 4;
	if (run_of(text, false) != TOKEN_ID || text[TOKEN_ID] != '_')
		return false;
	memcpy(id, text, TOKEN_ID);
	id[TOKEN_ID] = '\0';
	text += TOKEN_ID + 1;
	if (run_of(text, true) != TOKEN_SECRET || text[TOKEN_SECRET] != '\0')
		return false;
	crypto_hash_sha256(hash, (const unsigned char *)text, TOKEN_SECRET);
	return true;
}

/* A row that is valid now, whatever its secret. */
static bool row_valid(const struct query *row)
{
	return query_is_null(row, 5) &&
	       (query_is_null(row, 4) || query_number(row, 4) > clock_wall());
}

static bool look_up(const char *id, const unsigned char hash[32],
		    struct caller *caller)
{
	static const unsigned char nobody[32];
	struct query *row = store_query(
		&host_state,
		"SELECT hash, tenant, name, scopes, expires, revoked "
		"FROM tokens WHERE id = ?1",
		"t", id);
	bool found = query_next(row);
	const unsigned char *stored = nobody;
	size_t length = 0;
	bool same;

	if (found)
		stored = query_bytes(row, 0, &length);
	same = sodium_memcmp(length == 32 ? stored : nobody, hash, 32) == 0;
	found = found && length == 32 && same && row_valid(row);
	if (found) {
		caller->tenant = query_number(row, 1);
		snprintf(caller->name, sizeof caller->name, "%s",
			 query_text(row, 2));
		caller->scopes = (unsigned)query_number(row, 3);
		memcpy(caller->token, id, TOKEN_ID + 1);
	}
	query_end(row);
	return found;
}

bool access_check(const char *authorization, struct caller *caller,
		  struct answer *answer)
{
	char id[TOKEN_ID + 1];
	unsigned char hash[32];

	if (authorization != NULL &&
	    strncasecmp(authorization, "Bearer ", 7) == 0 &&
	    token_parse(authorization + 7, id, hash) &&
	    look_up(id, hash, caller))
		return true;
	answer_error(answer, 401, "token",
		     "a valid token is needed: Authorization: Bearer dnl_...; "
		     "there is none, or it is wrong, expired or revoked");
	return false;
}
