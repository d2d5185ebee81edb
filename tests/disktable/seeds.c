/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * seeds FOLDER NAME: what the fuzzer of the disk table starts from.
 */
#include <stdio.h>
#include <stdlib.h>

#include <ilwaco/disktable.h>

static void save(const char *folder, const char *name, const void *bytes,
		 size_t size)
{
	char path[4096];
	FILE *file;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	file = fopen(path, "wb");
	if (!file || fwrite(bytes, 1, size, file) != size || fclose(file)) {
		perror(path);
		exit(1);
	}
}

/* Names a to h; with power losses, failures and changes given up. */
static void save_changes(const char *folder)
{
	uint8_t steps[1 + 60 * 3] = { 0 };

	for (uint8_t i = 0; i < 60; i++) {
		steps[1 + i * 3] = (uint8_t)(i * i % 7 % 3);
		steps[2 + i * 3] = (uint8_t)(i % 8 | i % 5 << 5);
		steps[3 + i * 3] = (uint8_t)(i * 5);
	}
	save(folder, "changes", steps, sizeof steps);
}

static void save_table(const char *folder)
{
	struct {
		uint8_t how;
		uint8_t head[64];
		struct ilw_disktable_disk disk[3];
	} __attribute__((packed)) left = { .how = 1 | 8 | 16 };

	left.head[8] = 2;
	left.head[28] = 3;
	for (uint32_t i = 0; i < 3; i++)
		left.disk[i] = (struct ilw_disktable_disk){
			.name = { (char)('a' + i) },
			.blocks = 10,
			.extent_count = 2,
			.extent = { { 128 + i * 20, 4 }, { 140 + i * 20, 6 } },
		};
	save(folder, "good", &left, sizeof left);
	left.disk[2].extent[0].first = 140;
	save(folder, "overlapping", &left, sizeof left);
	left.disk[2].extent[0].first = 0xfffffffe;
	save(folder, "wrapping", &left, sizeof left);
	left.how = 1 | 4;
	save(folder, "unsigned", &left, sizeof left);
}

int main(int argc, char **argv)
{
	if (argc < 2)
		return 2;
	save_changes(argv[1]);
	save_table(argv[1]);
	return 0;
}
