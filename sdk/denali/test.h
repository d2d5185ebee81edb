/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `denali test`: a service does what its test.toml says.
 */
#ifndef DENALI_CMD_TEST_H
#define DENALI_CMD_TEST_H

int test_main(int argc, char *argv[]);

#endif
