/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Who asks: tokens, as in "Authorization: Bearer dnl_ID_SECRET".
 */
#ifndef SUPERVISOR_ACCESS_H
#define SUPERVISOR_ACCESS_H

#include <stddef.h>

#include "api.h"

#define TOKEN_ID 8
#define TOKEN_SECRET 43 /* 32 bytes in base64url */
#define TOKEN_TEXT 64

/* Fills the caller, but for its address, from the value of that header, which
 * may be NULL.  False: 401 is in the answer, the same for all that is wrong. */
bool access_check(const char *authorization, struct caller *caller,
		  struct answer *answer);

/* Makes the text of a new token, and what is stored of it. */
void token_make(char text[TOKEN_TEXT], char id[TOKEN_ID + 1],
		unsigned char hash[32]);

/* Takes dnl_ID_SECRET apart.  False: it is not of that form. */
bool token_parse(const char *text, char id[TOKEN_ID + 1],
		 unsigned char hash[32]);

/* tenant: 0 for an administrator; expires: 0 for never. */
enum store_result token_store(const char *id, const unsigned char hash[32],
			      int64_t tenant, const char *name, unsigned scopes,
			      int64_t expires);

/* "read" ...; 0 is none. */
unsigned scope_named(const char *name);
const char *scope_name(unsigned scope);
json_t *scopes_json(unsigned scopes);

#endif
