/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * seeds FOLDER NAME: what the fuzzer of supervisor instructions starts from.
 * Arguments are bytes, as its argument() reads them.
 */
#include <stdio.h>
#include <stdlib.h>

#include <denali/supervisor.h>

#define VALUE(i) (uint8_t)(0x80 + ((i) + 25 - 0x80 % 25) % 25)
#define CHILD 0x69 /* the second to have place 1 */

static FILE *file;

static void begin(const char *folder, const char *name)
{
	char path[4096];

	if (file)
		fclose(file);
	snprintf(path, sizeof path, "%s/%s", folder, name);
	file = fopen(path, "wb");
	if (!file) {
		perror(path);
		exit(1);
	}
}

static void call(uint32_t number, uint8_t first, uint8_t second, uint8_t third)
{
	const uint8_t step[] = { 0x80,
				 (uint8_t)(number - DENALI_SUPERVISOR_FIRST),
				 first, second, third };

	fwrite(step, sizeof step, 1, file);
}

static void make_child(void)
{
	call(DENALI_IMAGE_CREATE, VALUE(14), 0, 0);
	call(DENALI_IMAGE_WRITE, 1, 0, VALUE(2));
	call(DENALI_IMAGE_WRITE, 1, VALUE(12), VALUE(3));
	call(DENALI_IMAGE_WRITE, 1, VALUE(13), VALUE(4));
	call(DENALI_IMAGE_SEAL, 1, 0, 0);
	call(DENALI_VM_CREATE, VALUE(5), VALUE(15), 0);
}

int main(int argc, char **argv)
{
	if (argc < 2)
		return 2;
	begin(argv[1], "make");
	make_child();
	call(DENALI_VM_NEXT, VALUE(1), 0, 0);
	call(DENALI_IMAGE_DESTROY, 1, 0, 0);
	begin(argv[1], "administer");
	make_child();
	for (uint32_t number = DENALI_VM_DESTROY + 1; number < DENALI_VM_TUNE;
	     number++)
		call(number, CHILD, VALUE(10), VALUE(20));
	call(DENALI_VM_TUNE, CHILD, VALUE(6), VALUE(16));
	call(DENALI_VM_POLICY, CHILD, VALUE(7), VALUE(17));
	call(DENALI_VM_ADDRESS, CHILD, VALUE(8), VALUE(18));
	call(DENALI_VM_DISK, CHILD, VALUE(9), VALUE(19));
	call(DENALI_VM_INPUT, CHILD, VALUE(10), 9);
	call(DENALI_VM_DESTROY, CHILD, 0, 0);
	begin(argv[1], "host");
	fwrite("\x40\x09\x01\x40\x20\x02", 6, 1, file);
	call(DENALI_MESSAGES, VALUE(10), VALUE(12), 0);
	call(DENALI_MACHINE, VALUE(10), VALUE(21), 0);
	call(DENALI_DISK_INFO, 1, VALUE(10), VALUE(22));
	call(DENALI_POWER_OFF, 0, 0, 0);
	call(DENALI_CLOCK_SET, 1, 2, 0);
	begin(argv[1], "forward");
	make_child();
	call(DENALI_FORWARD, VALUE(23), VALUE(24), 0);
	call(DENALI_FORWARD, VALUE(23), VALUE(24), 0);
	call(DENALI_VM_DESTROY, CHILD, 0, 0);
	call(DENALI_FORWARD, VALUE(23), VALUE(24), 0);
	fclose(file);
	return 0;
}
