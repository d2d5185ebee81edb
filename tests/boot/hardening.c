/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Attacks and bugs inside a VM are the end of it, where they happen.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "harness/denali.h"
#include "harness/ends.h"

#define TIMEOUT_MS 120000

#define HARDENING BOOT_IMAGE("hardening/hardening")
#define HEAP_CHECKS BOOT_IMAGE("heap-checks/heap-checks")

Test(hardening, write_or_execute)
{
	ends_expect(
		HARDENING,
		(const struct end[]){
			{ "write_text", { END_FAULT, END_IN("write_text") } },
			{ "write_constant",
			  { END_FAULT, END_IN("write_constant") } },
			{ "write_literal",
			  { END_FAULT, END_IN("write_literal") } },
			{ "write_constructors",
			  { END_FAULT, END_IN("write_constructors") } },
			{ "execute_data",
			  { END_FAULT, "jumped to.*cannot be executed",
			    END_IN("execute_data") } },
			{ "execute_stack",
			  { END_FAULT, "jumped to.*cannot be executed",
			    END_IN("execute_stack") } },
			{ "execute_heap",
			  { END_FAULT, "jumped to.*cannot be executed",
			    END_IN("execute_heap") } },
			{ "execute_registers",
			  { END_FAULT, END_IN("execute_registers") } },
			{ NULL } });
}

Test(hardening, null)
{
	ends_expect(HARDENING,
		    (const struct end[]){
			    { "text_made_writable",
			      { END_FAULT, END_IN("text_made_writable") } },
			    { "read_null", { END_FAULT, END_IN("read_null") } },
			    { "read_near_null",
			      { END_FAULT, END_IN("read_near_null") } },
			    { "call_null", { END_FAULT, END_IN("call_null") } },
			    { NULL } });
}

Test(hardening, stacks)
{
	ends_expect(
		HARDENING,
		(const struct end[]){
			{ "overflow_stack", { END_FAULT, "guard page" } },
			{ "step_over_guard", { END_FAULT, "guard page" } },
			{ "overflow_thread",
			  { END_FAULT, "wrote to", "recurse" } },
			{ "smash_stack", { END_EXCEPTION, "stack smashed" } },
			{ "fortified",
			  { END_EXCEPTION, "buffer too small",
			    END_IN("fortified") } },
			{ NULL } });
}

/* Without --check-heap. */
Test(hardening, heap_and_mappings)
{
	ends_expect(
		HARDENING,
		(const struct end[]){
			{ "free_twice",
			  { END_EXCEPTION, "heap: freed twice" } },
			{ "free_wild",
			  { END_EXCEPTION, "heap: this was never allocated" } },
			{ "overflow_heap",
			  { END_EXCEPTION, "heap: written to past the end" } },
			{ "write_freed",
			  { "page-fault|exception", END_IN("write_freed") } },
			{ "use_unmapped",
			  { END_FAULT, END_IN("use_unmapped") } },
			{ "use_guarded", { END_FAULT, END_IN("use_guarded") } },
			{ NULL } });
}

/* What must not be guessed differs from VM to VM: the canary and what the
 * generator gives. */
Test(hardening, secrets)
{
	enum { VMS = 8, SECRETS = 2 };
	static char secrets[VMS * SECRETS][16];
	struct process process;
	int found = 0;

	denali_start(&process, "--net", "none", "-n", "8", HARDENING,
		     "show_secrets", "show_secrets", "show_secrets",
		     "show_secrets", "show_secrets", "show_secrets",
		     "show_secrets", "show_secrets", NULL);
	cr_assert(process_wait(&process, TIMEOUT_MS), "it does not end");
	for (const char *at = process.out.data;
	     found < VMS * SECRETS && (at = strstr(at, "secret ")) != NULL;
	     at++)
		sscanf(at, "secret %15s", secrets[found++]);
	cr_expect_eq(found, VMS * SECRETS, "%s", process.out.data);
	for (int i = 0; i < found; i++)
		for (int j = 0; j < i; j++)
			cr_expect_str_neq(secrets[i], secrets[j]);
	cr_expect_eq(process.status, 0);
	process_finish(&process);
}

#define ALLOCATED "\"mentions\":.*" END_IN("maker") ".*\"registers\""
#define FREED "\"mentions\":.*" END_IN("breaker") ".*\"registers\""

Test(hardening, checked_heap)
{
	ends_expect(
		HEAP_CHECKS,
		(const struct end[]){
			{ "twice",
			  { END_EXCEPTION, "24 bytes.*freed twice", ALLOCATED,
			    FREED } },
			{ "twice_later",
			  { END_EXCEPTION, "24 bytes.*freed twice", ALLOCATED,
			    FREED } },
			{ "past_end",
			  { END_EXCEPTION, "24 bytes.*written to past its end",
			    ALLOCATED, END_IN("breaker") } },
			{ "past_end_never_freed",
			  { END_EXCEPTION, "25 bytes.*written to past its end",
			    ALLOCATED } },
			{ "past_end_resized",
			  { END_EXCEPTION, "24 bytes.*written to past its end",
			    ALLOCATED, END_IN("past_end_resized") } },
			{ "before_start",
			  { END_EXCEPTION, "written to before its start",
			    ALLOCATED, END_IN("breaker") } },
			{ "after_free",
			  { END_EXCEPTION, "written to after it was freed",
			    ALLOCATED, FREED } },
			{ "after_free_reused",
			  { END_EXCEPTION, "written to after it was freed",
			    ALLOCATED, FREED } },
			{ NULL } });
}

Test(hardening, checked_heap_by_address)
{
	ends_expect(HEAP_CHECKS,
		    (const struct end[]){
			    { "inside",
			      { END_EXCEPTION, "64 bytes.*not its start",
				ALLOCATED } },
			    { "never_allocated",
			      { END_EXCEPTION, "never allocated",
				END_IN("breaker") } },
			    { "not_aligned",
			      { END_EXCEPTION, "64 bytes.*not its start",
				ALLOCATED } },
			    { "copy_of_newlib",
			      { END_EXCEPTION, "5 bytes.*past its end" } },
			    { "right", { "\"status\": ?0" } },
			    { NULL } });
}
