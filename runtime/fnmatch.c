/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Names that match a pattern, with all that brackets may hold.
 *
 * A star that did not lead to a match takes one character more; only the last
 * one has to, whatever came before it.  So the time is bounded by the product
 * of the two lengths.
 */
#include <ctype.h>
#include <fnmatch.h>
#include <stdbool.h>
#include <string.h>
#include <wctype.h>

#define CLASS_MAX 16 /* the longest name of a class, and its end */

static int folded(int character, int flags)
{
	return flags & FNM_CASEFOLD ? tolower(character) : character;
}

static bool is_slash(char character, int flags)
{
	return character == '/' && (flags & FNM_PATHNAME) != 0;
}

/* Whether the character is a period that only a period matches. */
static bool is_hidden(const char *at, const char *string, int flags)
{
	return *at == '.' && (flags & FNM_PERIOD) != 0 &&
	       (at == string || is_slash(at[-1], flags));
}

/* Whether a character is of the class that [:NAME:] at text names, and where
 * that ends; NULL: it is no such thing. */
static const char *in_class(const char *text, int character, bool *is_in)
{
	const char *end = strstr(text + 2, ":]");
	char name[CLASS_MAX];
	size_t length;

	if (end == NULL || (size_t)(end - text) - 2 >= sizeof name)
		return NULL;
	length = (size_t)(end - text) - 2;
	memcpy(name, text + 2, length);
	name[length] = '\0';
	if (iswctype((wint_t)character, wctype(name)))
		*is_in = true;
	return end + 2;
}

/* One end of a range: [.X.], [=X=], an escaped character or any other.  Where
 * it ends; NULL: there is none. */
static const char *element(const char *text, int flags, unsigned char *value)
{
	if (text[0] == '[' && (text[1] == '.' || text[1] == '=') &&
	    text[2] != '\0' && text[3] == text[1] && text[4] == ']') {
		*value = (unsigned char)text[2];
		return text + 5;
	}
	if (text[0] == '\\' && (flags & FNM_NOESCAPE) == 0)
		text++;
	if (text[0] == '\0' || is_slash(text[0], flags))
		return NULL;
	*value = (unsigned char)text[0];
	return text + 1;
}

static bool in_range(int character, unsigned char first, unsigned char last,
		     int flags)
{
	if (character >= first && character <= last)
		return true;
	return (flags & FNM_CASEFOLD) &&
	       ((tolower(character) >= first && tolower(character) <= last) ||
		(toupper(character) >= first && toupper(character) <= last));
}

/* Whether the list of a bracket, from after its beginning, has the character;
 * where it ends.  NULL: it has no end, and is no bracket. */
static const char *in_list(const char *text, int character, int flags,
			   bool *is_in)
{
	const char *start = text;
	unsigned char first, last;

	*is_in = false;
	while (*text != ']' || text == start) {
		if (text[0] == '[' && text[1] == ':') {
			text = in_class(text, character, is_in);
			if (text == NULL)
				return NULL;
			continue;
		}
		text = element(text, flags, &first);
		if (text == NULL)
			return NULL;
		last = first;
		if (text[0] == '-' && text[1] != ']') {
			text = element(text + 1, flags, &last);
			if (text == NULL)
				return NULL;
		}
		if (in_range(character, first, last, flags))
			*is_in = true;
	}
	return text + 1;
}

/* What of the pattern is left when its first part, which is no star, has
 * matched the character at `at`; NULL: it does not match. */
static const char *match_one(const char *pattern, const char *at,
			     const char *string, int flags)
{
	bool wild = !is_slash(*at, flags) && !is_hidden(at, string, flags);
	int character = (unsigned char)*at;

	if (*pattern == '?')
		return wild ? pattern + 1 : NULL;
	if (*pattern == '[') {
		bool not = pattern[1] == '!' || pattern[1] == '^', is_in;
		const char *rest = in_list(pattern + 1 + not, character, flags,
					   &is_in);

		if (rest != NULL)
			return wild && is_in != not ? rest : NULL;
	}
	if (*pattern == '\\' && pattern[1] != '\0' &&
	    (flags & FNM_NOESCAPE) == 0)
		pattern++;
	if (folded((unsigned char)*pattern, flags) != folded(character, flags))
		return NULL;
	return pattern + 1;
}

int fnmatch(const char *pattern, const char *string, int flags)
{
	const char *star = NULL, *star_at = NULL, *at = string;

	for (;;) {
		const char *rest = NULL;

		if (*pattern == '*' && !is_hidden(at, string, flags)) {
			star = ++pattern;
			star_at = at;
			continue;
		}
		if (*pattern == '\0' &&
		    (*at == '\0' || (*at == '/' && (flags & FNM_LEADING_DIR))))
			return 0;
		if (*at == '\0')
			return FNM_NOMATCH;
		if (*pattern != '\0' && *pattern != '*')
			rest = match_one(pattern, at, string, flags);
		if (rest != NULL) {
			pattern = rest;
			at++;
			continue;
		}
		if (star == NULL || is_slash(*star_at, flags))
			return FNM_NOMATCH;
		pattern = star;
		at = ++star_at;
	}
}
