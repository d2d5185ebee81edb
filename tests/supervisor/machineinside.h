/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What the stand-in machine's files share.
 */
#ifndef STANDIN_MACHINEINSIDE_H
#define STANDIN_MACHINEINSIDE_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <denali/supervisor.h>

#define VMS 4096
#define OWN_VM 0 /* the supervisor's number */
#define PORTS 8
#define BEHAVIOUR 256

/* Plain data: a crash writes it to a file as it is. */
struct vm {
	bool used, ended;
	uint32_t generation;
	struct denali_vm_status status;
	char strings[DENALI_STRINGS_MAX];
	uint32_t argc, strings_length;
	struct denali_policy policy;
	bool has_policy, deaf, paused, deaf_to_stop, ran;
	uint16_t deaf_at[PORTS]; /* 0: none */
	uint16_t heard_at[PORTS];
	uint32_t answer;  /* of HTTP */
	uint64_t started; /* order */
	uint32_t input_length;
	char input[DENALI_CONSOLE_IN];
	char behaviour[BEHAVIOUR];
};

struct machine {
	pthread_mutex_t lock;
	struct vm *vm[VMS]; /* by place; null: never used */
	uint32_t vm_limit;
	uint64_t made;
	uint64_t clock_offset; /* ns */
	int64_t wall_offset;   /* ns, besides */
	bool full;
	unsigned slowness; /* ms that a write to a file takes longer */
	char behaviour[BEHAVIOUR];
	char folder[96]; /* a socket's path has little room */
	int disk;
	uint32_t blocks;
};
extern struct machine machine;

static inline void machine_lock(void)
{
	pthread_mutex_lock(&machine.lock);
}

static inline void machine_unlock(void)
{
	pthread_mutex_unlock(&machine.lock);
}

/* All below with the lock held. */

/* The living VM of that number; null: none. */
struct vm *vm_of(uint32_t number);
/* By number or by its program's name; null: none. */
struct vm *vm_named(const char *name);
const char *vm_program(const struct vm *vm);
/* The value of the variable; null: not set. */
const char *vm_variable(const struct vm *vm, const char *name);
bool vm_listens(const struct vm *vm, uint16_t port);

/* Does at once what its behaviour says of its start. */
void vm_run(struct vm *vm);
/* It ends: its last messages are posted. */
void vm_end(struct vm *vm, uint32_t cause, uint32_t detail);
void vm_print(struct vm *vm, const char *text, size_t length);

/* Adds a message for the supervisor. */
void message_post(uint32_t vm, uint8_t type, const void *body, size_t length);
/* Its EXIT has been read. */
void vm_gone(uint32_t vm);
void messages_forget(void);
void messages_moved(void); /* the clock was */

/* Counts users of images. */
bool image_hold(uint32_t image, uint32_t *memory, uint32_t *frames);
void image_drop(uint32_t image);
uint32_t images_there(void);
void images_forget(void);
void images_save(FILE *to);
void images_restore(FILE *from);

bool disk_set(struct vm *vm, const struct denali_extents *extents);
int32_t own_disk_set(const struct denali_extents *extents);

void forwards_forget(void);
void forwards_of(uint32_t vm);
void forwards_list(FILE *to);

#endif
