/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * operator new and delete, by the names that the ABI gives them.  Without
 * exceptions there is nobody to tell that memory is short: the plain forms end
 * the program.  Weak, since a program may bring its own.
 */
#include <stdio.h>
#include <stdlib.h>

#define NAMED(name) __asm__(name) __attribute__((weak))

_Static_assert(__builtin_types_compatible_p(size_t, unsigned long),
	       "the names below say unsigned long");

/* const std::nothrow_t std::nothrow */
extern const char cplusplus_nothrow NAMED("_ZSt7nothrow");
const char cplusplus_nothrow = 0;

void *cplusplus_try(size_t size, const void *) NAMED("_ZnwmRKSt9nothrow_t");
void *cplusplus_try(size_t size, const void *nothrow)
{
	(void)nothrow;
	return malloc(size != 0 ? size : 1);
}

void *cplusplus_new(size_t size) NAMED("_Znwm");
void *cplusplus_new(size_t size)
{
	void *memory = malloc(size != 0 ? size : 1);

	if (memory == NULL) {
		fputs("operator new: out of memory\n", stderr);
		abort();
	}
	return memory;
}

void cplusplus_delete(void *memory) NAMED("_ZdlPv");
void cplusplus_delete(void *memory)
{
	free(memory);
}

void cplusplus_delete_sized(void *memory, size_t) NAMED("_ZdlPvm");
void cplusplus_delete_sized(void *memory, size_t size)
{
	(void)size;
	cplusplus_delete(memory);
}

/* Arrays: operator new[] and delete[]. */
void *cplusplus_try_array(size_t size, const void *)
	NAMED("_ZnamRKSt9nothrow_t");
void *cplusplus_try_array(size_t size, const void *nothrow)
{
	return cplusplus_try(size, nothrow);
}

void *cplusplus_new_array(size_t size) NAMED("_Znam");
void *cplusplus_new_array(size_t size)
{
	return cplusplus_new(size);
}

void cplusplus_delete_array(void *memory) NAMED("_ZdaPv");
void cplusplus_delete_array(void *memory)
{
	cplusplus_delete(memory);
}

void cplusplus_delete_array_sized(void *memory, size_t) NAMED("_ZdaPvm");
void cplusplus_delete_array_sized(void *memory, size_t size)
{
	(void)size;
	cplusplus_delete(memory);
}
