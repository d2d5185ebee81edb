/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Writes one MiB of bytes, every value among them, in pieces of odd sizes.
 * The sequence is the harness's too (console.c).
 */
#include <stdint.h>
#include <unistd.h>

#define TOTAL 1048576u
#define PIECE 1237u

int main(void)
{
	static uint8_t piece[PIECE];
	uint32_t state = 1;

	for (uint32_t done = 0; done < TOTAL;) {
		uint32_t length = TOTAL - done < PIECE ? TOTAL - done : PIECE;

		for (uint32_t i = 0; i < length; i++) {
			state = state * 1664525u + 1013904223u;
			piece[i] = (uint8_t)(state >> 24);
		}
		for (uint32_t at = 0; at < length;) {
			ssize_t written = write(1, piece + at, length - at);

			if (written <= 0)
				return 1;
			at += (uint32_t)written;
		}
		done += length;
	}
	return 0;
}
