/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "crashrecord.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <denali/hostport.h>

#include "api.h"
#include "error.h"
#include "image.h"
#include "report.h"
#include "symbols.h"
#include "trace.h"

#define VERSION 4 /* of the record */

int crashrecord_fetch(struct remote *remote, const char *service,
		      int64_t number, struct denali_post_mortem *crash)
{
	char *path = allocate_text("/v1/services/%s/crashes/%" PRId64, service,
				   number);
	const struct api_request request = { .method = "GET",
					     .path = path,
					     .octets = true,
					     .answer_max = sizeof *crash };
	struct api_answer answer;
	int status = api_do(remote, &request, &answer);

	if (status == 0 && answer.body.length == sizeof *crash)
		memcpy(crash, answer.body.data, sizeof *crash);
	if (status == 0 &&
	    (answer.body.length != sizeof *crash || crash->version != VERSION))
		status = error("%s: crash %" PRId64 ": the host's record of it "
			       "is of another version of Denali",
			       service, number);
	api_answer_free(&answer);
	free(path);
	return status;
}

static void show(const struct denali_post_mortem *crash,
		 const struct image *image)
{
	struct symbols symbols;
	struct trace trace;

	symbols_open(&symbols, image, NULL);
	trace_make(&trace, crash, image, &symbols);
	report_trace(stderr, &trace, true);
	trace_free(&trace);
	symbols_close(&symbols);
}

int crashrecord_show(struct remote *remote, const char *service, int64_t number,
		     const char *path)
{
	struct denali_post_mortem crash;
	struct image image = { .fd = -1 };
	int status = crashrecord_fetch(remote, service, number, &crash);

	if (status != 0 || path == NULL)
		return status;
	status = image_open(&image, path, 0);
	if (status == 0)
		show(&crash, &image);
	image_close(&image);
	return status;
}
