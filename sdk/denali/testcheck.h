/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What a service did, held against what it must do.  Each function appends to
 * problem, in lines of plain text, what is not so, and nothing if all is.
 */
#ifndef DENALI_CMD_TESTCHECK_H
#define DENALI_CMD_TESTCHECK_H

#include "testrequest.h"

/* The answer to request number i, from 0. */
void test_check_answer(const struct test_request *request, size_t i,
		       const struct test_answer *answer,
		       struct buffer *problem);

/* Begins the line about a request: "request 2, GET /: ". */
void test_name_request(const struct test_request *request, size_t i,
		       struct buffer *problem);

/* What it has printed. */
void test_check_output(const struct service *service, struct buffer *problem);

/* How it ended; ran: it was running until it was stopped. */
void test_check_end(const struct service *service, bool ran,
		    struct buffer *problem);

/* Does its output have all that is asked for, so that it can be stopped? */
bool test_output_enough(const struct service *service);

/* The last lines of a text, each behind a mark. */
void test_show_lines(const struct buffer *text, unsigned most, const char *mark,
		     struct buffer *problem);

#endif
