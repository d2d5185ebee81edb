/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Offsets and sizes in the file are 32 bits wide and the file is at most
 * DENALI_IMAGE_FILE_MAX bytes, so sums of two are formed in 64 bits.
 */
#include "image.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "buffer.h"
#include "error.h"
#include "imagenotes.h"
#include "parse.h"
#include "remedy.h"
#include "text.h"

#define LINK_IT "link it with denali-cc"

static const Elf32_Ehdr *header(const struct image *image)
{
	return (const Elf32_Ehdr *)(const void *)image->data;
}

/* Program header i, copied since its place need not be aligned. */
static Elf32_Phdr program_header(const struct image *image, unsigned i)
{
	Elf32_Phdr phdr;

	memcpy(&phdr, image->data + header(image)->e_phoff + i * sizeof phdr,
	       sizeof phdr);
	return phdr;
}

/* The bytes are copied: the file may be replaced while it runs. */
static int read_bytes(struct image *image, size_t size)
{
	uint8_t *data = allocate(size, 1);

	image->data = data;
	while (image->size < size) {
		ssize_t got = read(image->fd, data + image->size,
				   size - image->size);

		if (got > 0)
			image->size += (size_t)got;
		else if (got == 0)
			return error("%s: the image became shorter while it "
				     "was read; try again",
				     image->path);
		else if (errno != EINTR)
			return error("%s: cannot read the image: %s; %s",
				     image->path, strerror(errno),
				     remedy(errno));
	}
	return 0;
}

/* What `denali new` makes is easily taken for what runs. */
static bool is_project(const struct image *image)
{
	return image->fd >= 0 &&
	       faccessat(image->fd, "denali.toml", R_OK, 0) == 0;
}

static int read_file(struct image *image)
{
	struct stat status;

	image->fd = open(image->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (image->fd < 0 || fstat(image->fd, &status) != 0)
		return error("%s: cannot open the image: %s; %s", image->path,
			     strerror(errno), remedy(errno));
	if (!S_ISREG(status.st_mode))
		return error("%s: not an image: it is %s; name the file that "
			     "denali-cc has linked%s",
			     image->path,
			     S_ISDIR(status.st_mode) ? "a directory" :
						       "not a regular file",
			     is_project(image) ? ": make puts it into build/" :
						 "");
	if (status.st_size == 0)
		return error(
			"%s: not an image: the file is empty; link it again",
			image->path);
	if (status.st_size > DENALI_IMAGE_FILE_MAX)
		return error(
			"%s: not an image: the file is larger than 1G; name "
			"the file that denali-cc has linked",
			image->path);
	return read_bytes(image, (size_t)status.st_size);
}

static int check_ident(const struct image *image)
{
	const uint8_t *ident = image->data;

	if (image->size < SELFMAG || memcmp(ident, ELFMAG, SELFMAG) != 0)
		return error("%s: not an image: it is not an ELF file; run "
			     "what denali-cc has linked",
			     image->path);
	if (image->size < sizeof(Elf32_Ehdr))
		return error("%s: truncated: %zu bytes are not even an ELF "
			     "header; link it again",
			     image->path, image->size);
	if (ident[EI_DATA] != ELFDATA2LSB)
		return error("%s: not an image: it is for a big-endian "
			     "processor, not the 386; " LINK_IT,
			     image->path);
	if (ident[EI_CLASS] != ELFCLASS32)
		return error("%s: not an image: it is a 64-bit program, and "
			     "images are 32-bit; " LINK_IT,
			     image->path);
	return 0;
}

static int check_header(struct image *image)
{
	const Elf32_Ehdr *elf = header(image);

	if (elf->e_machine != EM_386)
		return error("%s: not an image: it is for another processor "
			     "(ELF machine %u), not the 386; " LINK_IT,
			     image->path, elf->e_machine);
	if (elf->e_type == ET_REL)
		return error("%s: not an image: it is an object file; " LINK_IT,
			     image->path);
	if (elf->e_type == ET_CORE)
		return error("%s: not an image: it is a core dump",
			     image->path);
	if (elf->e_type != ET_EXEC && elf->e_type != ET_DYN)
		return error("%s: not an image: it is of an unknown type (ELF "
			     "type %u); " LINK_IT,
			     image->path, elf->e_type);
	image->base = elf->e_type == ET_DYN ? DENALI_IMAGE_BASE : 0;
	if (elf->e_phnum == 0 || elf->e_phentsize != sizeof(Elf32_Phdr))
		return error(
			"%s: not an image: it has no program headers; " LINK_IT,
			image->path);
	return 0;
}

/* Is all of the file there that its headers speak of?  From here on program
 * headers and what they name can be read. */
static int check_whole(const struct image *image)
{
	const Elf32_Ehdr *elf = header(image);
	uint64_t end = (uint64_t)elf->e_phoff +
		       elf->e_phnum * sizeof(Elf32_Phdr);

	if (end <= image->size) {
		uint64_t sections = (uint64_t)elf->e_shoff +
				    (uint64_t)elf->e_shnum * elf->e_shentsize;

		end = elf->e_shoff != 0 && sections > end ? sections : end;
		for (unsigned i = 0; i < elf->e_phnum; i++) {
			Elf32_Phdr phdr = program_header(image, i);
			uint64_t last = (uint64_t)phdr.p_offset + phdr.p_filesz;

			end = phdr.p_filesz > 0 && last > end ? last : end;
		}
	}
	if (end > image->size)
		return error("%s: truncated: its headers speak of %llu bytes, "
			     "the file has %zu; copy or link it again",
			     image->path, (unsigned long long)end, image->size);
	return 0;
}

static int add_part(struct image *image, const Elf32_Phdr *phdr)
{
	if (image->part_count == DENALI_IMAGE_SEGMENTS)
		return error(
			"%s: not an image: more than %u segments; " LINK_IT,
			image->path, DENALI_IMAGE_SEGMENTS);
	if (phdr->p_memsz > UINT32_MAX - phdr->p_vaddr ||
	    phdr->p_filesz > phdr->p_memsz)
		return error("%s: not an image: segment %u has a size that "
			     "makes no sense; " LINK_IT,
			     image->path, image->part_count);
	image->parts[image->part_count++] = (struct image_part){
		.address = phdr->p_vaddr,
		.memory_size = phdr->p_memsz,
		.bytes = phdr->p_filesz > 0 ? image->data + phdr->p_offset :
					      NULL,
		.file_size = phdr->p_filesz,
		.flags = phdr->p_flags & (PF_R | PF_W | PF_X),
	};
	return 0;
}

void image_protect(struct image *image, const Elf32_Phdr *dynamic)
{
	for (uint32_t i = 0; i < image->part_count; i++) {
		struct image_part *part = &image->parts[i];

		if (dynamic->p_memsz > 0 &&
		    dynamic->p_vaddr - part->address < part->memory_size)
			part->flags &= ~(uint32_t)PF_W;
	}
}

static int read_program_headers(struct image *image)
{
	Elf32_Phdr notes = { .p_filesz = 0 }, dynamic = { .p_memsz = 0 };
	bool fixed = header(image)->e_type == ET_EXEC;
	int status = 0;

	for (unsigned i = 0; i < header(image)->e_phnum && status == 0; i++) {
		Elf32_Phdr phdr = program_header(image, i);

		if (phdr.p_type == PT_DYNAMIC)
			dynamic = phdr;
		if (phdr.p_type == PT_INTERP ||
		    (phdr.p_type == PT_DYNAMIC && fixed))
			return error("%s: not an image: it is dynamically "
				     "linked; " LINK_IT,
				     image->path);
		if (phdr.p_type == PT_NOTE && notes.p_filesz == 0)
			notes = phdr;
		if (phdr.p_type == PT_LOAD)
			status = add_part(image, &phdr);
	}
	image_protect(image, &dynamic);
	if (status != 0)
		return status;
	image->notes = image->data + notes.p_offset;
	image->notes_length = notes.p_filesz;
	return imagenotes_read(image);
}

static int check_memory(struct image *image, uint32_t memory_size)
{
	uint32_t manifest = image->manifest.memory_size;
	char needed[SIZE_TEXT_MAX], given[SIZE_TEXT_MAX];
	uint64_t end = 0;

	image->memory_size = memory_size != 0 ? memory_size :
			     manifest != 0    ? manifest :
						DENALI_MEMORY_DEFAULT;
	for (uint32_t i = 0; i < image->part_count; i++) {
		const struct image_part *part = &image->parts[i];

		if ((uint64_t)part->address + part->memory_size > end)
			end = (uint64_t)part->address + part->memory_size;
	}
	end += image->base;
	if (end <= image->memory_size)
		return 0;
	size_text((end + 0xfffff) & ~(uint64_t)0xfffff, needed);
	return error("%s: too little memory for the image: a VM of %s cannot "
		     "hold it; give it -m %s or more",
		     image->path, size_text(image->memory_size, given), needed);
}

/* Is all that is not ASCII a character of UTF-8, and no control character? */
static bool is_visible(const char *name)
{
	struct buffer visible = { 0 };
	bool same;

	text_visible(&visible, (const uint8_t *)name, strlen(name));
	same = visible.length == strlen(name);
	buffer_free(&visible);
	return same;
}

/* The name for messages: a file's name may be long and hold anything. */
static void set_name(struct image *image)
{
	const char *slash = strrchr(image->path, '/');
	const char *name = image->manifest.name;

	if (name[0] == '\0')
		name = slash != NULL ? slash + 1 : image->path;
	for (size_t i = 0; i < DENALI_NAME_MAX - 1 && name[i] != '\0'; i++) {
		unsigned char c = (unsigned char)name[i];

		image->name[i] = c < ' ' || c == 0x7f ? '?' : name[i];
	}
	for (size_t i = 0; !is_visible(image->name); i++)
		if ((unsigned char)image->name[i] > '~')
			image->name[i] = '?';
}

int image_examine(struct image *image, const char *path)
{
	int status;

	*image = (struct image){ .path = path, .fd = -1 };
	status = read_file(image);
	if (status == 0)
		status = check_ident(image);
	if (status == 0)
		status = check_header(image);
	if (status == 0)
		status = check_whole(image);
	if (status == 0)
		status = read_program_headers(image);
	if (status == 0)
		set_name(image);
	return status;
}

int image_open(struct image *image, const char *path, uint32_t memory_size)
{
	int status = image_examine(image, path);

	if (status == 0)
		status = imagenotes_check(image);
	return status != 0 ? status : check_memory(image, memory_size);
}

void image_close(struct image *image)
{
	free(image->data);
	if (image->fd >= 0)
		close(image->fd);
	image->data = NULL;
	image->fd = -1;
}

const struct image_part *image_find(const struct image *image, uint32_t address)
{
	for (uint32_t i = 0; i < image->part_count; i++) {
		const struct image_part *part = &image->parts[i];

		if (address - part->address < part->memory_size)
			return part;
	}
	return NULL;
}

const uint8_t *image_bytes(const struct image *image, uint32_t address,
			   uint32_t length)
{
	const struct image_part *part = image_find(image, address);
	uint32_t offset;

	if (part == NULL)
		return NULL;
	offset = address - part->address;
	if (offset > part->file_size || length > part->file_size - offset)
		return NULL;
	return part->bytes + offset;
}
