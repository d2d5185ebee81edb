/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Copies its input to its output, byte for byte, until the end of file; then
 * reads once more, which must say end of file again.
 */
#include <unistd.h>

int main(void)
{
	char buffer[300];
	ssize_t length;

	while ((length = read(0, buffer, sizeof buffer)) > 0)
		for (ssize_t at = 0, now; at < length; at += now)
			if ((now = write(1, buffer + at,
					 (size_t)(length - at))) <= 0)
				return 2;
	if (length < 0 || read(0, buffer, 1) != 0)
		return 3;
	return 0;
}
