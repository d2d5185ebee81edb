/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A program that uses every function of the page, and what the compiler and
 * the linker say of it.
 */
#ifndef TESTS_POSIX_PROGRAM_H
#define TESTS_POSIX_PROGRAM_H

#include "harness/process.h"
#include "page.h"

/* Builds a program that includes each header, as the standard that has a
 * function asks for it, and uses all functions that are not absent.  What is
 * wrong with one is said with the number of its line in the page, but for what
 * the linker says, which names the function. */
void program_of_present(const struct page *page, struct process *process);

/* Builds one that refers to the functions that are wanted, without headers. */
void program_of_names(const struct page *page,
		      bool (*wanted)(const struct line *line),
		      struct process *process);

#endif
