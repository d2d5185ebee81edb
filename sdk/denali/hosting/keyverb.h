/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The verbs of `denali key`; argv[0] is the verb's own name.
 */
#ifndef DENALI_CMD_KEYVERB_H
#define DENALI_CMD_KEYVERB_H

int key_create(int argc, char *argv[]);
int key_list(int argc, char *argv[]);
int key_show(int argc, char *argv[]);
int key_add(int argc, char *argv[]);
int key_remove(int argc, char *argv[]);

#endif
