/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Patterns, compared with what the build host makes of them, and brackets one
 * by one.
 */
#include <criterion/criterion.h>
#include <fnmatch.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* The build host's. */
#undef fnmatch
int fnmatch(const char *pattern, const char *string, int flags);

#define ROUNDS 1000000
#define LENGTH 9

static const int all_flags[] = {
	0,
	FNM_PATHNAME,
	FNM_PERIOD,
	FNM_PATHNAME | FNM_PERIOD,
	FNM_NOESCAPE,
	FNM_CASEFOLD,
	FNM_LEADING_DIR,
	FNM_PATHNAME | FNM_LEADING_DIR,
};

static void make(char *text, const char *alphabet)
{
	size_t length = (size_t)rand() % LENGTH;

	for (size_t i = 0; i < length; i++)
		text[i] = alphabet[(size_t)rand() % strlen(alphabet)];
	text[length] = '\0';
}

Test(fnmatch, agrees_with_the_host)
{
	char pattern[LENGTH + 1], string[LENGTH + 1];

	srand(1);
	for (int i = 0; i < ROUNDS; i++) {
		int flags = all_flags[(size_t)rand() %
				      (sizeof all_flags / sizeof all_flags[0])];

		make(pattern, "aAb/.*?*");
		make(string, "aAb/.");
		cr_assert_eq(vm_fnmatch(pattern, string, flags),
			     fnmatch(pattern, string, flags), "'%s' '%s' %x",
			     pattern, string, flags);
	}
}

static const struct bracket {
	const char *pattern;
	const char *matches; /* single characters that do; all others do not */
	int flags;
} brackets[] = {
	{ "[abc]", "abc", 0 },
	{ "[]]", "]", 0 },
	{ "[]a-c]", "]abc", 0 },
	{ "[a-]", "a-", 0 },
	{ "[-a]", "a-", 0 },
	{ "[+--]", "+,-", 0 },
	{ "[[:digit:]_]", "0123456789_", 0 },
	{ "[x[:xdigit:]]", "0123456789abcdefABCDEFx", 0 },
	{ "[[.-.]-/]", "-./", 0 },
	{ "[[=a=]b]", "ab", 0 },
	{ "[\\]]", "]", 0 },
	{ "[a\\-c]", "a-c", 0 },
	{ "[a-c]", "abcABC", FNM_CASEFOLD },
	{ "[.-0]", ".0", FNM_PATHNAME },
	{ "[!!-~]", " \t", 0 },
	{ "[^!-~]", " \t", 0 },
	{ "\\?", "?", 0 },
	{ "\\", "\\", FNM_NOESCAPE },
	{ "?", "0123456789abcdefABCDEFx.-/+,_]\\! \t?[", 0 },
};

Test(fnmatch, brackets)
{
	static const char all[] = "0123456789abcdefABCDEFx.-/+,_]\\! \t?[";

	for (size_t i = 0; i < sizeof brackets / sizeof brackets[0]; i++)
		for (size_t j = 0; j < sizeof all - 1; j++) {
			const struct bracket *bracket = &brackets[i];
			char string[2] = { all[j], '\0' };
			bool wanted = strchr(bracket->matches, all[j]) != NULL;

			cr_expect_eq(vm_fnmatch(bracket->pattern, string,
						bracket->flags),
				     wanted ? 0 : FNM_NOMATCH, "'%s' '%s'",
				     bracket->pattern, string);
		}
}

/* What has no end is what it looks like. */
Test(fnmatch, not_brackets)
{
	cr_expect_eq(vm_fnmatch("[abc", "[abc", 0), 0);
	cr_expect_eq(vm_fnmatch("[", "[", 0), 0);
	cr_expect_eq(vm_fnmatch("[!", "[!", 0), 0);
	cr_expect_eq(vm_fnmatch("[]", "[]", 0), 0);
	cr_expect_eq(vm_fnmatch("[a/b]", "[a/b]", FNM_PATHNAME), 0);
	cr_expect_eq(vm_fnmatch("[a/b]", "a", FNM_PATHNAME), FNM_NOMATCH);
	cr_expect_eq(vm_fnmatch("[a-", "[a-", 0), 0);
	cr_expect_eq(vm_fnmatch("[[:alpha", "[[:alpha", 0), 0);
	cr_expect_eq(vm_fnmatch("*[[:alpha:]]/*[[:alnum:]]", "a/b",
				FNM_PATHNAME),
		     0);
}

/* Many stars take no time that grows with their number's power. */
Test(fnmatch, many_stars, .timeout = 10)
{
	char pattern[201], string[5001];

	for (size_t i = 0; i < 200; i += 2)
		memcpy(pattern + i, "*a", 2);
	strcpy(pattern + 199, "b");
	memset(string, 'a', 5000);
	string[5000] = '\0';
	cr_expect_eq(vm_fnmatch(pattern, string, 0), FNM_NOMATCH);
}
