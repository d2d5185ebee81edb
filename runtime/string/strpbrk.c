/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <stdint.h>
#include <string.h>

char *strpbrk(const char *string, const char *accepted)
{
	const char *at = string + strcspn(string, accepted);

	return *at == '\0' ? NULL : (char *)(uintptr_t)at;
}
