/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Response files: a word @FILE stands for the words in FILE, which may be our
 * own options.  They are as gcc has them: space ends a word, quotes of either
 * kind and backslashes keep it together, and a file may name others.  A word
 * @FILE whose file cannot be read stands for itself.
 */
#ifndef CC_RESPONSE_H
#define CC_RESPONSE_H

/* Returns the command line with such words replaced, and its length by argc. */
char **response_expand(int *argc, char **argv);

#endif
