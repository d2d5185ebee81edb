/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Is a folder what the steps of model.h must have left, the power having gone
 * after one that was acknowledged?
 */
#ifndef TREE_H
#define TREE_H

#include <stdint.h>

/* The steps up to `acknowledged` have been made, perhaps more, up to `last`,
 * and perhaps half of one more.  NULL: all is well; else what is wrong. */
const char *tree_check(const char *folder, uint32_t seed, uint32_t acknowledged,
		       uint32_t last);

#endif
