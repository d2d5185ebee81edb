/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "wrk.h"

#include <stdio.h>

#include "harness/process.h"

#define SECONDS "3"
#define CLIENT_MS 20000

double wrk_requests(const void *load, const char *address)
{
	const struct wrk *wrk = load;
	struct process process;
	char url[64];
	double rate = -1;

	snprintf(url, sizeof url, "http://%s:%u/", address, wrk->port);
	if (process_run(&process,
			(const char *[]){ "wrk", "-t1", "-c", wrk->connections,
					  "-d", SECONDS, url,
					  wrk->close ? "-HConnection: close" :
						       NULL,
					  NULL },
			CLIENT_MS) &&
	    !bytes_match(&process.out, "Socket errors|Non-2xx"))
		rate = bytes_number_after(&process.out, "Requests/sec: *");
	if (rate < 0)
		fprintf(stderr, "%s: %s%s\n", url,
			process.out.data != NULL ? process.out.data : "",
			process.err.data != NULL ? process.err.data : "");
	process_finish(&process);
	return rate;
}
