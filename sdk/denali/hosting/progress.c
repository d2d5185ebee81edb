/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "progress.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define EVERY_MS 100

static int64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

const char *amount_text(uint64_t bytes, char text[AMOUNT_TEXT_MAX])
{
	static const char *const units[] = { "KiB", "MiB", "GiB", "TiB" };
	double amount = (double)bytes;
	unsigned unit = 0;

	if (bytes < 1024) {
		snprintf(text, AMOUNT_TEXT_MAX, "%u B", (unsigned)bytes);
		return text;
	}
	for (amount /= 1024; amount >= 1023.95 && unit < 3; unit++)
		amount /= 1024;
	snprintf(text, AMOUNT_TEXT_MAX, "%.1f %s", amount, units[unit]);
	return text;
}

const char *rate_text(uint64_t bytes, int64_t milliseconds,
		      char text[AMOUNT_TEXT_MAX])
{
	char amount[AMOUNT_TEXT_MAX];
	double seconds = (double)(milliseconds > 0 ? milliseconds : 1) / 1000;

	amount_text((uint64_t)((double)bytes / seconds), amount);
	snprintf(text, AMOUNT_TEXT_MAX, "%.20s/s", amount);
	return text;
}

void progress_begin(struct progress *progress, const char *what, bool quiet)
{
	*progress = (struct progress){ .what = what, .began = now() };
	progress->wanted = !quiet && isatty(STDERR_FILENO);
	progress->told = progress->began;
}

void progress_tell(void *context, uint64_t done, uint64_t total)
{
	struct progress *progress = context;
	char so_far[AMOUNT_TEXT_MAX], all[AMOUNT_TEXT_MAX];
	char rate[AMOUNT_TEXT_MAX];
	int64_t time = now();

	progress->done = done;
	progress->total = total;
	if (!progress->wanted || time - progress->told < EVERY_MS)
		return;
	progress->told = time;
	progress->shown = true;
	fprintf(stderr, "\r%s: %s of %s, %s\033[K", progress->what,
		amount_text(done, so_far), amount_text(total, all),
		rate_text(done, time - progress->began, rate));
}

int64_t progress_end(struct progress *progress)
{
	int64_t took = now() - progress->began;

	if (progress->shown)
		fputs("\r\033[K", stderr);
	progress->shown = false;
	return took > 0 ? took : 1;
}
