/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * seeds FOLDER NAME: what the fuzzer of the disks' rings starts from.
 */
#include <stdio.h>
#include <stdlib.h>

#include "rig.h"

enum {
	SCRIBBLE,
	ATTACH,
	LIMIT,
	ABSENT,
	SHORTAGE,
	FORBID,
	PASS,
	RENEW,
	FINISH,
	SERVE,
	POST
};

static FILE *file;

static void begin(const char *folder, const char *name)
{
	char path[4096];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	file = fopen(path, "wb");
	if (!file) {
		perror(path);
		exit(1);
	}
}

static void step(uint32_t what, uint32_t vm)
{
	fputc((int)(what * RIG_VMS + vm), file);
}

static void attach(uint32_t vm, uint8_t flags)
{
	const uint8_t head[] = { 0, 1, flags, 3 };
	const uint8_t extents[2 * DENALI_EXTENTS] = { 10, 8, 0, 63, 0, 4 };

	step(ATTACH, vm);
	fwrite(head, sizeof head, 1, file);
	fwrite(extents, sizeof extents, 1, file);
}

static void post(uint32_t vm, uint8_t operation, uint8_t block, uint8_t count)
{
	const struct denali_disk_request request = {
		.address = 0x1000,
		.block = block,
		.count = (uint16_t)(count - 1),
		.operation = operation,
	};

	step(POST, vm);
	fputc(1, file);
	fwrite(&request, sizeof request, 1, file);
}

static void finish(uint8_t n, uint8_t ok)
{
	step(FINISH, 0);
	fputc(n, file);
	fputc(ok, file);
}

static void with(uint32_t what, uint8_t value)
{
	step(what, 0);
	fputc(value, file);
}

static void busy(void)
{
	for (uint32_t vm = 0; vm < RIG_VMS; vm++) {
		attach(vm, vm == 1);
		for (uint8_t i = 0; i < 20; i++)
			post(vm, i % 3, i, (uint8_t)(1 + i % 16));
		step(SERVE, vm);
	}
	for (uint8_t i = 0; i < 60; i++) {
		finish((uint8_t)(i * 7), i % 8);
		step(SERVE, i % RIG_VMS);
	}
}

static void hindered(void)
{
	attach(0, 0);
	step(LIMIT, 0);
	fputc(9, file);
	fputc(2, file);
	for (uint8_t i = 0; i < 30; i++) {
		post(0, i % 3, i, 5);
		with(ABSENT, i % 3);
		with(SHORTAGE, i % 4);
		with(FORBID, i % 5);
		step(SERVE, 0);
		finish(0, 1);
		with(PASS, 20);
	}
	step(RENEW, 0);
}

int main(int argc, char **argv)
{
	if (argc < 2)
		return 2;
	begin(argv[1], "busy");
	busy();
	fclose(file);
	begin(argv[1], "hindered");
	hindered();
	fclose(file);
	begin(argv[1], "scribbled");
	attach(0, 0);
	step(SCRIBBLE, 0);
	fwrite("\0\0\3\1\0\0\0", 7, 1, file);
	step(SERVE, 0);
	fclose(file);
	return 0;
}
