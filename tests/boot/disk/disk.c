/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What a service does to its disks, by command: each prints what came of it.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ilwaco/disk.h>
#include <ilwaco/heap.h>

#define BLOCK ILW_DISK_BLOCK
#define MANY 200
#define RANDOM_BLOCKS 256u

static uint32_t value(const char *text)
{
	return (uint32_t)strtoul(text, NULL, 0);
}

static void list(void)
{
	for (unsigned disk = 0; disk < DENALI_DISKS; disk++)
		if (ilw_disk_blocks(disk) != 0)
			printf("disk %u: %" PRIu32 " blocks%s\n", disk,
			       ilw_disk_blocks(disk),
			       ilw_disk_is_read_only(disk) ? ", read-only" :
							     "");
}

/* The byte at a place of the disk, after fill. */
static uint8_t pattern(uint32_t block, uint32_t at)
{
	return (uint8_t)(block * 7 + at / 16 + at);
}

static char *buffer(uint32_t count)
{
	char *data = malloc(count * BLOCK + 4);

	if (data == NULL)
		exit(9);
	/* Across pages, and not by their bounds. */
	return data;
}

static void fill(unsigned disk, uint32_t block, uint32_t count)
{
	char *data = buffer(count);

	for (uint32_t i = 0; i < count * BLOCK; i++)
		data[i] = (char)pattern(block + i / BLOCK, i % BLOCK);
	printf("write: %d\n", ilw_disk_write(disk, block, count, data));
	free(data);
}

static void verify(unsigned disk, uint32_t block, uint32_t count)
{
	char *data = buffer(count);
	int result = ilw_disk_read(disk, block, count, data);
	uint32_t wrong = 0;

	for (uint32_t i = 0; i < count * BLOCK; i++)
		wrong += (uint8_t)data[i] !=
			 pattern(block + i / BLOCK, i % BLOCK);
	printf("read: %d, %" PRIu32 " bytes differ\n", result, wrong);
	free(data);
}

static void print(unsigned disk, uint32_t block)
{
	char *data = buffer(1);

	if (ilw_disk_read(disk, block, 1, data) == 0)
		printf("%.60s\n", data);
	free(data);
}

/* ---- many at once, each block written and then read ---- */

static struct job {
	struct ilw_disk_request request;
	uint32_t data[BLOCK / 4];
} jobs[MANY];

static volatile unsigned finished, failed;

static void read_back(struct ilw_disk_request *request)
{
	const struct job *job = (const struct job *)(const void *)request;

	for (unsigned i = 0; i < BLOCK / 4; i++)
		failed += job->data[i] != request->block * 1000 + i;
	failed += request->status != 0;
	finished++;
}

static void written(struct ilw_disk_request *request)
{
	struct job *job = (struct job *)(void *)request;

	failed += request->status != 0;
	memset(job->data, 0, sizeof job->data);
	request->operation = DENALI_DISK_READ;
	request->done = read_back;
	ilw_disk_submit(request);
}

static void many(unsigned disk)
{
	struct ilw_disk_request flush = { .disk = (uint8_t)disk,
					  .operation = DENALI_DISK_FLUSH };

	for (uint32_t i = 0; i < MANY; i++) {
		struct job *job = &jobs[i];

		for (unsigned k = 0; k < BLOCK / 4; k++)
			job->data[k] = i * 1000 + k;
		job->request = (struct ilw_disk_request){
			.done = written,
			.data = job->data,
			.block = i,
			.count = 1,
			.disk = (uint8_t)disk,
			.operation = DENALI_DISK_WRITE
		};
		ilw_disk_submit(&job->request);
	}
	while (finished < MANY) {
		ilw_disk_submit(&flush);
		ilw_disk_wait(&flush);
	}
	printf("many: %u finished, %u failed\n", finished, failed);
}

static void spoil(void)
{
	struct ilw_disk_request last = { .operation = DENALI_DISK_WRITE,
					 .count = 1,
					 .data = jobs[0].data };

	ilw_disk_submit(&last);
	ilw_disk_kick();
	exit(5);
}

static int usage(void)
{
	fputs("disk list | fill D B N | verify D B N | print D B | flush D | "
	      "many D | leave\n",
	      stderr);
	return 2;
}

static int run(char **word, int left)
{
	unsigned disk = left > 1 ? value(word[1]) : 0;

	if (strcmp(word[0], "list") == 0) {
		list();
		return 1;
	}
	if (strcmp(word[0], "leave") == 0)
		spoil();
	if (strcmp(word[0], "flush") == 0 && left > 1) {
		printf("flush: %d\n", ilw_disk_flush(disk));
		return 2;
	}
	if (strcmp(word[0], "many") == 0 && left > 1) {
		many(disk);
		return 2;
	}
	if (strcmp(word[0], "print") == 0 && left > 2) {
		print(disk, value(word[2]));
		return 3;
	}
	if (left > 3 && strcmp(word[0], "fill") == 0) {
		fill(disk, value(word[2]), value(word[3]));
		return 4;
	}
	if (left > 3 && strcmp(word[0], "verify") == 0) {
		verify(disk, value(word[2]), value(word[3]));
		return 4;
	}
	return 0;
}

int main(int argc, char *argv[])
{
	for (int at = 1; at < argc;) {
		int taken = run(argv + at, argc - at);

		if (taken == 0)
			return usage();
		at += taken;
	}
	return 0;
}
