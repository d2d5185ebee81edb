/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The cases of tests/sdk/setup.
 */
#include <criterion/criterion.h>

#include "trial.h"

#define CASE(name)                                                             \
	Test(setup, name)                                                      \
	{                                                                      \
		expect_run(0, "^$", "tests/sdk/setup", #name, NULL);           \
	}

CASE(build_once)
CASE(keys)
CASE(failing_step)
CASE(two_at_once)
CASE(terminated)
CASE(killed)
CASE(little_space)
CASE(superseded)
CASE(no_source)
CASE(wrong_checksum)
CASE(packages_present)
CASE(packages_not_root)
CASE(packages_by_sudo)
CASE(packages_failing)
