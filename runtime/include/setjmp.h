/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * newlib's setjmp, which leaves the signal mask alone, and the one that keeps
 * it.
 */
#ifndef _DENALI_SETJMP_H
#define _DENALI_SETJMP_H

#include_next <setjmp.h>
#include <sys/_sigset.h>

typedef struct {
	jmp_buf __registers;
	int __has_mask;
	__sigset_t __mask;
} sigjmp_buf[1];

#ifdef __cplusplus
extern "C" {
#endif

void __sigsetjmp_mask(sigjmp_buf __to, int __save);
void siglongjmp(sigjmp_buf __from, int __result) __attribute__((__noreturn__));

#undef _longjmp
void _longjmp(jmp_buf __from, int __result) __asm__("longjmp")
	__attribute__((__noreturn__));

#ifdef __cplusplus
}
#endif

#define sigsetjmp(to, save)                                                    \
	(__sigsetjmp_mask(to, save), setjmp((to)->__registers))
#define _setjmp(to) setjmp(to)

#endif
