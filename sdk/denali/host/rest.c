/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "error.h"
#include "hostverbs.h"

int host_image(int argc, char *argv[])
{
	(void)argc;
	return error("host %s: not there yet", argv[0]);
}

int host_backup(int argc, char *argv[])
{
	return host_image(argc, argv);
}

int host_restore(int argc, char *argv[])
{
	return host_image(argc, argv);
}
