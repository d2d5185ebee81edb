/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Errors of gethostbyname and its kin.
 */
#include <netdb.h>
#include <stdio.h>

static __thread int host_error;

int *__h_errno_location(void)
{
	return &host_error;
}

const char *hstrerror(int error)
{
	switch (error) {
	case 0:
		return "No error";
	case HOST_NOT_FOUND:
		return "Unknown host";
	case TRY_AGAIN:
		return "No answer now; try again later";
	case NO_DATA:
		return "The name has no address";
	case NETDB_INTERNAL:
		return "System error";
	default:
		return "Name resolution failed";
	}
}

void herror(const char *prefix)
{
	if (prefix != NULL && *prefix != '\0')
		fiprintf(stderr, "%s: ", prefix);
	fiprintf(stderr, "%s\n", hstrerror(h_errno));
}
