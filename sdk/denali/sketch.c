/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "sketch.h"

#include <fcntl.h>
#include <libelf.h>
#include <unistd.h>

static void add_part(struct image *image, const Elf32_Phdr *phdr)
{
	if (image->part_count == DENALI_IMAGE_SEGMENTS ||
	    phdr->p_memsz > UINT32_MAX - phdr->p_vaddr)
		return;
	image->parts[image->part_count++] = (struct image_part){
		.address = phdr->p_vaddr,
		.memory_size = phdr->p_memsz,
		.flags = phdr->p_flags & (PF_R | PF_W | PF_X),
	};
}

static void read_headers(struct image *image, Elf *elf)
{
	Elf32_Phdr *all = elf32_getphdr(elf), dynamic = { .p_memsz = 0 };
	size_t count = 0;

	if (all == NULL || elf_getphdrnum(elf, &count) != 0)
		return;
	for (size_t i = 0; i < count; i++) {
		if (all[i].p_type == PT_LOAD)
			add_part(image, &all[i]);
		if (all[i].p_type == PT_DYNAMIC)
			dynamic = all[i];
	}
	image_protect(image, &dynamic);
}

void sketch_open(struct image *image, const char *path, uint32_t memory_size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	Elf *elf;

	image_close(image);
	*image = (struct image){ .path = path,
				 .fd = -1,
				 .memory_size = memory_size };
	if (fd < 0)
		return;
	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ, NULL);
	if (elf != NULL)
		read_headers(image, elf);
	elf_end(elf);
	close(fd);
}
