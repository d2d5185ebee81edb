/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What newlib asks for before it maps a wide character: in which set it is.
 * Here all are Unicode's.
 */
#include <locale.h>
#include <wchar.h>

wint_t _jp2uc(wint_t c);
wint_t _jp2uc_l(wint_t c, locale_t locale);
wint_t _uc2jp_l(wint_t c, locale_t locale);

wint_t _jp2uc_l(wint_t c, locale_t locale)
{
	(void)locale;
	return c;
}

wint_t _uc2jp_l(wint_t c, locale_t locale)
{
	(void)locale;
	return c;
}

wint_t _jp2uc(wint_t c)
{
	return c;
}
