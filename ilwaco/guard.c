/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What code compiled with the stack protector calls when a frame's canary has
 * changed.
 */
#include <ilwaco/crash.h>

_Noreturn void __stack_chk_fail(void);
_Noreturn void __stack_chk_fail_local(void);

_Noreturn void __stack_chk_fail(void)
{
	ilw_crash("stack smashed: a local array was written past its end");
}

_Noreturn void __stack_chk_fail_local(void)
{
	ilw_crash("stack smashed: a local array was written past its end");
}
