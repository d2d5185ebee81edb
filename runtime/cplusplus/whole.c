/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Which part of a program a destructor of a static object belongs to: there is
 * one part, the image.  Only the address counts; what lies there is linked for
 * its own sake: newlib keeps destructors if the list for them is there.
 */
int __register_exitproc(int kind, void (*function)(void), void *argument,
			void *whole);

extern int (*const cplusplus_whole)(int, void (*)(void), void *,
				    void *) __asm__("__dso_handle")
	__attribute__((visibility("hidden")));
int (*const cplusplus_whole)(int, void (*)(void), void *,
			     void *) = __register_exitproc;
