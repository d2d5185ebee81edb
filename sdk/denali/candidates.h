/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What a word that is being typed could become, by what it stands for.
 */
#ifndef DENALI_CMD_CANDIDATES_H
#define DENALI_CMD_CANDIDATES_H

#include <stddef.h>

/* Print text, of that length, if it begins with the word. */
void candidate_print(const char *word, const char *text, size_t length);

/* Verbs, their help included. */
void candidates_verbs(const char *word);

/* The values that a page of help gives: words separated by `|`, of which those
 * in capitals say what to look for (IMAGE, FOLDER or DIR, TEMPLATE, VERB, FORM;
 * FILE and the like: files). */
void candidates_value(const char *word, const char *value, size_t length);

#endif
