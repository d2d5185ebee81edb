/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Thread-specific values.
 *
 * Keys are numbers into a table of destructors; a thread that sets a value gets
 * an array of them, until it ends.  The threads that have one are in a list,
 * for the day a key is deleted.
 */
#include <errno.h>
#include <stdlib.h>

#include <ilwaco/preempt.h>

#include "threads.h"

static void no_destructor(void *value)
{
	(void)value;
}

/* NULL: the key is free. */
static void (*destructors[PTHREAD_KEYS_MAX])(void *);
static struct __pthread *with_values;

int pthread_key_create(pthread_key_t *key, void (*destructor)(void *))
{
	int error = EAGAIN;

	ilw_preempt_disable();
	for (pthread_key_t i = 0; i < PTHREAD_KEYS_MAX && error != 0; i++) {
		if (destructors[i] != NULL)
			continue;
		destructors[i] = destructor != NULL ? destructor :
						      no_destructor;
		*key = i;
		error = 0;
	}
	ilw_preempt_enable();
	return error;
}

static bool is_key(pthread_key_t key)
{
	return key < PTHREAD_KEYS_MAX && destructors[key] != NULL;
}

int pthread_key_delete(pthread_key_t key)
{
	struct __pthread *thread;

	if (!is_key(key))
		return EINVAL;
	ilw_preempt_disable();
	destructors[key] = NULL;
	for (thread = with_values; thread != NULL; thread = thread->next)
		thread->values[key] = NULL;
	ilw_preempt_enable();
	return 0;
}

static bool make_values(struct __pthread *self)
{
	void **values = calloc(PTHREAD_KEYS_MAX, sizeof *values);

	if (values == NULL)
		return false;
	ilw_preempt_disable();
	self->values = values;
	self->next = with_values;
	with_values = self;
	ilw_preempt_enable();
	return true;
}

static void drop_values(struct __pthread *self)
{
	struct __pthread **link = &with_values;

	ilw_preempt_disable();
	while (*link != self)
		link = &(*link)->next;
	*link = self->next;
	ilw_preempt_enable();
	free(self->values);
	self->values = NULL;
}

int pthread_setspecific(pthread_key_t key, const void *value)
{
	struct __pthread *self = pthread_self();

	if (!is_key(key))
		return EINVAL;
	if (self->values == NULL) {
		if (value == NULL)
			return 0;
		if (!make_values(self))
			return ENOMEM;
	}
	self->values[key] = (void *)(uintptr_t)value;
	return 0;
}

void *pthread_getspecific(pthread_key_t key)
{
	struct __pthread *self = pthread_self();

	return self->values != NULL && is_key(key) ? self->values[key] : NULL;
}

/* Destructors may set values again; that ends after a few rounds. */
static bool destroy_round(void **values)
{
	bool any = false;

	for (pthread_key_t key = 0; key < PTHREAD_KEYS_MAX; key++) {
		void *value = values[key];

		if (value == NULL)
			continue;
		values[key] = NULL;
		if (destructors[key] != NULL)
			destructors[key](value);
		any = true;
	}
	return any;
}

void pthread_end_values(struct __pthread *self)
{
	if (self->values == NULL)
		return;
	for (int i = 0; i < PTHREAD_DESTRUCTOR_ITERATIONS; i++)
		if (!destroy_round(self->values))
			break;
	drop_values(self);
}
