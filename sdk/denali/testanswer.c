/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Answers as they come: whether they are whole, and what is in them.
 */
#include "testrequest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define STATUS_NO_CONTENT 204
#define STATUS_NOT_MODIFIED 304

bool test_wants_answer(const struct test_request *request)
{
	return request->kind == REQUEST_HTTP || request->expect.length > 0 ||
	       request->match.count > 0;
}

void test_answer_free(struct test_answer *answer)
{
	buffer_free(&answer->bytes);
}

const uint8_t *test_answer_body(const struct test_answer *answer,
				size_t *length)
{
	*length = answer->bytes.length - answer->head;
	return answer->bytes.data + answer->head;
}

/* The value of Content-Length in a head that ends with a NUL. */
static int64_t body_length(const char *head)
{
	static const char name[] = "Content-Length:";
	const char *line = head;

	while ((line = strchr(line, '\n')) != NULL) {
		line++;
		if (strncasecmp(line, name, sizeof name - 1) == 0)
			return strtoll(line + sizeof name - 1, NULL, 10);
	}
	return -1;
}

/* Read the head, if it is whole by now. */
static void read_head(const struct test_request *request,
		      struct test_answer *answer)
{
	const struct buffer *bytes = &answer->bytes;
	const uint8_t *end = memmem(bytes->data, bytes->length, "\r\n\r\n", 4);
	char *head;

	if (answer->head > 0 || end == NULL)
		return;
	answer->head = (size_t)(end - bytes->data) + 4;
	head = allocate_text("%.*s", (int)answer->head,
			     (const char *)bytes->data);
	if (sscanf(head, "HTTP/%*1[0-9].%*1[0-9] %3d", &answer->status) != 1)
		answer->status = 0;
	answer->length = body_length(head);
	if (answer->status == STATUS_NO_CONTENT ||
	    answer->status == STATUS_NOT_MODIFIED ||
	    (request->method != NULL && strcmp(request->method, "HEAD") == 0))
		answer->length = 0;
	free(head);
}

static bool http_enough(const struct test_request *request,
			struct test_answer *answer)
{
	size_t body;

	read_head(request, answer);
	if (answer->head == 0 || answer->length < 0)
		return false;
	test_answer_body(answer, &body);
	return (int64_t)body >= answer->length;
}

bool test_answer_enough(const struct test_request *request,
			struct test_answer *answer)
{
	const struct buffer *bytes = &answer->bytes;

	if (request->kind == REQUEST_HTTP)
		return http_enough(request, answer);
	if (request->expect.data != NULL)
		return bytes->length >= request->expect.length;
	for (size_t i = 0; i < request->match.count; i++)
		if (!test_matches(&request->match.all[i], bytes->data,
				  bytes->length))
			return false;
	return true;
}
