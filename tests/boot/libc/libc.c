/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The C library does what a service leans on: formats in both directions,
 * 64-bit and floating-point numbers, jumps, sorting, time, strings.
 */
#include <inttypes.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static jmp_buf back;

static int compare(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

static void show_time(void)
{
	time_t leap = 1709210096; /* 2024-02-29 12:34:56 UTC */
	struct tm broken;
	char text[64];

	gmtime_r(&leap, &broken);
	strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &broken);
	puts(text);
}

static void show_scan(void)
{
	char word[8];
	double number;
	long long big;
	int count = sscanf("42000000000 2.5e3 word", "%lld %lf %7s", &big,
			   &number, word);

	printf("%d %lld %g %s\n", count, big, number, word);
}

static void show_fields(void)
{
	char text[] = "a,,b:";
	char *rest = text, *field;

	while ((field = strsep(&rest, ",:")) != NULL)
		printf("[%s]", field);
	putchar('\n');
}

int main(void)
{
	int numbers[] = { 5, -3, 9, 0 };
	int volatile jumps = 0;

	printf("%d %u %lld %#" PRIx64 " %zu\n", -1, 4000000000u,
	       -9007199254740993ll, UINT64_C(0xfedcba9876543210), sizeof(int));
	printf("%.3f %g %e %5s|%-5s|%05d\n", 3.14159, 1e100, 0.5, "ab", "cd",
	       42);
	if (setjmp(back) < 3)
		longjmp(back, ++jumps);
	printf("%d jumps\n", jumps);
	qsort(numbers, 4, sizeof numbers[0], compare);
	printf("%d %d %d %d\n", numbers[0], numbers[1], numbers[2], numbers[3]);
	printf("%.17g %lld\n", strtod("0.1", NULL), strtoll("-77", NULL, 0));
	show_scan();
	show_time();
	show_fields();
	return 0;
}
