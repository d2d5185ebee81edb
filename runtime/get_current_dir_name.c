/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <unistd.h>

char *get_current_dir_name(void)
{
	return getcwd(NULL, 0);
}
