/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "debuginfo.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <fcntl.h>
#include <libelf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "buffer.h"
#include "discarded.h"

struct debug_info {
	int fd;
	Elf *elf;
	Dwarf *dwarf;
	Dwarf_CFI *frames;    /* the dwarf's */
	Dwarf_CFI *unwinding; /* of .eh_frame; ours; null: none */
};

struct debug_info *debug_info_open(const char *path)
{
	struct debug_info *debug = allocate(1, sizeof *debug);

	elf_version(EV_CURRENT);
	debug->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (debug->fd >= 0)
		debug->elf = elf_begin(debug->fd, ELF_C_READ_MMAP_PRIVATE,
				       NULL);
	if (debug->elf != NULL)
		discarded_move(debug->elf);
	if (debug->elf != NULL)
		debug->dwarf = dwarf_begin_elf(debug->elf, DWARF_C_READ, NULL);
	if (debug->dwarf == NULL) {
		debug_info_close(debug);
		return NULL;
	}
	debug->frames = dwarf_getcfi(debug->dwarf);
	debug->unwinding = dwarf_getcfi_elf(debug->elf);
	return debug;
}

void debug_info_close(struct debug_info *debug)
{
	if (debug == NULL)
		return;
	if (debug->unwinding != NULL)
		dwarf_cfi_end(debug->unwinding);
	if (debug->dwarf != NULL)
		dwarf_end(debug->dwarf);
	elf_end(debug->elf);
	if (debug->fd >= 0)
		close(debug->fd);
	free(debug);
}

/* Is the code of die at address?  What the linker has thrown away is at 0. */
static bool has_code(Dwarf_Die *die, uint32_t address)
{
	Dwarf_Addr entry;

	return dwarf_haspc(die, address) > 0 &&
	       (dwarf_entrypc(die, &entry) != 0 || entry != 0);
}

/* The function of a unit that address is in. */
static bool find_function(Dwarf_Die *unit, uint32_t address,
			  Dwarf_Die *function)
{
	Dwarf_Die child;

	if (dwarf_child(unit, &child) != 0)
		return false;
	do {
		if (dwarf_tag(&child) == DW_TAG_subprogram &&
		    has_code(&child, address)) {
			*function = child;
			return true;
		}
	} while (dwarf_siblingof(&child, &child) == 0);
	return false;
}

/* The compilation unit that address is of, and the function if there is one:
 * not all assembly says so. */
static bool find_unit(struct debug_info *debug, uint32_t address,
		      Dwarf_Die *unit, Dwarf_Die *function, bool *in_function)
{
	Dwarf_CU *cu = NULL;

	while (dwarf_get_units(debug->dwarf, cu, &cu, NULL, NULL, unit, NULL) ==
	       0) {
		if (dwarf_haspc(unit, address) <= 0)
			continue;
		*in_function = find_function(unit, address, function);
		if (*in_function ||
		    (dwarf_srclang(unit) == DW_LANG_Mips_Assembler &&
		     has_code(unit, address)))
			return true;
	}
	return false;
}

/* Was it compiled so that its folder is not told?  Then its names begin with a
 * slash that means nothing. */
static bool folder_is_empty(Dwarf_Die *unit)
{
	Dwarf_Attribute attribute;
	const char *folder = dwarf_formstring(
		dwarf_attr(unit, DW_AT_comp_dir, &attribute));

	return folder != NULL && folder[0] == '\0';
}

/* "file:line", the file as one would name it from here; allocated. */
static char *line_text(Dwarf_Die *unit, const char *file, int line)
{
	char *here = getcwd(NULL, 0);
	size_t length = here != NULL ? strlen(here) : 0;

	if (length > 1 && strncmp(file, here, length) == 0 &&
	    file[length] == '/')
		file += length + 1;
	free(here);
	if (folder_is_empty(unit) && file[0] == '/' && access(file, F_OK) != 0)
		file++;
	while (strncmp(file, "./", 2) == 0)
		file += 2;
	return allocate_text("%s:%d", file, line);
}

/* The line that address is of. */
static char *find_line(Dwarf_Die *unit, uint32_t address)
{
	Dwarf_Line *line = dwarf_getsrc_die(unit, address);
	const char *file = line != NULL ? dwarf_linesrc(line, NULL, NULL) :
					  NULL;
	int number;

	if (file == NULL || dwarf_lineno(line, &number) != 0 || number == 0)
		return NULL;
	return line_text(unit, file, number);
}

/* The line that an inlined function was called from. */
static char *find_call(Dwarf_Die *unit, Dwarf_Die *inlined)
{
	Dwarf_Attribute attribute;
	Dwarf_Word file, line;
	Dwarf_Files *files;
	const char *name;
	size_t count;

	if (dwarf_formudata(dwarf_attr(inlined, DW_AT_call_file, &attribute),
			    &file) != 0 ||
	    dwarf_formudata(dwarf_attr(inlined, DW_AT_call_line, &attribute),
			    &line) != 0 ||
	    dwarf_getsrcfiles(unit, &files, &count) != 0)
		return NULL;
	name = dwarf_filesrc(files, (size_t)file, NULL, NULL);
	return name != NULL ? line_text(unit, name, (int)line) : NULL;
}

/* What has been inlined into scope at address, and into that, and so on, blocks
 * passed through; the chain's length. */
static unsigned find_inlined(Dwarf_Die scope, uint32_t address,
			     Dwarf_Die chain[SOURCES_MAX])
{
	unsigned count = 0;
	Dwarf_Die child;

	while (dwarf_child(&scope, &child) == 0) {
		bool inner = false;

		do {
			int tag = dwarf_tag(&child);

			inner = (tag == DW_TAG_inlined_subroutine ||
				 tag == DW_TAG_lexical_block) &&
				dwarf_haspc(&child, address) > 0;
			if (inner && tag == DW_TAG_inlined_subroutine &&
			    count < SOURCES_MAX - 1)
				chain[count++] = child;
		} while (!inner && dwarf_siblingof(&child, &child) == 0);
		if (!inner)
			break;
		scope = child;
	}
	return count;
}

static char *copy_name(Dwarf_Die *die)
{
	const char *name = dwarf_diename(die);

	return name != NULL ? allocate_text("%s", name) : NULL;
}

unsigned debug_info_find(struct debug_info *debug, uint32_t address,
			 struct source sources[SOURCES_MAX])
{
	Dwarf_Die unit, function, chain[SOURCES_MAX];
	unsigned inlined, found = 0;
	bool in_function;
	char *line;

	if (debug == NULL ||
	    !find_unit(debug, address, &unit, &function, &in_function))
		return 0;
	inlined = in_function ? find_inlined(function, address, chain) : 0;
	line = find_line(&unit, address);
	while (inlined > 0) {
		Dwarf_Die *inner = &chain[--inlined];

		sources[found++] = (struct source){ copy_name(inner), line };
		line = find_call(&unit, inner);
	}
	sources[found++] = (struct source){ in_function ? copy_name(&function) :
							  NULL,
					    line };
	return found;
}

static Dwarf_Frame *find_rules(struct debug_info *debug, uint32_t address)
{
	Dwarf_Frame *rules;

	if (debug->frames != NULL &&
	    dwarf_cfi_addrframe(debug->frames, address, &rules) == 0)
		return rules;
	if (debug->unwinding != NULL &&
	    dwarf_cfi_addrframe(debug->unwinding, address, &rules) == 0)
		return rules;
	return NULL;
}

enum frame_step debug_info_caller(struct debug_info *debug, uint32_t base,
				  struct frame *frame, frame_read *read,
				  void *context)
{
	/* A call may be its function's last instruction. */
	uint32_t address = frame->registers[FRAME_EIP] - base - !frame->exact;
	Dwarf_Frame *rules = debug != NULL ? find_rules(debug, address) : NULL;
	enum frame_step result;

	if (rules == NULL)
		return FRAME_UNKNOWN;
	result = frame_caller(rules, frame, read, context);
	free(rules);
	return result;
}
