/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * denali: the command that runs images.  Options before the verb, the verb,
 * and what the verb makes of the rest.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <denali/layout.h>

#include "../common/version.h"
#include "complete.h"
#include "error.h"
#include "help.h"
#include "remedy.h"
#include "verbs.h"

/* Without descriptors 0 to 2 a file of ours would take their place. */
static void open_standard(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDONLY);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
}

static int print_version(void)
{
	printf("denali " DENALI_VERSION " (contract version %d)\n",
	       DENALI_CONTRACT_VERSION);
	return 0;
}

static int act(int argc, char *argv[])
{
	const struct verb *verb;

	if (argc < 2)
		return error("no command given; see `denali --help`");
	if (strcmp(argv[1], "--version") == 0)
		return print_version();
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
		return help_print(NULL);
	/* For shells, and so not shown to people. */
	if (strcmp(argv[1], "--complete") == 0)
		return complete_main(argc - 2, argv + 2);
	if (argv[1][0] == '-')
		return error("unknown option %s; see `denali --help`", argv[1]);
	verb = verb_find(argv[1]);
	if (verb == NULL)
		return STATUS_ERROR;
	return verb->main(argc - 1, argv + 1);
}

int main(int argc, char *argv[])
{
	int status;

	open_standard();
	status = act(argc, argv);
	/* The end may fit where what was before it has not. */
	if ((fflush(stdout) != 0 || ferror(stdout) != 0) &&
	    status != STATUS_ERROR)
		status = error("cannot write to standard output: %s; %s",
			       strerror(errno), remedy(errno));
	return status;
}
