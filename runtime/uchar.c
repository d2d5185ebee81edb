/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A wide character is one of UTF-32.  Half a pair of surrogates is kept in the
 * state, where newlib's conversions never have such a count.
 */
#include <errno.h>
#include <limits.h>
#include <uchar.h>

#define HALF (-16)

static int is_high(wint_t unit)
{
	return unit >= 0xd800 && unit < 0xdc00;
}

static int is_low(wint_t unit)
{
	return unit >= 0xdc00 && unit < 0xe000;
}

static void keep(mbstate_t *state, wint_t half)
{
	state->__count = HALF;
	state->__value.__wch = half;
}

static wint_t take(mbstate_t *state)
{
	state->__count = 0;
	return state->__value.__wch;
}

static size_t refuse(void)
{
	errno = EILSEQ;
	return (size_t)-1;
}

size_t mbrtoc16(char16_t *restrict character, const char *restrict bytes,
		size_t length, mbstate_t *restrict state)
{
	static mbstate_t own;
	char16_t unused;
	wchar_t wide;
	size_t used;

	if (state == NULL)
		state = &own;
	if (bytes == NULL)
		return mbrtoc16(NULL, "", 1, state);
	if (character == NULL)
		character = &unused;
	if (state->__count == HALF) {
		*character = (char16_t)take(state);
		return (size_t)-3;
	}
	used = mbrtowc(&wide, bytes, length, state);
	if (used > length)
		return used;
	if (wide >= 0x10000) {
		keep(state, 0xdc00 + ((wint_t)wide & 0x3ff));
		wide = 0xd800 + ((wide - 0x10000) >> 10);
	}
	*character = (char16_t)wide;
	return used;
}

size_t c16rtomb(char *restrict bytes, char16_t character,
		mbstate_t *restrict state)
{
	static mbstate_t own;
	wint_t wide = character;
	char unused[MB_LEN_MAX];

	if (state == NULL)
		state = &own;
	if (bytes == NULL) {
		bytes = unused;
		wide = 0;
	}
	if (state->__count == HALF) {
		if (!is_low(wide))
			return refuse();
		wide = 0x10000 + ((take(state) - 0xd800) << 10) +
		       (wide - 0xdc00);
	} else if (is_high(wide)) {
		keep(state, wide);
		return 0;
	} else if (is_low(wide)) {
		return refuse();
	}
	return wcrtomb(bytes, (wchar_t)wide, state);
}

size_t mbrtoc32(char32_t *restrict character, const char *restrict bytes,
		size_t length, mbstate_t *restrict state)
{
	static mbstate_t own;
	wchar_t wide;
	size_t used;

	used = mbrtowc(&wide, bytes, length, state != NULL ? state : &own);
	if (bytes != NULL && used <= length && character != NULL)
		*character = (char32_t)wide;
	return used;
}

size_t c32rtomb(char *restrict bytes, char32_t character,
		mbstate_t *restrict state)
{
	static mbstate_t own;

	return wcrtomb(bytes, (wchar_t)character, state != NULL ? state : &own);
}
