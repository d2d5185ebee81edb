/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Crash tokens: a crash in one word, to be copied from a log.
 *
 *	denali-1-NAME-BUILDID-CAUSE.CODE-ADDRESS-EIP-BASE-PAGES-CALLS-CHECK
 *
 * 1 is the version of what follows.  NAME is the instance's, at most 16
 * characters, others than letters and digits written as _.  All else is
 * hexadecimal: the first 8 bytes of the build-id (or all of a shorter one; 0 if
 * there is none), cause (DENALI_CAUSE_*) and error code, the cause's detail,
 * eip, what addresses in the image count from, pages of memory, up to 12 return
 * addresses, latest first, counted from the base, with points between them (0:
 * none), and the CRC-32 of all before its hyphen.
 */
#ifndef DENALI_CMD_TOKEN_H
#define DENALI_CMD_TOKEN_H

#include <denali/hostport.h>

#include "trace.h"

#define TOKEN_PREFIX "denali-1-"
#define TOKEN_CALLS_MAX 12
#define TOKEN_NAME_MAX 17
#define TOKEN_ID_MAX 8
#define TOKEN_TEXT_MAX 256

struct token {
	char name[TOKEN_NAME_MAX];
	uint8_t build_id[TOKEN_ID_MAX];
	uint32_t build_id_length;
	uint32_t cause, error_code, detail, eip, base, pages;
	uint32_t call_count;
	uint32_t calls[TOKEN_CALLS_MAX]; /* counted from the base */
};

void token_make(struct token *token, const struct image *image,
		const struct denali_post_mortem *crash,
		const struct trace *trace);

/* Write it as text.  Returns text. */
const char *token_text(const struct token *token, char text[TOKEN_TEXT_MAX]);

#define TOKEN_PROBLEM_MAX 160

/* Read length bytes of text, which need not end in a NUL.  If they are no whole
 * token, returns false and says in problem what is wrong with which part. */
bool token_read(struct token *token, const char *text, size_t length,
		char problem[TOKEN_PROBLEM_MAX]);

/* How many bytes from text on, which begins with TOKEN_PREFIX, may be part of a
 * token. */
size_t token_length(const char *text, size_t length);

#endif
