/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A VM that a supervisor makes:
 *
 *	child crash             says so, and does it
 *	child cat               prints each line of its input
 *	child write SLOT TEXT   writes it to the first block of a disk
 *	child read SLOT         prints what is there, and waits for its input's
 *	                        end; then writes, if it can
 *	child tick              prints a number every 20 ms
 *	child time              prints the time every 20 ms
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <ilwaco/disk.h>

static char block[ILW_DISK_BLOCK];

static void cat(void)
{
	char line[128];

	while (fgets(line, sizeof line, stdin) != NULL)
		printf("got %s", line);
	printf("got the end\n");
}

static int write_text(unsigned slot, const char *text)
{
	snprintf(block, sizeof block, "%s", text);
	printf("write: %d\n", ilw_disk_write(slot, 0, 1, block));
	printf("flush: %d\n", ilw_disk_flush(slot));
	printf("past the end: %d\n",
	       ilw_disk_write(slot, ilw_disk_blocks(slot), 1, block));
	return 0;
}

static int read_text(unsigned slot)
{
	int error = ilw_disk_read(slot, 0, 1, block);

	printf("read %d: %s\n", error, block);
	fflush(stdout);
	while (getchar() != EOF)
		;
	printf("%lu blocks, write: %d\n", (unsigned long)ilw_disk_blocks(slot),
	       ilw_disk_write(slot, 0, 1, block));
	return 0;
}

static void tick(void)
{
	for (unsigned int i = 0;; i++) {
		printf("tick %u\n", i);
		fflush(stdout);
		usleep(20000);
	}
}

/* The wall clock's seconds, and whether the monotonic clock went on since the
 * last line by as much as it may take under emulation. */
static void tell_time(void)
{
	struct timespec wall, now, last;

	clock_gettime(CLOCK_MONOTONIC, &last);
	for (;;) {
		clock_gettime(CLOCK_REALTIME, &wall);
		clock_gettime(CLOCK_MONOTONIC, &now);
		printf("time %lld, %s\n", (long long)wall.tv_sec,
		       now.tv_sec < last.tv_sec ||
				       now.tv_sec - last.tv_sec > 60 ?
			       "monotonic clock too" :
			       "that is all");
		fflush(stdout);
		last = now;
		usleep(20000);
	}
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";
	unsigned slot = argc > 2 ? (unsigned)atoi(argv[2]) : 0;

	if (strcmp(what, "crash") == 0) {
		printf("about to crash\n");
		fflush(stdout);
		*(volatile int *)0x1230 = 1;
	}
	if (strcmp(what, "cat") == 0)
		cat();
	if (strcmp(what, "tick") == 0)
		tick();
	if (strcmp(what, "time") == 0)
		tell_time();
	if (strcmp(what, "read") == 0)
		return read_text(slot);
	return argc > 3 ? write_text(slot, argv[3]) : 0;
}
