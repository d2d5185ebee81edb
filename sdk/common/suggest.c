/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "suggest.h"

#include <string.h>

#define WORD_MAX 32

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* Optimal string alignment distance of two words of at most WORD_MAX. */
static unsigned distance(const char *a, const char *b)
{
	static unsigned cost[WORD_MAX + 1][WORD_MAX + 1];
	size_t a_length = strlen(a), b_length = strlen(b);

	for (size_t i = 0; i <= a_length; i++)
		cost[i][0] = (unsigned)i;
	for (size_t j = 0; j <= b_length; j++)
		cost[0][j] = (unsigned)j;
	for (size_t i = 1; i <= a_length; i++) {
		for (size_t j = 1; j <= b_length; j++) {
			unsigned other = a[i - 1] != b[j - 1];
			unsigned best = cost[i - 1][j - 1] + other;

			best = least(best, cost[i - 1][j] + 1);
			best = least(best, cost[i][j - 1] + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				best = least(best, cost[i - 2][j - 2] + 1);
			cost[i][j] = best;
		}
	}
	return cost[a_length][b_length];
}

const char *suggest(const char *word, const char *const *known, size_t count)
{
	/* A third of the letters may be wrong, and two at most. */
	unsigned limit = least((unsigned)strlen(word) / 3 + 1, 3);
	const char *best = NULL;

	if (strlen(word) > WORD_MAX)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		unsigned changes;

		if (strlen(known[i]) > WORD_MAX)
			continue;
		changes = distance(word, known[i]);
		if (changes < limit) {
			limit = changes;
			best = known[i];
		}
	}
	return best;
}
