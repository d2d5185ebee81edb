/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * seeds DIR image|bootplan|boot
 *
 * Writes into DIR what a fuzzer starts from: the good input, and spoiled ones
 * under their faults' names.
 */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "image_file.h"
#include "memory.h"
#include "multiboot.h"
#include "plan_file.h"

static FILE *open_or_exit(const char *path, const char *mode)
{
	FILE *file = fopen(path, mode);

	if (!file) {
		perror(path);
		exit(1);
	}
	return file;
}

static FILE *create_in(const char *directory, const char *name)
{
	char path[4096];

	snprintf(path, sizeof path, "%s/%s", directory, name);
	return open_or_exit(path, "wb");
}

static void finish(FILE *file, const char *name)
{
	if (ferror(file) | fclose(file)) {
		fprintf(stderr, "seeds: %s: cannot write\n", name);
		exit(1);
	}
}

static void save(const char *directory, const char *name, const void *bytes,
		 size_t length)
{
	FILE *file = create_in(directory, name);

	fwrite(bytes, 1, length, file);
	finish(file, name);
}

static void save_images(const char *directory)
{
	struct image_file file;

	image_file_make(&file);
	save(directory, "good", &file, sizeof file);
	image_file_free(&file);
	save(directory, "free", &file, sizeof file);
	for (uint32_t i = 0; i < image_fault_count; i++) {
		image_file_make(&file);
		image_faults[i].spoil(&file);
		save(directory, image_faults[i].name, &file,
		     image_fault_length(&image_faults[i]));
	}
}

static void save_plans(const char *directory)
{
	struct plan_file file;

	plan_file_make(&file);
	save(directory, "good", &file, sizeof file);
	for (uint32_t i = 0; i < plan_fault_count; i++) {
		uint32_t length = plan_faults[i].length;

		plan_file_make(&file);
		plan_faults[i].spoil(&file);
		save(directory, plan_faults[i].name, &file,
		     length ? length : sizeof file);
	}
}

/* As if it lay at the end of the window, where its fuzzer puts it. */
struct boot_file {
	struct multiboot_info info;
	struct multiboot_module module[2];
	struct multiboot_range range[4];
};

static void make_boot(struct boot_file *file)
{
	uint32_t at = WINDOW_SIZE - (uint32_t)sizeof *file;
	const uint32_t size = sizeof file->range[0] - sizeof(uint32_t);

	*file = (struct boot_file){
		.info = { .flags = MULTIBOOT_HAS_MODULES | MULTIBOOT_HAS_MAP,
			  .module_count = 2,
			  .modules = at + offsetof(struct boot_file, module),
			  .map = at + offsetof(struct boot_file, range),
			  .map_length = sizeof file->range },
		.module = { { .start = 0x200000, .end = 0x201234 },
			    { .start = 0x300000, .end = 0x345678 } },
		.range = { { size, 0, 0x9fc00, MULTIBOOT_RAM },
			   { size, 0x100000, 0xfee0000, MULTIBOOT_RAM },
			   { size, 0xfffc0000, 0x40000, 2 },
			   { size, 0x100000000, 0x1000000, MULTIBOOT_RAM } },
	};
}

static void save_boots(const char *directory)
{
	struct boot_file file;

	make_boot(&file);
	save(directory, "good", &file, sizeof file);
	file.range[1].size = 0xffffffff;
	save(directory, "range-size-wraps", &file, sizeof file);
	make_boot(&file);
	file.range[3].length = 0xffffffffffffffff;
	save(directory, "range-wraps", &file, sizeof file);
	make_boot(&file);
	file.info.map_length = 0xffffffff;
	save(directory, "map-wraps", &file, sizeof file);
	make_boot(&file);
	file.module[1].end = 0;
	save(directory, "module-backwards", &file, sizeof file);
	make_boot(&file);
	file.range[3] = file.range[1];
	save(directory, "ranges-overlap", &file, sizeof file);
}

int main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[2], "image") == 0) {
		save_images(argv[1]);
	} else if (argc == 3 && strcmp(argv[2], "bootplan") == 0) {
		save_plans(argv[1]);
	} else if (argc == 3 && strcmp(argv[2], "boot") == 0) {
		save_boots(argv[1]);
	} else {
		fprintf(stderr, "usage: seeds DIR image|bootplan|boot\n");
		return 2;
	}
	return 0;
}
