/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "debugfile.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"

/* Of a search below a folder. */
#define DEPTH_MAX 6
#define ENTRIES_MAX 20000

struct search {
	const struct build_id *id;
	unsigned left; /* entries that may be looked at still */
	char *found;
};

int debug_name(struct debug_places *places, const char *path)
{
	if (places->count == DEBUG_PLACES_MAX)
		return error("--debug %s: too many; name %d files or folders "
			     "at most",
			     path, DEBUG_PLACES_MAX);
	if (access(path, R_OK) != 0)
		return error("--debug %s: cannot read it: %s; name a .dbg "
			     "file, or a folder that has it",
			     path, strerror(errno));
	places->named[places->count++] = path;
	return 0;
}

/* The id in a section's notes is the one that is looked for. */
static bool notes_match(Elf_Data *data, const struct build_id *id, bool *marked)
{
	size_t name, description, at = 0, next;
	GElf_Nhdr nhdr;

	while (data != NULL && (next = gelf_getnote(data, at, &nhdr, &name,
						    &description)) > 0) {
		const uint8_t *bytes = (const uint8_t *)data->d_buf +
				       description;

		at = next;
		if (nhdr.n_type != NT_GNU_BUILD_ID || nhdr.n_namesz != 4)
			continue;
		*marked = true;
		if (nhdr.n_descsz >= id->length &&
		    memcmp(bytes, id->bytes, id->length) == 0)
			return true;
	}
	return false;
}

static bool elf_matches(Elf *elf, const struct build_id *id, bool unmarked)
{
	Elf_Scn *section = NULL;
	bool marked = false;

	/* Of one that was cut short no sections are there. */
	if (elf == NULL || elf_kind(elf) != ELF_K_ELF ||
	    elf_nextscn(elf, NULL) == NULL)
		return false;
	if (id->length == 0)
		return true;
	while ((section = elf_nextscn(elf, section)) != NULL) {
		GElf_Shdr shdr;

		if (gelf_getshdr(section, &shdr) != NULL &&
		    shdr.sh_type == SHT_NOTE &&
		    notes_match(elf_getdata(section, NULL), id, &marked))
			return true;
	}
	return unmarked && !marked;
}

bool debug_matches(const char *path, const struct build_id *id, bool unmarked)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat status;
	bool matches = false;
	Elf *elf;

	if (fd < 0)
		return false;
	elf_version(EV_CURRENT);
	if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode)) {
		elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);
		matches = elf_matches(elf, id, unmarked);
		elf_end(elf);
	}
	close(fd);
	return matches;
}

/* Has the image itself names?  Then nothing need be searched for. */
static bool has_names(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	Elf *elf = elf_begin(fd, ELF_C_READ, NULL);
	Elf_Scn *section = NULL;
	bool found = false;

	while (elf != NULL && !found &&
	       (section = elf_nextscn(elf, section)) != NULL) {
		GElf_Shdr shdr;

		found = gelf_getshdr(section, &shdr) != NULL &&
			shdr.sh_type == SHT_SYMTAB;
	}
	elf_end(elf);
	if (fd >= 0)
		close(fd);
	return found;
}

static bool ends_in(const char *name, const char *ending)
{
	size_t length = strlen(name), end = strlen(ending);

	return length > end && strcmp(name + length - end, ending) == 0;
}

static void search_folder(struct search *search, const char *folder,
			  unsigned depth);

static void search_entry(struct search *search, const char *folder,
			 const char *name, unsigned depth)
{
	char *path = allocate_text("%s/%s", folder, name);
	struct stat status;

	/* No links: they lead in circles. */
	if (lstat(path, &status) == 0 && S_ISDIR(status.st_mode)) {
		search_folder(search, path, depth + 1);
	} else if ((ends_in(name, ".dbg") || ends_in(name, ".debug")) &&
		   debug_matches(path, search->id, false)) {
		search->found = path;
		return;
	}
	free(path);
}

static void search_folder(struct search *search, const char *folder,
			  unsigned depth)
{
	DIR *stream = depth <= DEPTH_MAX ? opendir(folder) : NULL;
	struct dirent *entry;

	if (stream == NULL)
		return;
	while (search->found == NULL && search->left > 0 &&
	       (entry = readdir(stream)) != NULL) {
		search->left--;
		if (entry->d_name[0] != '.')
			search_entry(search, folder, entry->d_name, depth);
	}
	closedir(stream);
}

static char *find_below(const struct build_id *id, const char *folder)
{
	struct search search = { .id = id, .left = ENTRIES_MAX };

	if (id->length == 0)
		return NULL;
	search_folder(&search, folder, 0);
	return search.found;
}

static void add_tried(struct buffer *tried, const char *how, const char *path)
{
	if (tried != NULL)
		buffer_printf(tried, "%s%s%s", tried->length > 0 ? ", " : "",
			      how, path);
}

static char *find_beside(const struct build_id *id, const char *image,
			 struct buffer *tried)
{
	char *path = allocate_text("%s.dbg", image);

	add_tried(tried, "", path);
	if (debug_matches(path, id, true))
		return path;
	if (debug_matches(path, &(struct build_id){ .length = 0 }, true))
		note("%s: of another build than the image: not used", path);
	else if (access(path, F_OK) == 0)
		note("%s: damaged, or no ELF file: not used", path);
	free(path);
	return NULL;
}

/* A file that the user names, or what it is called below a folder. */
static char *find_named(const struct build_id *id, const char *path,
			struct buffer *tried)
{
	struct stat status;

	if (stat(path, &status) == 0 && S_ISDIR(status.st_mode)) {
		add_tried(tried, "below ", path);
		return find_below(id, path);
	}
	add_tried(tried, "", path);
	return debug_matches(path, id, false) ? allocate_text("%s", path) :
						NULL;
}

char *debug_find(const struct build_id *id, const char *image,
		 const struct debug_places *places, struct buffer *tried)
{
	char *found = NULL;

	elf_version(EV_CURRENT);
	if (image != NULL)
		found = find_beside(id, image, tried);
	for (unsigned i = 0; places != NULL && i < places->count; i++)
		if (found == NULL)
			found = find_named(id, places->named[i], tried);
	if (found == NULL && image != NULL && has_names(image))
		found = allocate_text("%s", image);
	if (found == NULL) {
		add_tried(tried, "below ", "the current folder");
		found = find_below(id, ".");
	}
	return found;
}
