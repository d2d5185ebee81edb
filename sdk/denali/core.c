/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "core.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "error.h"

#define NOTE_TYPE 0x504d /* with the name "Denali" */
#define NAME_ROOM 8      /* of a note, padded */

#define VECTOR_DIVISION 0
#define VECTOR_BREAKPOINT 3
#define VECTOR_OPCODE 6

/* What Linux calls elf_prstatus on the 386. */
struct status {
	int32_t info[3];
	int16_t signal, unused;
	uint32_t pending, held;
	int32_t process, parent, group, session;
	uint32_t times[8];
	uint32_t ebx, ecx, edx, esi, edi, ebp, eax, ds, es, fs, gs, orig_eax;
	uint32_t eip, cs, eflags, esp, ss;
	int32_t has_vectors;
};
_Static_assert(sizeof(struct status) == 144, "Linux");

/* And elf_prpsinfo. */
struct information {
	char state, letter, zombie, nice;
	uint32_t flags;
	uint16_t user, group;
	int32_t process, parent, process_group, session;
	char name[16];
	char arguments[80];
};
_Static_assert(sizeof(struct information) == 124, "Linux");

struct vector_entry {
	uint32_t type, value;
};

struct note_head {
	uint32_t name_length, length, type;
	char name[NAME_ROOM];
};

struct file {
	Elf32_Ehdr elf;
	Elf32_Phdr notes, stack;
	struct note_head status_head;
	struct status status;
	struct note_head information_head;
	struct information information;
	struct note_head vector_head;
	struct vector_entry vector[3];
	struct note_head own_head;
	struct core_note own;
};
_Static_assert(offsetof(struct file, own) % 8 == 0, "no padding before it");
_Static_assert(sizeof(struct file) < 16384, "bounded");

#define NOTES_AT offsetof(struct file, status_head)
#define STACK_AT                                                               \
	(offsetof(struct file, own) + offsetof(struct core_note, crash) +      \
	 offsetof(struct denali_post_mortem, stack))

/* ---- writing ---- */

/* A string that may go to a terminal, by gdb too. */
static bool is_plain(const char *text, size_t room)
{
	size_t length = strnlen(text, room);

	for (size_t i = 0; i < length; i++)
		if (text[i] < ' ' || text[i] > '~')
			return false;
	return length < room;
}

static void make_plain(char *text)
{
	for (; *text != '\0'; text++)
		if (*text < ' ' || *text > '~')
			*text = '?';
}

/* Arguments with spaces between them, cut where the room ends. */
static void join(char *to, size_t room, const char *first,
		 char *const arguments[], uint32_t count)
{
	struct buffer text = { 0 };

	buffer_printf(&text, "%s", first);
	for (uint32_t i = 0; i < count && text.length < room; i++)
		buffer_printf(&text, " %s", arguments[i]);
	memcpy(to, text.data, text.length < room ? text.length : room - 1);
	buffer_free(&text);
}

void core_fill(struct core_note *note, const struct image *image, uint32_t vm,
	       const struct denali_post_mortem *crash, char *const arguments[],
	       uint32_t count)
{
	*note = (struct core_note){
		.version = CORE_VERSION,
		.vm = vm,
		.time = (uint64_t)time(NULL),
		.memory = image->memory_size,
		.entry = ((const Elf32_Ehdr *)(const void *)image->data)
				 ->e_entry,
		.build_id_length = image->build_id_length,
		.crash = *crash,
	};
	memcpy(note->build_id, image->build_id, sizeof note->build_id);
	memcpy(note->name, image->name, sizeof note->name - 1);
	join(note->arguments, sizeof note->arguments, image->name, arguments,
	     count);
	make_plain(note->name);
	make_plain(note->arguments);
}

static struct note_head head(const char *name, uint32_t type, size_t length)
{
	struct note_head note = { .name_length = (uint32_t)strlen(name) + 1,
				  .length = (uint32_t)length,
				  .type = type };

	memcpy(note.name, name, strlen(name));
	return note;
}

static int16_t signal_of(const struct denali_post_mortem *crash)
{
	if (crash->cause == DENALI_CAUSE_PAGE_FAULT)
		return SIGSEGV;
	if (crash->cause != DENALI_CAUSE_EXCEPTION)
		return SIGKILL;
	return crash->vector == VECTOR_OPCODE     ? SIGILL :
	       crash->vector == VECTOR_DIVISION   ? SIGFPE :
	       crash->vector == VECTOR_BREAKPOINT ? SIGTRAP :
						    SIGSEGV;
}

static void fill_headers(struct file *file)
{
	const struct denali_post_mortem *crash = &file->own.crash;

	file->elf = (Elf32_Ehdr){
		.e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS32,
			     ELFDATA2LSB, EV_CURRENT },
		.e_type = ET_CORE,
		.e_machine = EM_386,
		.e_version = EV_CURRENT,
		.e_phoff = offsetof(struct file, notes),
		.e_ehsize = sizeof(Elf32_Ehdr),
		.e_phentsize = sizeof(Elf32_Phdr),
		.e_phnum = 2,
	};
	file->notes = (Elf32_Phdr){ .p_type = PT_NOTE,
				    .p_offset = NOTES_AT,
				    .p_filesz = sizeof *file - NOTES_AT,
				    .p_align = 4 };
	file->stack = (Elf32_Phdr){ .p_type = PT_LOAD,
				    .p_offset = STACK_AT,
				    .p_vaddr = crash->stack_address,
				    .p_filesz = crash->stack_length,
				    .p_memsz = crash->stack_length,
				    .p_flags = PF_R | PF_W,
				    .p_align = 1 };
}

static void fill_status(struct file *file)
{
	const struct denali_post_mortem *crash = &file->own.crash;
	const struct denali_context *r = &crash->registers;

	file->status_head = head("CORE", NT_PRSTATUS, sizeof file->status);
	file->status = (struct status){
		.signal = signal_of(crash),
		.process = 1,
		.ebx = r->ebx,
		.ecx = r->ecx,
		.edx = r->edx,
		.esi = r->esi,
		.edi = r->edi,
		.ebp = r->ebp,
		.eax = r->eax,
		.eip = r->eip,
		.eflags = r->eflags,
		.esp = r->esp,
		.cs = 0x73,
		.ds = 0x7b,
		.es = 0x7b,
		.ss = 0x7b,
		.orig_eax = UINT32_MAX,
	};
	file->status.info[0] = file->status.signal;
}

static void fill_information(struct file *file)
{
	struct information *information = &file->information;
	size_t length = strlen(file->own.name);

	file->information_head = head("CORE", NT_PRPSINFO, sizeof *information);
	*information = (struct information){ .letter = 'R', .process = 1 };
	memcpy(information->name, file->own.name,
	       length < sizeof information->name ?
		       length :
		       sizeof information->name - 1);
	memcpy(information->arguments, file->own.arguments,
	       sizeof information->arguments);
}

void core_make(struct buffer *out, const struct core_note *note)
{
	struct file *file = allocate(1, sizeof *file);

	file->own = *note;
	if (file->own.crash.stack_length > DENALI_POST_MORTEM_STACK)
		file->own.crash.stack_length = DENALI_POST_MORTEM_STACK;
	fill_headers(file);
	fill_status(file);
	fill_information(file);
	file->vector_head = head("CORE", NT_AUXV, sizeof file->vector);
	file->vector[0] = (struct vector_entry){ AT_PAGESZ, DENALI_PAGE_SIZE };
	file->vector[1] = (struct vector_entry){
		AT_ENTRY, note->entry + note->crash.base
	};
	file->own_head = head(DENALI_NOTE_NAME, NOTE_TYPE, sizeof file->own);
	buffer_append(out, file, sizeof *file);
	free(file);
}

/* ---- reading ---- */

static const char *check(const struct core_note *note)
{
	if (note->version != CORE_VERSION)
		return "it is of another version than this command's; use the "
		       "SDK that made it";
	if (note->build_id_length > IMAGE_BUILD_ID_MAX ||
	    !is_plain(note->name, sizeof note->name) ||
	    !is_plain(note->arguments, sizeof note->arguments) ||
	    note->crash.stack_length > DENALI_POST_MORTEM_STACK ||
	    note->crash.console_length > DENALI_CONSOLE_OUT)
		return "it is damaged: what it says makes no sense";
	return NULL;
}

/* Does the file say nothing but what its note has us write?  Then gdb may be
 * given it. */
static bool is_ours(const struct core_note *note, const uint8_t *data)
{
	struct buffer made = { 0 };
	bool same;

	core_make(&made, note);
	same = memcmp(made.data, data, made.length) == 0;
	buffer_free(&made);
	return same;
}

const char *core_parse(struct core_note *note, const uint8_t *data, size_t size)
{
	const char *problem;

	if (size < SELFMAG || memcmp(data, ELFMAG, SELFMAG) != 0)
		return "it is not an ELF file";
	if (size < sizeof(Elf32_Ehdr) || data[EI_CLASS] != ELFCLASS32 ||
	    data[offsetof(Elf32_Ehdr, e_type)] != ET_CORE)
		return "it is no core";
	if (size != sizeof(struct file))
		return "it is a core of something else, or cut short";
	memcpy(note, data + offsetof(struct file, own), sizeof *note);
	problem = check(note);
	if (problem == NULL && !is_ours(note, data))
		problem = "it is damaged: its parts contradict one another";
	return problem;
}

int core_read(struct core_note *note, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	uint8_t *data = allocate(1, sizeof(struct file) + 1);
	const char *problem;
	ssize_t got = -1;

	if (fd >= 0)
		got = read(fd, data, sizeof(struct file) + 1);
	problem = got < 0 ? strerror(errno) :
			    core_parse(note, data, (size_t)got);
	if (fd >= 0)
		close(fd);
	free(data);
	if (problem == NULL)
		return 0;
	return error("%s: not a post-mortem file of denali: %s; `denali run` "
		     "says where it writes them",
		     path, problem);
}
