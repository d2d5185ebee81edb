/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The monotonic clock never goes back and does go on; no sleep ends early; the
 * wall clock is in this century; its difference to the monotonic one stays.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/time.h>
#include <time.h>

#define READS 200000
#define SECOND 1000000000ll

static int64_t now(clockid_t clock)
{
	struct timespec time;

	clock_gettime(clock, &time);
	return time.tv_sec * SECOND + time.tv_nsec;
}

static int check_monotonic(void)
{
	int64_t first = now(CLOCK_MONOTONIC);
	int64_t last = first;

	for (int i = 0; i < READS; i++) {
		int64_t next = now(CLOCK_MONOTONIC);

		if (next < last) {
			printf("went back by %lld ns\n",
			       (long long)(last - next));
			return 1;
		}
		last = next;
	}
	if (last == first)
		puts("stands still");
	return last == first;
}

static int check_sleep(int64_t length)
{
	struct timespec request = { length / SECOND, length % SECOND };
	int64_t start = now(CLOCK_MONOTONIC);
	int result = nanosleep(&request, NULL);
	int64_t slept = now(CLOCK_MONOTONIC) - start;

	if (result == 0 && slept >= length)
		return 0;
	printf("nanosleep(%lld) = %d after %lld ns\n", (long long)length,
	       result, (long long)slept);
	return 1;
}

static int check_offset(int64_t before)
{
	int64_t after = now(CLOCK_REALTIME) - now(CLOCK_MONOTONIC);
	int64_t change = after - before;

	if (change > -SECOND && change < SECOND)
		return 0;
	printf("the wall clock moved by %lld ns\n", (long long)change);
	return 1;
}

/* As BSD has it: either of the two may be left out. */
static int check_zone(void)
{
	struct timeval time = { 0 };
	struct timezone zone = { 1, 1 };

	if (gettimeofday(&time, &zone) != 0 || gettimeofday(NULL, NULL) != 0 ||
	    time.tv_sec == 0 || zone.tz_minuteswest != 0 ||
	    zone.tz_dsttime != 0) {
		puts("gettimeofday does not fill in the zone");
		return 1;
	}
	return 0;
}

int main(void)
{
	int64_t offset = now(CLOCK_REALTIME) - now(CLOCK_MONOTONIC);
	struct timespec bad = { 0, 1000000000 };
	int failures = check_monotonic();

	for (int64_t length = 0; length < 20000000; length = length * 2 + 1000)
		failures += check_sleep(length);
	if (nanosleep(&bad, NULL) != -1 || errno != EINVAL) {
		puts("a bad timespec was taken");
		failures++;
	}
	if (time(NULL) < 1735689600 || time(NULL) > 4102444800) {
		printf("the year is not in 2025 to 2099: %lld\n",
		       (long long)time(NULL));
		failures++;
	}
	failures += check_offset(offset) + check_zone();
	printf("%d failures\n", failures);
	return failures != 0;
}
