/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * denali-cc proper: gcc, told where the SDK is, and what is done with an image
 * that it has linked; and the same for C++.
 */
#ifndef CC_COMPILE_H
#define CC_COMPILE_H

/* Ends as gcc does; the arguments are those of main(), ended by NULL. */
_Noreturn void compile(int argc, char **argv);
_Noreturn void compile_cplusplus(int argc, char **argv);

#endif
