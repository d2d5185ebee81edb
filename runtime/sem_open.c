/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Named semaphores: a list of them, for the VM is all that can share one.
 */
#include <fcntl.h>
#include <semaphore.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <ilwaco/preempt.h>

#include "ipcname.h"
#include "syscall.h"

struct named {
	sem_t semaphore;
	struct named *next;
	unsigned int opened;
	bool unlinked; /* it goes when nobody has it open */
	char name[];   /* without the slash */
};

static struct named *all;

/* With preemption disabled, as all that follow. */
static struct named *find(const char *name)
{
	struct named *named = all;

	while (named != NULL &&
	       (named->unlinked || strcmp(named->name, name) != 0))
		named = named->next;
	return named;
}

static int make(const char *name, unsigned int value, struct named **made)
{
	struct named *named;

	if (value > SEM_VALUE_MAX)
		return -EINVAL;
	named = malloc(sizeof *named + strlen(name) + 1);
	if (named == NULL)
		return -ENOMEM;
	*named = (struct named){ .semaphore.__count = value, .next = all };
	strcpy(named->name, name);
	all = named;
	*made = named;
	return 0;
}

static int open_named(const char *name, int flags, unsigned int value,
		      struct named **named)
{
	int error = 0;

	*named = find(name);
	if (*named == NULL)
		error = flags & O_CREAT ? make(name, value, named) : -ENOENT;
	else if ((flags & O_CREAT) && (flags & O_EXCL))
		error = -EEXIST;
	if (error == 0)
		(*named)->opened++;
	return error;
}

sem_t *sem_open(const char *name, int flags, ...)
{
	int error = ipc_name_strip(&name);
	unsigned int value = 0;
	struct named *named = NULL;
	va_list rest;

	if (flags & O_CREAT) {
		va_start(rest, flags);
		(void)va_arg(rest, mode_t);
		value = va_arg(rest, unsigned int);
		va_end(rest);
	}
	if (error == 0) {
		ilw_preempt_disable();
		error = open_named(name, flags, value, &named);
		ilw_preempt_enable();
	}
	if (error == 0)
		return &named->semaphore;
	syscall_result(error);
	return SEM_FAILED;
}

static void drop_if_done(struct named **link)
{
	struct named *named = *link;

	if (named->opened != 0 || !named->unlinked)
		return;
	*link = named->next;
	free(named);
}

int sem_close(sem_t *semaphore)
{
	struct named **link = &all;
	int result = -EINVAL;

	ilw_preempt_disable();
	while (*link != NULL && &(*link)->semaphore != semaphore)
		link = &(*link)->next;
	if (*link != NULL && (*link)->opened != 0) {
		(*link)->opened--;
		drop_if_done(link);
		result = 0;
	}
	ilw_preempt_enable();
	return (int)syscall_result(result);
}

int sem_unlink(const char *name)
{
	struct named **link = &all;
	int result = ipc_name_strip(&name);
	struct named *named;

	if (result == -EINVAL)
		result = -ENOENT;
	if (result < 0)
		return (int)syscall_result(result);
	ilw_preempt_disable();
	named = find(name);
	if (named == NULL) {
		result = -ENOENT;
	} else {
		while (*link != named)
			link = &(*link)->next;
		named->unlinked = true;
		drop_if_done(link);
	}
	ilw_preempt_enable();
	return (int)syscall_result(result);
}
