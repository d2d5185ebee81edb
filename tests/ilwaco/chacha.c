/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The ChaCha20 block of RFC 8439, section 2.3.2, and the generator over it.
 */
#include <criterion/criterion.h>
#include <string.h>

#include <ilwaco/random.h>

#include "chacha.h"
#include "machine.h"

Test(chacha, block_of_the_standard)
{
	static const uint32_t input[4] = { 1, 0x09000000, 0x4a000000, 0 };
	static const uint32_t expected[CHACHA_WORDS] = {
		0xe4e7f110, 0x15593bd1, 0x1fdd0f50, 0xc47120a3,
		0xc7f4d1c7, 0x0368c033, 0x9aaa2204, 0x4e6cd4c3,
		0x466482d2, 0x09aa9f07, 0x05d7c214, 0xa2028bd9,
		0xd19c12b5, 0xb94e16de, 0xe883d0cb, 0x4e3c50a2,
	};
	uint32_t key[CHACHA_KEY_WORDS], out[CHACHA_WORDS];
	unsigned char bytes[32];

	for (int i = 0; i < 32; i++)
		bytes[i] = (unsigned char)i;
	memcpy(key, bytes, sizeof key);
	ilw_chacha_block(out, key, input);
	cr_assert_arr_eq(out, expected, sizeof expected);
}

Test(random, does_not_repeat_and_fills_all)
{
	unsigned char a[1000] = { 0 }, b[1000] = { 0 };
	size_t zeros = 0;

	ilw_random(a, sizeof a);
	ilw_random(b, sizeof b);
	cr_assert(memcmp(a, b, 32) != 0);
	for (size_t i = 0; i < sizeof a; i++)
		zeros += a[i] == 0;
	cr_assert_lt(zeros, 30);
}

Test(random, leaves_the_bytes_after_it_alone)
{
	unsigned char buffer[40];

	for (size_t length = 0; length < sizeof buffer; length++) {
		memset(buffer, 0xaa, sizeof buffer);
		ilw_random(buffer, length);
		for (size_t i = length; i < sizeof buffer; i++)
			cr_assert_eq(buffer[i], 0xaa);
	}
}
