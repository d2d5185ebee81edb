/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "options.h"

#include "pool.h"

static struct pool records = { .size = sizeof(struct options) };

_Static_assert(sizeof(struct options) % 4 == 0, "fits a pool");

struct options *options_make(struct vm *vm)
{
	if (!vm->options)
		vm->options = pool_take(&records);
	return vm->options;
}

void options_free(struct vm *vm)
{
	if (vm->options)
		pool_give(&records, vm->options);
	vm->options = 0;
}
