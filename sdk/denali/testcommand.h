/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The command line that starts a service under test.
 */
#ifndef DENALI_CMD_TESTCOMMAND_H
#define DENALI_CMD_TESTCOMMAND_H

#include "testservice.h"

struct test_command {
	char **words; /* the last is null */
	size_t count;
};

/* Make it, and choose the service's ports.  Returns 0, or prints an error and
 * returns STATUS_ERROR; only in the first case free it. */
int test_command_make(struct test_command *command, struct service *service,
		      const struct service_plan *plan);
void test_command_free(struct test_command *command);

#endif
