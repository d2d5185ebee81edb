/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The token of a host's administrator: dnl_ID_SECRET.
 */
#ifndef DENALI_HOST_ADMINTOKEN_H
#define DENALI_HOST_ADMINTOKEN_H

#define ADMINTOKEN_ID 8
#define ADMINTOKEN_SECRET 43
#define ADMINTOKEN_TEXT (4 + ADMINTOKEN_ID + 1 + ADMINTOKEN_SECRET + 1)

struct admintoken {
	char token[ADMINTOKEN_TEXT];           /* a secret */
	char hash[ADMINTOKEN_ID + 1 + 64 + 2]; /* for the supervisor: a line */
};

/* A new one. */
void admintoken_make(struct admintoken *token);

#endif
