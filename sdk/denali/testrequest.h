/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * One request to a service under test, and what came of it.
 *
 * QEMU takes connections before the service does, and holds what was sent on
 * them.  Where the service listens, it gets them then; where it does not yet,
 * they are closed, and made again until the time has come.
 */
#ifndef DENALI_CMD_TESTREQUEST_H
#define DENALI_CMD_TESTREQUEST_H

#include "testservice.h"

struct test_answer {
	struct buffer bytes; /* all that has come */
	bool closed;         /* by the service */
	/* Of HTTP, once the head is whole: */
	size_t head;    /* its length, the empty line included; 0: it is not */
	int status;     /* 0: the head is none of HTTP */
	int64_t length; /* of the body; -1: until the end */
};

/* Ask, until the answer is whole or does not fit any more what is expected, and
 * at most until the time has come.  Null, or why there is no answer.  Free the
 * answer in both cases. */
const char *test_ask(struct service *service,
		     const struct test_request *request, int64_t until,
		     struct test_answer *answer);

#define TEST_ENDED "the service ended before it answered"

/* Is an answer of at least a byte asked for? */
bool test_wants_answer(const struct test_request *request);

void test_answer_free(struct test_answer *answer);

/* What has come, without the head of HTTP. */
const uint8_t *test_answer_body(const struct test_answer *answer,
				size_t *length);

/* Is that all that is asked for?  Works out what it says of HTTP. */
bool test_answer_enough(const struct test_request *request,
			struct test_answer *answer);

#endif
